"""A case walks the closed loop: called, waited for, done, told, visited, filed; each step moves its clocks.

Covers workers.casework.case_work and workers.clocks.course_steps.
"""

from datetime import UTC, datetime, timedelta

import pytest
from servers.course import answered, done, filed, investigated, signed, told
from servers.letters_day import CLERK, MANAGER, SUPERVISOR, furnished, one_case, person, submitted

from domain.codes import CaseState, Channel, ClockName, ClockState, Department, Grade, Role, Validity, VisitOutcome
from domain.course import Act
from domain.plan import Measure
from store import cases, events
from workers.casework.case_work import (
    department_report,
    file,
    measures_done,
    record_call,
    record_visit,
    result_told,
    resume,
    set_validity,
    take,
    wait_for_resident,
)
from workers.casework.overriding import confirm_grade
from workers.casework.plans import approve_plan, save_plan, submit_plan
from workers.instance.refusals import Refused


@pytest.fixture
def case(house):
    """A complaint of Monday 10:00, whose acknowledgement is held."""
    return one_case(house, no_letter=True)


def changed(house, case, **values):
    with house.services.database.transaction() as session:
        cases.update_case(session, case.id, **values)


def clock(house, case, name, round_=1):
    return house.clocks(case)[name, round_]


def test_a_call_that_reaches_the_resident_tells_them_of_receipt(house, case):
    changed(house, case, state=CaseState.NEEDS_CALL)
    record_call(house.services, case.number, "无人接听", actor=CLERK, reached=False)
    assert clock(house, case, ClockName.ACKNOWLEDGE).state is ClockState.RUNNING
    assert record_call(house.services, case.number, "已告知", actor=CLERK, reached=True).state is CaseState.ACCEPTED
    assert clock(house, case, ClockName.ACKNOWLEDGE).state is ClockState.MET
    assert clock(house, case, ClockName.REPLY).state is ClockState.RUNNING


def test_a_spoken_complaint_is_answered_by_a_call(house, case):
    changed(house, case, channel=Channel.PHONE)
    record_call(house.services, case.number, "已答复", actor=CLERK, reached=True)
    assert clock(house, case, ClockName.REPLY).state is ClockState.MET


def test_what_is_found_invalid_is_to_be_explained_within_a_day(house, case):
    set_validity(house.services, case.number, Validity.INVALID, "不属实", actor=CLERK)
    explain = clock(house, case, ClockName.EXPLAIN)
    assert (explain.state, explain.due_at) == (ClockState.RUNNING, house.time[0] + timedelta(hours=24))
    set_validity(house.services, case.number, Validity.VALID, "复核后属实", actor=SUPERVISOR)
    assert clock(house, case, ClockName.EXPLAIN).state is ClockState.VOID
    set_validity(house.services, case.number, Validity.INVALID, "再次复核", actor=SUPERVISOR)
    assert clock(house, case, ClockName.EXPLAIN, 2).state is ClockState.RUNNING


def test_waiting_for_the_resident_pauses_handling_alone_and_gives_back_the_working_time(house, case):
    assert clock(house, case, ClockName.HANDLE).due_at == datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
    house.time[0] = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)  # Friday 16:00: two hours and a day are left
    wait_for_resident(house.services, case.number, "等住户约定上门时间", actor=CLERK)
    assert [name for (name, _), row in house.clocks(case).items() if row.state is ClockState.PAUSED] == ["handle"]
    with pytest.raises(Refused, match="没有在计时"):
        wait_for_resident(house.services, case.number, "再等", actor=CLERK)
    house.time[0] = datetime(2026, 3, 12, 1, 0, tzinfo=UTC)  # Thursday 9:00
    resume(house.services, case.number, actor=CLERK)
    handle = clock(house, case, ClockName.HANDLE)
    assert (handle.state, handle.due_at) == (ClockState.RUNNING, datetime(2026, 3, 13, 3, 0, tzinfo=UTC))


