"""A group is worked as one: what was found, planned and done on its leading case counts for each of its cases, and is
taken back where one leaves; the answer, the telling and the visit stay each household's own.

Covers store.queue_groups, workers.casework.groups.in_step and workers.deciding.group_work.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from servers.audited import audited
from servers.course import answered, now, signed
from servers.letters_day import CLERK, MANAGER, SUPERVISOR, furnished
from servers.one_matter import fault

from domain.codes import (
    OPEN_CLOCKS,
    CaseState,
    ClockName,
    ClockState,
    Department,
    Grade,
    LetterKind,
    Validity,
    VisitOutcome,
)
from domain.course import Act, Need
from domain.plan import Measure
from domain.record import Investigation, RecordedMatter
from domain.waiting import Waiting
from domain.work_codes import Cause, Met
from store import case_records, cases, clocks, events
from store.queue_items import QueueFilter
from workers.casework.case_work import (
    department_report,
    file,
    measures_done,
    record_call,
    record_visit,
    result_told,
    set_validity,
    take,
)
from workers.casework.composing import composition_of
from workers.casework.correcting import confirm
from workers.casework.course import open_acts
from workers.casework.gravity import report
from workers.casework.groups import acts
from workers.casework.overriding import confirm_grade
from workers.casework.plans import approve_plan, save_plan, submit_plan
from workers.casework.recording import save_investigation, save_matters
from workers.correspondence.case_record import record_of
from workers.correspondence.draft import draft_letter
from workers.correspondence.editing import draft
from workers.deciding.recorded import recorded
from workers.instance.refusals import Refused
from workers.queue.waiting import queue_for

GROUP = "QT-2026-000001"
MEASURE = "更换2单元电梯门机"
FOUND = Investigation(
    by="张工",
    visited_on=date(2026, 3, 2),
    company="物业与维保单位",
    findings="门机部件磨损",
    responsibility="维保单位",
    causes=(Cause.PEOPLE,),
)


@pytest.fixture
def house(house):
    """Three letters about one lift, confirmed as one matter."""
    house = furnished(house)
    for at in range(3):
        fault(house, at)
    house.work()
    house.time[0] += timedelta(minutes=5)
    acts.confirm(house.services, GROUP, actor=CLERK)
    return house


def found(house, case):
    return house.ask(lambda session: recorded(house.services, session, now(house, case)))


def investigated(house, case):
    """The leading case looked into, judged and recorded."""
    set_validity(house.services, case.number, Validity.VALID, "属实", actor=CLERK)
    take(house.services, case.number, Act.ACCEPT, actor=CLERK)
    take(house.services, case.number, Act.INVESTIGATE, actor=CLERK)
    save_investigation(house.services, case.number, FOUND, actor=CLERK, seen=0)
    matter = RecordedMatter(topic="lift_outage", name="电梯停运", result="已恢复运行", met=Met.MET)
    save_matters(house.services, case.number, (matter,), actor=CLERK, seen=1)


def planned(house, case):
    measure = Measure(what=MEASURE, owner="张工", due=date(2026, 12, 30))
    save_plan(house.services, case.number, opinion="更换", measures=(measure,), actor=CLERK, seen=None)
    submit_plan(house.services, case.number, 1, actor=CLERK)
    approve_plan(house.services, case.number, 1, actor=SUPERVISOR)


def finished(house, case):
    take(house.services, case.number, Act.START_WORK, actor=CLERK)
    department_report(house.services, case.number, Department.ENGINEERING, "配件已到", actor=CLERK, done=False)
    measures_done(house.services, case.number, "电梯已恢复运行", actor=CLERK)


def running(house, case):
    rows = house.ask(lambda session: clocks.of_case(session, case.id))
    return {one.clock for one in rows if one.state in OPEN_CLOCKS}


def sound(house):
    for case in house.cases():
        assert house.ask(lambda session, id_=case.id: events.verify(session, id_)) == []
    assert [str(one) for one in audited(house) if one.table != "approval"] == []  # no rows of the staff here


def test_every_case_goes_where_the_work_on_the_leading_one_stands(house):
    lead, *others = house.cases()
    investigated(house, lead)
    assert {now(house, one).state for one in others} == {CaseState.INVESTIGATING}
    assert {now(house, one).validity for one in others} == {Validity.VALID}
    planned(house, lead)
    assert {now(house, one).state for one in others} == {CaseState.PLANNED}
    finished(house, lead)
    for one in others:
        assert now(house, one).state is CaseState.DONE
        assert ClockName.HANDLE not in running(house, one)
        assert ClockName.FEEDBACK in running(house, one)
        stopped = {row.clock: row.state for row in house.clocks(one).values()}
        assert stopped[ClockName.HANDLE] is ClockState.MET
    sound(house)


def test_what_was_found_and_done_is_read_and_not_copied(house):
    lead, one, _ = house.cases()
    investigated(house, lead)
    planned(house, lead)
    finished(house, lead)
    known = found(house, one)
    assert (known.record.investigation, known.led_by) == (FOUND, lead.number)
    assert [(matter.result, matter.met) for matter in known.matters] == [("已恢复运行", Met.MET)]
    assert house.ask(lambda session: case_records.latest(session, one.id)) is None
    form = house.ask(
        lambda session: record_of(house.services, session, now(house, one), house.time[0].date()),
    )
    assert (form.investigation, form.result, form.opinion) == ("门机部件磨损", "已恢复运行", "更换")
    assert form.progress == ("工程部：配件已到",)
    letter = draft_letter(house.services, one.number, LetterKind.REPLY)
    said = house.ask(lambda session: composition_of(house.services, session, now(house, one), letter))
    (matter,) = said.matters
    assert (matter.findings, matter.measures, matter.result) == ("门机部件磨损", (MEASURE,), "已恢复运行")


def test_a_member_is_not_worked_on_by_itself(house):
    lead, one, _ = house.cases()
    refused = "由主办案件统一处理"
    with pytest.raises(Refused, match=refused):
        take(house.services, one.number, Act.ACCEPT, actor=CLERK)
    investigated(house, lead)
    with pytest.raises(Refused, match=refused):
        take(house.services, one.number, Act.START_WORK, actor=CLERK)
    with pytest.raises(Refused, match=lead.number):
        save_investigation(house.services, one.number, FOUND, actor=CLERK, seen=0)
    with pytest.raises(Refused, match=lead.number):
        save_plan(house.services, one.number, opinion="", measures=(), actor=CLERK, seen=None)
    with pytest.raises(Refused, match=lead.number):
        draft(house.services, one.number, LetterKind.DEPARTMENT_NOTICE, actor=CLERK)
    lacking = {act.step.act: act.missing for act in house.ask(lambda s: open_acts(s, now(house, one), CLERK))}
    assert lacking[Act.FINISH] == (Need.OWN_WORK,)
    assert lacking[Act.CALL] == ()


def test_who_joins_late_gets_everything_and_who_leaves_loses_it(house):
    lead, *_ = house.cases()
    investigated(house, lead)
    planned(house, lead)
    finished(house, lead)
    house.time[0] += timedelta(days=1)
    fault(house, 3)
    house.work()
    late = house.cases()[-1]
    assert (late.state, found(house, late).record.investigation) == (CaseState.NEW, Investigation())
    acts.confirm(house.services, GROUP, actor=CLERK)
    assert (now(house, late).state, now(house, late).validity) == (CaseState.DONE, Validity.VALID)
    assert found(house, late).record.investigation == FOUND
    acts.split(house.services, GROUP, [late.number], actor=CLERK)
    assert (now(house, late).state, now(house, late).validity) == (CaseState.NEW, Validity.UNDECIDED)
    assert found(house, late).record.investigation == Investigation()
    assert ClockName.HANDLE in running(house, late)
    assert ClockName.FEEDBACK not in running(house, late)
    acts.undo(house.services, GROUP, actor=CLERK)
    assert now(house, late).state is CaseState.DONE
    assert ClockName.HANDLE not in running(house, late)
    sound(house)


def test_each_household_is_told_visited_and_filed_by_itself(house):
    lead, one, other = house.cases()
    investigated(house, lead)
    finished(house, lead)
    confirm(house.services, one.number, actor=CLERK)
    result_told(house.services, one.number, "电话告知", actor=CLERK)
    assert (now(house, lead).state, now(house, other).state) == (CaseState.DONE, CaseState.DONE)
    answered(house, now(house, one))
    record_visit(house.services, one.number, VisitOutcome.SATISFIED, "满意", actor=CLERK)
    signed(house, one)
    house.time[0] += timedelta(minutes=1)
    again = replace(FOUND, findings="门机部件磨损，控制板受潮")
    save_investigation(house.services, lead.number, again, actor=CLERK, seen=2)
    with pytest.raises(Refused, match="签署"):
        file(house.services, one.number, actor=CLERK)
    signed(house, one)
    file(house.services, one.number, actor=CLERK)
    assert running(house, one) == set()
    with pytest.raises(Refused, match="已归档"):
        acts.split(house.services, GROUP, [one.number], actor=CLERK)
    with pytest.raises(Refused, match="主办案件不能移出"):
        acts.split(house.services, GROUP, [lead.number], actor=CLERK)
    sound(house)


def test_a_step_back_of_the_leading_case_is_one_of_all_but_of_those_that_were_told(house):
    lead, one, other = house.cases()
    investigated(house, lead)
    finished(house, lead)
    result_told(house.services, one.number, "电话告知", actor=CLERK)
    take(house.services, lead.number, Act.BACK_TO_WORK, actor=CLERK, reason="又坏了")
    assert (now(house, one).state, now(house, other).state) == (CaseState.FED_BACK, CaseState.IN_PROGRESS)
    assert ClockName.HANDLE in running(house, other)
    sound(house)


def test_a_household_that_comes_back_is_worked_on_by_itself(house):
    lead, one, _ = house.cases()
    investigated(house, lead)
    finished(house, lead)
    result_told(house.services, one.number, "电话告知", actor=CLERK)
    record_visit(house.services, one.number, VisitOutcome.DISSATISFIED, "还是停", actor=CLERK)
    take(house.services, one.number, Act.NEW_ROUND, actor=SUPERVISOR, reason="不满意")
    assert now(house, one).state is CaseState.REOPENED
    take(house.services, one.number, Act.ACCEPT, actor=CLERK)
    save_investigation(house.services, one.number, Investigation(findings="本层呼梯按钮失灵"), actor=CLERK, seen=0)
    assert found(house, one).record.investigation.findings == "本层呼梯按钮失灵"
    assert found(house, one).record.investigation.responsibility == "维保单位"
    take(house.services, lead.number, Act.BACK_TO_WORK, actor=CLERK, reason="又停了")
    with pytest.raises(Refused, match="由主办案件统一处理"):
        measures_done(house.services, one.number, "按钮已换", actor=CLERK)
    measures_done(house.services, lead.number, "全部修好", actor=CLERK)
    assert now(house, one).state is CaseState.DONE
    sound(house)


def test_a_case_that_has_to_be_called_first_follows_after_the_call(house):
    lead, one, _ = house.cases()
    acts.split(house.services, GROUP, [one.number], actor=CLERK)
    take(house.services, one.number, Act.ASK, actor=CLERK, reason="说得不清楚")
    acts.link(house.services, one.number, GROUP, actor=CLERK)
    investigated(house, lead)
    assert now(house, one).state is CaseState.NEEDS_CALL
    record_call(house.services, one.number, "已问清", actor=CLERK, reached=True)
    assert now(house, one).state is CaseState.INVESTIGATING


def test_where_another_case_leads_only_its_work_counts(house):
    lead, one, other = house.cases()
    investigated(house, lead)
    acts.split(house.services, GROUP, [lead.number], actor=CLERK)
    assert {now(house, case).state for case in (one, other)} == {CaseState.NEW}
    assert now(house, lead).state is CaseState.INVESTIGATING
    take(house.services, one.number, Act.ACCEPT, actor=CLERK)
    assert now(house, other).state is CaseState.ACCEPTED
    sound(house)


def test_the_plan_of_a_grave_group_waits_on_its_leading_case_alone(house):
    found = house.cases()
    with house.services.database.transaction() as session:
        for one in found:
            cases.update_case(session, one.id, grade=Grade.B)

    def waiting():
        wanted = QueueFilter(waiting=(Waiting.PLAN,))
        page = house.ask(lambda session: queue_for(house.services, session, CLERK, wanted))
        return {line.item.number for line in page.lines}

    assert waiting() == {found[0].number}
    planned(house, found[0])
    assert waiting() == set()


def test_the_days_progress_of_a_grave_group_is_reported_once(house):
    found = house.cases()
    for one in found:
        confirm_grade(house.services, one.number, Grade.B, actor=MANAGER)
    house.time[0] += timedelta(hours=2)
    report(house.services, found[0].number, "门机已拆检", actor=CLERK)
    for one in found:
        held = house.ask(lambda session, id_=one.id: clocks.of_case(session, id_))
        rows = [row for row in held if row.clock is ClockName.PROGRESS]
        assert [row.state for row in rows] == [ClockState.MET, ClockState.RUNNING]
