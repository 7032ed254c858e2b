"""A case walks the closed loop: called, waited for, done, told, visited, filed; each step moves its clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from servers.letters_day import CLERK, MANAGER, SUPERVISOR, one_case, person

from domain.codes import CaseState, Channel, ClockName, ClockState, Department, Role, Validity, VisitOutcome
from store import cases
from workers.casework.case_work import (
    department_report,
    file,
    measures_done,
    next_states,
    record_call,
    record_visit,
    result_told,
    resume,
    set_state,
    set_validity,
    wait_for_resident,
)
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


def told(house, case):
    """The case done and the resident told."""
    measures_done(house.services, case.number, "已更换部件", actor=CLERK)
    return result_told(house.services, case.number, "电话告知", actor=CLERK)


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
    assert measures_done(house.services, case.number, "已更换部件", actor=CLERK).state is CaseState.DONE
    assert clock(house, case, ClockName.HANDLE).state is ClockState.MET
    assert clock(house, case, ClockName.FEEDBACK).due_at == house.time[0] + timedelta(hours=48)
    with pytest.raises(Refused, match="已处理"):
        file(house.services, case.number, actor=SUPERVISOR, reason="完结")
    assert result_told(house.services, case.number, "电话告知", actor=CLERK).state is CaseState.FED_BACK
    assert clock(house, case, ClockName.FEEDBACK).state is ClockState.MET
    assert clock(house, case, ClockName.VISIT).state is ClockState.RUNNING
    visited = record_visit(house.services, case.number, VisitOutcome.SATISFIED, "满意", actor=CLERK)
    assert visited.state is CaseState.VISITED
    assert clock(house, case, ClockName.VISIT).state is ClockState.MET
    assert file(house.services, case.number, actor=CLERK).state is CaseState.FILED


def test_nothing_is_filed_without_a_visit_before_three_tries_and_a_signature(house, case):
    told(house, case)
    for _ in range(2):
        record_visit(house.services, case.number, VisitOutcome.UNREACHABLE, "无人接听", actor=CLERK)
    with pytest.raises(Refused, match="满三次"):
        file(house.services, case.number, actor=SUPERVISOR, reason="联系不上")
    record_visit(house.services, case.number, VisitOutcome.UNREACHABLE, "无人接听", actor=CLERK)
    with pytest.raises(Refused, match="权限"):
        file(house.services, case.number, actor=CLERK, reason="联系不上")
    with pytest.raises(Refused, match="理由"):
        file(house.services, case.number, actor=SUPERVISOR)
    assert clock(house, case, ClockName.VISIT).state is ClockState.RUNNING
    assert file(house.services, case.number, actor=SUPERVISOR, reason="联系不上").state is CaseState.FILED
    assert clock(house, case, ClockName.VISIT).state is ClockState.MET


@pytest.mark.parametrize("outcome", [VisitOutcome.REFUSED, VisitOutcome.ANONYMOUS])
def test_who_refuses_or_cannot_be_known_is_asked_once(house, case, outcome):
    told(house, case)
    record_visit(house.services, case.number, outcome, "不愿受访", actor=CLERK)
    assert file(house.services, case.number, actor=MANAGER, reason="住户拒绝回访").state is CaseState.FILED


def test_work_called_done_too_early_goes_on_with_its_clock(house, case):
    due = clock(house, case, ClockName.HANDLE).due_at
    measures_done(house.services, case.number, "已更换部件", actor=CLERK)
    set_state(house.services, case.number, CaseState.IN_PROGRESS, actor=CLERK)
    assert clock(house, case, ClockName.FEEDBACK).state is ClockState.VOID
    assert (clock(house, case, ClockName.HANDLE).state, clock(house, case, ClockName.HANDLE).due_at) == (
        ClockState.RUNNING,
        due,
    )


def test_a_reopened_case_is_handled_anew(house, case):
    told(house, case)
    record_visit(house.services, case.number, VisitOutcome.DISSATISFIED, "又坏了", actor=CLERK)
    set_state(house.services, case.number, CaseState.REOPENED, actor=CLERK)
    assert clock(house, case, ClockName.HANDLE, 2).state is ClockState.RUNNING


def test_a_state_follows_only_those_before_it(house, case):
    assert CaseState.FILED not in next_states(case)
    with pytest.raises(Refused, match="不能直接改为“已归档”"):
        set_state(house.services, case.number, CaseState.FILED, actor=CLERK)
    assert set_state(house.services, case.number, CaseState.INVESTIGATING, actor=CLERK).state is CaseState.INVESTIGATING


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