def test_what_was_overdue_before_it_paused_stays_overdue(house, case):
    due = clock(house, case, ClockName.HANDLE).due_at
    house.time[0] = due + timedelta(days=1)
    wait_for_resident(house.services, case.number, "等住户", actor=CLERK)
    house.time[0] += timedelta(days=3)
    resume(house.services, case.number, actor=CLERK)
    assert clock(house, case, ClockName.HANDLE).due_at == due


def test_the_loop_from_done_to_filed(house, case):
    house = furnished(house)
    assert done(house, case).state is CaseState.DONE
    assert clock(house, case, ClockName.HANDLE).state is ClockState.MET
    assert clock(house, case, ClockName.FEEDBACK).due_at == house.time[0] + timedelta(hours=48)
    with pytest.raises(Refused, match="已处理"):
        file(house.services, case.number, actor=SUPERVISOR, reason="完结")
    assert result_told(house.services, case.number, "电话告知", actor=CLERK).state is CaseState.FED_BACK
    assert clock(house, case, ClockName.FEEDBACK).state is ClockState.MET
    assert clock(house, case, ClockName.VISIT).state is ClockState.RUNNING
    visited = record_visit(house.services, case.number, VisitOutcome.SATISFIED, "满意", actor=CLERK)
    assert (visited.state, visited.visit) == (CaseState.VISITED, VisitOutcome.SATISFIED)
    assert clock(house, case, ClockName.VISIT).state is ClockState.MET
    with pytest.raises(Refused, match=r"尚未答复住户.*尚未签署.*期限没有停止（告知收悉；回函）"):
        file(house.services, case.number, actor=CLERK)
    answered(house, case)
    with pytest.raises(Refused, match=r"主任尚未签署投诉处理记录表，或签署之后又有变动$"):
        file(house.services, case.number, actor=CLERK)
    signed(house, case)
    assert file(house.services, case.number, actor=CLERK).state is CaseState.FILED
    assert not [row for row in house.clocks(case).values() if row.state in (ClockState.RUNNING, ClockState.PAUSED)]


def test_nothing_is_filed_without_a_visit_before_three_tries_and_a_signature(house, case):
    house = furnished(house)
    told(house, case)
    answered(house, case)
    for _ in range(2):
        record_visit(house.services, case.number, VisitOutcome.UNREACHABLE, "无人接听", actor=CLERK)
    signed(house, case)
    with pytest.raises(Refused, match="满三次"):
        file(house.services, case.number, actor=SUPERVISOR, reason="联系不上")
    record_visit(house.services, case.number, VisitOutcome.UNREACHABLE, "无人接听", actor=CLERK)
    with pytest.raises(Refused, match="签署之后又有变动"):
        file(house.services, case.number, actor=SUPERVISOR, reason="联系不上")
    signed(house, case)
    with pytest.raises(Refused, match="权限"):
        file(house.services, case.number, actor=CLERK, reason="联系不上")
    with pytest.raises(Refused, match="理由"):
        file(house.services, case.number, actor=SUPERVISOR)
    assert clock(house, case, ClockName.VISIT).state is ClockState.RUNNING
    assert file(house.services, case.number, actor=SUPERVISOR, reason="联系不上").state is CaseState.FILED
    assert clock(house, case, ClockName.VISIT).state is ClockState.MET


@pytest.mark.parametrize("outcome", [VisitOutcome.REFUSED, VisitOutcome.ANONYMOUS])
def test_who_refuses_or_cannot_be_known_is_asked_once(house, case, outcome):
    house = furnished(house)
    told(house, case)
    answered(house, case)
    record_visit(house.services, case.number, outcome, "不愿受访", actor=CLERK)
    signed(house, case)
    assert file(house.services, case.number, actor=MANAGER, reason="住户拒绝回访").state is CaseState.FILED


