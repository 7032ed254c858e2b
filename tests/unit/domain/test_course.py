"""The table of the course: every way through it is the closed loop's, and filing needs what TRADE 2 says."""

from dataclasses import replace

import pytest

from domain.codes import CaseState, ClockName, Grade, Role, Validity, VisitOutcome
from domain.course import HANDLED, OPEN, TOOK_PLACE, UNSATISFIED, WORKED_ON, Act, Facts, Need, missing
from domain.course_table import STEPS, open_steps

READY = Facts(
    state=CaseState.VISITED,
    grade=Grade.C,
    validity=Validity.VALID,
    matter=True,
    planned=False,
    answered=True,
    outgoing=False,
    told=True,
    visit=VisitOutcome.SATISFIED,
    signed=True,
    open_clocks=frozenset(),
)
"""A complaint that may be filed."""


def led(*acts, state=CaseState.NEW):
    """The state of a case after these acts, each taken where the table has it."""
    for act in acts:
        assert state in STEPS[act].from_states, f"{act} from {state}"
        state = STEPS[act].leads(state)
    return state


def test_every_act_has_one_row_of_its_own():
    assert set(STEPS) == set(Act)
    assert all(step.act is act for act, step in STEPS.items())


def test_a_case_that_is_ready_may_be_filed():
    assert missing(STEPS[Act.FILE], READY) == ()


@pytest.mark.parametrize(
    ("need", "lacking"),
    [
        (Need.VALIDITY, {"validity": Validity.UNDECIDED}),
        (Need.ANSWERED, {"answered": False}),
        (Need.NOTHING_ON_ITS_WAY, {"outgoing": True}),
        (Need.TOLD, {"told": False}),
        (Need.RECORD_SIGNED, {"signed": False}),
        (Need.CLOCKS_STOPPED, {"open_clocks": frozenset({ClockName.REPLY})}),
    ],
)
def test_filing_lacks_each_thing_by_itself(need, lacking):
    assert missing(STEPS[Act.FILE], replace(READY, **lacking)) == (need,)
    unvisited = replace(READY, visit=VisitOutcome.REFUSED, **lacking)
    assert missing(STEPS[Act.FILE_UNVISITED], unvisited) == (need,)


@pytest.mark.parametrize("outcome", sorted(UNSATISFIED))
def test_who_is_not_satisfied_is_handled_once_more_and_not_filed(outcome):
    facts = replace(READY, visit=outcome)
    assert missing(STEPS[Act.FILE], facts) == (Need.SATISFIED,)
    assert missing(STEPS[Act.FILE_UNVISITED], facts) == (Need.IMPOSSIBLE,)
    assert missing(STEPS[Act.NEW_ROUND], facts) == ()
    assert led(Act.NEW_ROUND, state=CaseState.VISITED) is CaseState.REOPENED
    assert {ClockName.HANDLE, ClockName.REPLY} <= set(STEPS[Act.NEW_ROUND].starts)


def test_without_a_visit_only_a_head_files_with_a_reason():
    step = STEPS[Act.FILE_UNVISITED]
    assert step.reason
    assert Role.CLERK not in step.roles
    assert missing(step, replace(READY, visit=None)) == (Need.IMPOSSIBLE,)
    visit = frozenset({ClockName.VISIT})
    assert missing(step, replace(READY, visit=VisitOutcome.UNREACHABLE, open_clocks=visit)) == ()
    assert missing(STEPS[Act.FILE], replace(READY, visit=None)) == (Need.VISITED, Need.SATISFIED)


def test_what_the_work_left_running_is_void_by_filing_and_nothing_else():
    departments = {ClockName.DEPARTMENT_START, ClockName.DEPARTMENT_FINISH}
    work = {ClockName.HANDLE, ClockName.PROGRESS, ClockName.BLOCKED, *departments}
    for clock in ClockName:
        lacking = missing(STEPS[Act.FILE], replace(READY, open_clocks=frozenset({clock})))
        assert (lacking == ()) == (clock in work), clock