def test_a_spoken_complaint_is_filed_without_a_letter_once_a_call_answered_it(house, case):
    changed(house, case, channel=Channel.PHONE)
    told(house, case)
    record_visit(house.services, case.number, VisitOutcome.SATISFIED, "满意", actor=CLERK)
    signed(house, case)
    with pytest.raises(Refused, match="尚未答复住户"):
        file(house.services, case.number, actor=SUPERVISOR)
    record_call(house.services, case.number, "已电话答复", actor=CLERK, reached=True)
    assert file(house.services, case.number, actor=SUPERVISOR).state is CaseState.FILED


def test_nothing_is_filed_whose_validity_is_open_or_whose_letter_is_on_its_way(house, case):
    house = furnished(house)
    take(house.services, case.number, Act.ACCEPT, actor=CLERK)
    take(house.services, case.number, Act.INVESTIGATE, actor=CLERK)
    measures_done(house.services, case.number, "已修好", actor=CLERK)
    result_told(house.services, case.number, "已告知", actor=CLERK)
    record_visit(house.services, case.number, VisitOutcome.SATISFIED, "满意", actor=CLERK)
    with pytest.raises(Refused, match="尚未认定有效性"):
        file(house.services, case.number, actor=SUPERVISOR)
    submitted(house, case)
    with pytest.raises(Refused, match="送审或发出途中"):
        file(house.services, case.number, actor=SUPERVISOR)


def test_what_is_found_invalid_may_be_explained_by_a_call(house, case):
    set_validity(house.services, case.number, Validity.INVALID, "不属实", actor=CLERK)
    record_call(house.services, case.number, "已说明理由", actor=CLERK, reached=True)
    assert clock(house, case, ClockName.EXPLAIN).state is ClockState.MET
    assert clock(house, case, ClockName.REPLY).state is ClockState.RUNNING


@pytest.mark.parametrize("outcome", [VisitOutcome.DISSATISFIED, VisitOutcome.PARTLY])
def test_who_is_not_satisfied_is_handled_answered_and_visited_once_more(house, case, outcome):
    house = furnished(house)
    told(house, case)
    answered(house, case)
    record_visit(house.services, case.number, outcome, "又坏了", actor=CLERK)
    signed(house, case)
    for actor in (CLERK, SUPERVISOR, MANAGER):
        with pytest.raises(Refused, match="再开一轮"):
            file(house.services, case.number, actor=actor, reason="完结")
    with pytest.raises(Refused, match="权限"):
        take(house.services, case.number, Act.NEW_ROUND, actor=CLERK, reason="再修")
    again = take(house.services, case.number, Act.NEW_ROUND, actor=SUPERVISOR, reason="再修")
    assert (again.state, again.reply_round, again.visit) == (CaseState.REOPENED, 2, None)
    for name in (ClockName.HANDLE, ClockName.REPLY):
        assert clock(house, case, name, 2).state is ClockState.RUNNING
    take(house.services, case.number, Act.INVESTIGATE, actor=CLERK)
    measures_done(house.services, case.number, "已更换整套门机", actor=CLERK)
    result_told(house.services, case.number, "已告知", actor=CLERK)
    assert clock(house, case, ClockName.VISIT, 2).state is ClockState.RUNNING
    record_visit(house.services, case.number, VisitOutcome.SATISFIED, "满意", actor=CLERK)
    signed(house, case)
    with pytest.raises(Refused, match="尚未答复住户"):
        file(house.services, case.number, actor=SUPERVISOR)
    answered(house, case)
    assert file(house.services, case.number, actor=SUPERVISOR).state is CaseState.FILED


def test_a_further_round_of_a_confirmed_grade_reports_each_day_again(house, case):
    confirm_grade(house.services, case.number, Grade.B, actor=SUPERVISOR)
    investigated(house, case)
    measure = Measure(what="更换门机", owner="李工", due=house.time[0].date())
    plan = save_plan(house.services, case.number, opinion="更换", measures=(measure,), actor=CLERK, seen=None)
    submit_plan(house.services, case.number, plan.version, actor=CLERK)
    for head in (SUPERVISOR, MANAGER):
        approve_plan(house.services, case.number, plan.version, actor=head)
    measures_done(house.services, case.number, "已更换", actor=CLERK)
    result_told(house.services, case.number, "已告知", actor=CLERK)
    assert clock(house, case, ClockName.PROGRESS).state is ClockState.MET
    record_visit(house.services, case.number, VisitOutcome.DISSATISFIED, "又坏了", actor=CLERK)
    house.time[0] = datetime(2026, 3, 6, 2, tzinfo=UTC)
    take(house.services, case.number, Act.NEW_ROUND, actor=SUPERVISOR, reason="再修")
    again = clock(house, case, ClockName.PROGRESS, 2)
    assert (again.state, again.due_at) == (ClockState.RUNNING, datetime(2026, 3, 6, 10, tzinfo=UTC))


def test_a_further_round_of_an_ordinary_grade_reports_to_no_one(house, case):
    told(house, case)
    record_visit(house.services, case.number, VisitOutcome.DISSATISFIED, "又坏了", actor=CLERK)
    take(house.services, case.number, Act.NEW_ROUND, actor=SUPERVISOR, reason="再修")
    assert not any(name is ClockName.PROGRESS for name, _ in house.clocks(case))


def test_a_spoken_complaint_is_answered_within_a_day_in_a_further_round_too(house, case):
    changed(house, case, channel=Channel.PHONE)
    told(house, case)
    record_call(house.services, case.number, "已电话答复", actor=CLERK, reached=True)
    record_visit(house.services, case.number, VisitOutcome.PARTLY, "又坏了", actor=CLERK)
    house.time[0] = datetime(2026, 3, 4, 2, tzinfo=UTC)
    take(house.services, case.number, Act.NEW_ROUND, actor=SUPERVISOR, reason="再修")
    assert clock(house, case, ClockName.REPLY, 2).due_at == datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert clock(house, case, ClockName.HANDLE, 2).due_at == datetime(2026, 3, 11, 10, tzinfo=UTC)


def test_work_called_done_too_early_goes_on_with_its_clock(house, case):
    due = clock(house, case, ClockName.HANDLE).due_at
    done(house, case)
    with pytest.raises(Refused, match="理由"):
        take(house.services, case.number, Act.BACK_TO_WORK, actor=CLERK)
    take(house.services, case.number, Act.BACK_TO_WORK, actor=CLERK, reason="验收未通过")
    assert clock(house, case, ClockName.FEEDBACK).state is ClockState.VOID
    assert (clock(house, case, ClockName.HANDLE).state, clock(house, case, ClockName.HANDLE).due_at) == (
        ClockState.RUNNING,
        due,
    )
    moved = house.ask(lambda session: events.history(session, case.id))
    assert [one.payload["reason"] for one in moved if one.what == "state_changed" and "reason" in one.payload] == [
        "验收未通过"
    ]


def test_a_result_or_a_visit_that_was_noted_wrongly_is_taken_back(house, case):
    told(house, case)
    record_visit(house.services, case.number, VisitOutcome.DISSATISFIED, "记错了户", actor=CLERK)
    with pytest.raises(Refused, match="权限"):
        take(house.services, case.number, Act.BACK_TO_VISIT, actor=CLERK, reason="记错了户")
    back = take(house.services, case.number, Act.BACK_TO_VISIT, actor=SUPERVISOR, reason="记错了户")
    assert (back.state, back.visit) == (CaseState.FED_BACK, None)
    assert clock(house, case, ClockName.VISIT).state is ClockState.RUNNING
    assert take(house.services, case.number, Act.BACK_TO_DONE, actor=CLERK, reason="没有告知").state is CaseState.DONE
    assert clock(house, case, ClockName.VISIT).state is ClockState.VOID
    assert clock(house, case, ClockName.FEEDBACK).state is ClockState.RUNNING