def test_done_is_reached_only_through_what_lies_between():
    assert not STEPS[Act.FINISH].from_states & {
        CaseState.NEW,
        CaseState.NEEDS_CALL,
        CaseState.ACCEPTED,
        CaseState.REOPENED,
    }
    assert led(Act.ACCEPT, Act.INVESTIGATE, Act.FINISH, Act.TELL, Act.VISIT, Act.FILE) is CaseState.FILED


@pytest.mark.parametrize("grade", list(Grade))
def test_grave_work_needs_an_approved_plan(grade):
    for act in (Act.START_WORK, Act.FINISH):
        assert missing(STEPS[act], replace(READY, grade=grade)) == ((Need.PLAN,) if grade.grave else ())
        assert missing(STEPS[act], replace(READY, grade=grade, planned=True)) == ()


def test_only_filing_leads_into_the_file_and_only_reopening_and_letters_out_of_it():
    into = {act for act, step in STEPS.items() if step.to is CaseState.FILED}
    out = {act for act, step in STEPS.items() if CaseState.FILED in step.from_states}
    assert into == {Act.FILE, Act.FILE_UNVISITED, Act.FILE_AWAY}
    assert out == {Act.REOPEN, Act.FOLLOW_UP, Act.COME_BACK}
    assert all(STEPS[act].leads(CaseState.FILED) is not CaseState.FILED for act in out)


def test_no_act_leaves_a_clock_running_in_the_file():
    for act, step in STEPS.items():
        if CaseState.FILED in step.from_states and (step.starts or step.resumes):
            assert step.leads(CaseState.FILED) in OPEN, act


def test_who_may_is_named_in_the_same_order_every_time():
    assert STEPS[Act.FILE].takers == (Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)


def test_from_every_state_there_is_a_step_back_with_a_reason():
    back = {state for step in STEPS.values() if step.back for state in step.from_states}
    again = STEPS[Act.REOPEN].from_states
    assert back | again == set(CaseState) - {CaseState.NEW, CaseState.REOPENED}
    assert all(step.reason and step.roles for step in STEPS.values() if step.back)
    assert STEPS[Act.REOPEN].reason


def test_every_state_can_be_reached_and_left_for_the_file():
    reached, waiting = {CaseState.NEW}, [CaseState.NEW]
    while waiting:
        state = waiting.pop()
        new = {step.leads(state) for step in STEPS.values() if state in step.from_states} - reached
        reached |= new
        waiting += new
    assert reached == set(CaseState)


def test_the_house_acts_by_itself_only_where_letters_come_and_go():
    house = {act for act, step in STEPS.items() if not step.roles}
    assert house == {Act.ACKNOWLEDGE, Act.INTERIM, Act.ANSWER, Act.EXPLAIN, Act.FOLLOW_UP, Act.COME_BACK}
    assert not {step.act for step in open_steps(READY)} & house


def test_what_is_offered_is_what_the_state_allows():
    offered = [step.act for step in open_steps(replace(READY, state=CaseState.DONE))]
    assert Act.TELL in offered
    assert Act.BACK_TO_WORK in offered
    assert Act.FILE not in offered
    assert Act.VISIT not in offered


def test_the_states_are_parted():
    assert set(CaseState) == HANDLED | WORKED_ON
    assert not HANDLED & WORKED_ON
    assert UNSATISFIED < TOOK_PLACE < set(VisitOutcome)


def test_the_ladder_and_blocked_work_are_rows_that_change_no_state():
    ladder = [STEPS[act] for act in (Act.BLOCK, Act.UNBLOCK, Act.HAND_UP, Act.HAND_DOWN, Act.TAKE_ANSWER)]
    assert all(step.to is None and CaseState.FILED not in step.from_states for step in ladder)
    assert STEPS[Act.BLOCK].from_states == WORKED_ON
    assert STEPS[Act.BLOCK].starts == STEPS[Act.UNBLOCK].stops == (ClockName.BLOCKED,)
    assert Role.DEPARTMENT in STEPS[Act.BLOCK].roles & STEPS[Act.UNBLOCK].roles
    assert STEPS[Act.HAND_DOWN].roles < STEPS[Act.HAND_UP].roles
    assert all(step.reason for step in ladder if step.act is not Act.TAKE_ANSWER)