def test_a_filed_case_is_reopened_with_a_reason_and_is_to_be_handled_and_answered(house, case):
    house = furnished(house)
    filed(house, case)
    with pytest.raises(Refused, match="理由"):
        take(house.services, case.number, Act.REOPEN, actor=CLERK)
    take(house.services, case.number, Act.REOPEN, actor=CLERK, reason="住户来电，又坏了")
    told_last = house.ask(lambda session: events.history(session, case.id))
    reopened = next(one for one in told_last if one.what == "reopened")
    assert reopened.payload == {"from": "filed", "reason": "住户来电，又坏了", "round": 2}
    for name in (ClockName.HANDLE, ClockName.REPLY):
        assert clock(house, case, name, 2).state is ClockState.RUNNING


def test_a_letter_to_a_filed_case_starts_its_handling_again(house, case):
    house = furnished(house)
    filed(house, case)
    house.mail("又坏了", "电梯又停运了。", In_Reply_To="<m1@example.com>", found="dmarc=pass")
    house.work()
    assert (house.cases()[0].state, house.cases()[0].visit) == (CaseState.REOPENED, None)
    for name in (ClockName.HANDLE, ClockName.REPLY):
        assert clock(house, case, name, 2).state is ClockState.RUNNING


def test_nothing_is_done_to_a_filed_case_that_would_start_a_clock(house, case):
    house = furnished(house)
    filed(house, case)
    with pytest.raises(Refused, match="已归档"):
        set_validity(house.services, case.number, Validity.INVALID, "其实不属实", actor=CLERK)
    with pytest.raises(Refused, match="已经归档"):
        submitted(house, case)
    confirm_grade(house.services, case.number, Grade.A, actor=SUPERVISOR)
    assert {row.state for row in house.clocks(case).values()} == {ClockState.MET}


def test_a_state_is_not_jumped_to(house, case):
    for act, why in ((Act.INVESTIGATE, "新建"), (Act.FINISH, "自己的办理方式")):
        with pytest.raises(Refused, match=why):
            take(house.services, case.number, act, actor=CLERK)
    with pytest.raises(Refused, match="新建"):
        measures_done(house.services, case.number, "已修好", actor=CLERK)
    take(house.services, case.number, Act.ACCEPT, actor=CLERK)
    with pytest.raises(Refused, match="已受理"):
        measures_done(house.services, case.number, "已修好", actor=CLERK)


def test_a_grave_case_is_not_worked_on_without_an_approved_plan(house, case):
    changed(house, case, grade=Grade.A, strictest=Grade.A)
    investigated(house, case)
    for refused in (
        lambda: take(house.services, case.number, Act.START_WORK, actor=CLERK),
        lambda: measures_done(house.services, case.number, "已修好", actor=CLERK),
    ):
        with pytest.raises(Refused, match="须先有批准的处理方案"):
            refused()


def test_what_waited_for_the_resident_when_it_was_done_is_not_late_for_that(house, case):
    investigated(house, case)
    house.time[0] = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
    wait_for_resident(house.services, case.number, "等住户约定上门时间", actor=CLERK)
    house.time[0] = datetime(2026, 3, 12, 1, 0, tzinfo=UTC)
    measures_done(house.services, case.number, "已修好", actor=CLERK)
    assert clock(house, case, ClockName.HANDLE).state is ClockState.MET


def test_a_department_reports_on_its_own_work_alone(house, case):
    engineer = person("zhou", Role.DEPARTMENT, department=Department.ENGINEERING)
    department_report(house.services, case.number, Department.ENGINEERING, "已开工", actor=engineer, done=False)
    with pytest.raises(Refused, match="本部门"):
        department_report(house.services, case.number, Department.FINANCE, "已退费", actor=engineer, done=True)
    with pytest.raises(Refused, match="权限"):
        measures_done(house.services, case.number, "完成", actor=engineer)
    assert house.events(case)[-1] == "department_report"


def test_an_unknown_case_is_refused_with_a_sentence(house):
    with pytest.raises(Refused, match="没有编号为 TS-2026-999999"):
        record_call(house.services, "TS-2026-999999", "已告知", actor=CLERK, reached=True)
