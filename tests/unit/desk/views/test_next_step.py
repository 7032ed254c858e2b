"""What a case waits for: one next step for each who opens it, told from the facts of its course."""

from dataclasses import replace
from datetime import timedelta

import pytest
from view_samples import a_case, a_clock, someone

from desk.views.next_step import TITLES, CaseNow, Task, next_steps
from domain.codes import CaseState, ClockName, ClockState, Department, Grade, Kind, Role, Validity, VisitOutcome
from domain.course import Act, Facts
from domain.staff import Grant

CLERK, SUPERVISOR, MANAGER = someone(Role.CLERK), someone(Role.SUPERVISOR), someone(Role.MANAGER)
ENGINEER = someone(Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING))


def standing(state=CaseState.NEW, *clocks, case=None, **known) -> CaseNow:
    """A case in that state with these clocks; facts by their names."""
    given = {
        "grade": Grade.C,
        "validity": Validity.VALID,
        "matter": True,
        "planned": False,
        "answered": False,
        "outgoing": False,
        "told": False,
        "visit": None,
        "signed": False,
    }
    facts = Facts(state=state, open_clocks=frozenset(row.clock for row in clocks), **{**given, **known})
    return CaseNow(
        case=a_case(state=state, grade=facts.grade, **(case or {})),
        facts=facts,
        clocks=clocks,
        letters=(),
        approvals=(),
        danger=False,
        called=False,
        grade_open=False,
    )


def first(now: CaseNow, person=CLERK) -> Task | Act:
    return next_steps(now, person)[0].what


@pytest.mark.parametrize(
    ("state", "known", "expected"),
    [
        (CaseState.NEW, {}, Act.ACCEPT),
        (CaseState.NEEDS_CALL, {}, Act.CALL),
        (CaseState.ACCEPTED, {}, Act.INVESTIGATE),
        (CaseState.INVESTIGATING, {"validity": Validity.UNDECIDED}, Act.SET_VALIDITY),
        (CaseState.INVESTIGATING, {}, Act.START_WORK),
        (CaseState.INVESTIGATING, {"grade": Grade.B}, Task.PLAN),
        (CaseState.PLANNED, {"grade": Grade.B, "planned": True}, Act.START_WORK),
        (CaseState.IN_PROGRESS, {}, Act.FINISH),
        (CaseState.DONE, {}, Act.TELL),
        (CaseState.FED_BACK, {}, Act.VISIT),
        (CaseState.VISITED, {"visit": VisitOutcome.DISSATISFIED}, Act.NEW_ROUND),
        (CaseState.VISITED, {"visit": VisitOutcome.SATISFIED}, Act.SIGN_RECORD),
        (CaseState.VISITED, {"visit": VisitOutcome.SATISFIED, "signed": True}, Act.FILE),
        (CaseState.FED_BACK, {"visit": VisitOutcome.UNREACHABLE, "signed": True}, Act.FILE_UNVISITED),
        (CaseState.FILED, {}, Task.NOTHING),
    ],
)
def test_each_state_of_the_loop_has_one_next_step(state, known, expected):
    assert first(standing(state, **known), SUPERVISOR) is expected


def test_danger_comes_before_everything_until_somebody_called():
    now = replace(standing(case={"needs_person": True}), danger=True)
    assert first(now) is Task.DANGER
    assert first(replace(now, called=True)) is Task.DOUBT


def test_what_waits_for_another_is_named_when_nothing_is_ones_own_turn():
    now = standing(CaseState.VISITED, visit=VisitOutcome.DISSATISFIED)
    step = next_steps(now, CLERK)[0]
    assert (step.what, step.mine) == (Act.NEW_ROUND, False)
    assert step.roles == (Role.SUPERVISOR, Role.SERVICE_DEPARTMENT)


def test_a_grade_waits_for_a_head_while_the_office_works_on():
    now = replace(standing(CaseState.ACCEPTED, grade=Grade.A), grade_open=True)
    assert first(now, MANAGER) is Task.GRADE
    assert [step.what for step in next_steps(now, CLERK)] == [Act.INVESTIGATE, Task.GRADE]


def test_the_answer_and_the_work_stand_in_the_order_they_are_due():
    handle, reply = a_clock(ClockName.HANDLE), a_clock(ClockName.REPLY, id=2)
    soon = replace(reply, due_at=handle.started_at)
    assert first(standing(CaseState.IN_PROGRESS, handle, soon)) is Task.REPLY
    late = replace(reply, due_at=handle.due_at + timedelta(days=1))
    assert first(standing(CaseState.IN_PROGRESS, handle, late)) is Act.FINISH


def test_of_grade_a_the_plan_comes_before_the_answer_that_takes_from_it():
    reply = a_clock(ClockName.REPLY)
    lacks = standing(CaseState.INVESTIGATING, reply, grade=Grade.A)
    assert [step.what for step in next_steps(lacks, CLERK)] == [Task.PLAN]
    assert first(standing(CaseState.INVESTIGATING, reply, grade=Grade.A, planned=True)) is Task.REPLY


def test_the_days_report_comes_first_once_its_time_is_short():
    now = standing(CaseState.IN_PROGRESS, a_clock(ClockName.PROGRESS), grade=Grade.A, planned=True)
    assert first(now) is Act.FINISH
    assert first(replace(now, report_near=True)) is Task.PROGRESS


def test_a_step_is_due_when_the_clock_that_it_stops_is():
    handle = a_clock(ClockName.HANDLE)
    assert next_steps(standing(CaseState.IN_PROGRESS, handle), CLERK)[0].clock == handle


def test_a_paused_case_waits_for_the_resident():
    paused = a_clock(ClockName.HANDLE, state=ClockState.PAUSED)
    assert first(standing(CaseState.IN_PROGRESS, paused)) is Act.RESUME


def test_blocked_work_is_a_heads_next_step_while_the_office_goes_on_with_its_own():
    now = replace(standing(CaseState.IN_PROGRESS, a_clock(ClockName.BLOCKED)), blocked=True)
    assert first(now, SUPERVISOR) is Task.BLOCKED
    assert [step.what for step in next_steps(now, CLERK)] == [Act.FINISH, Task.BLOCKED]
    assert first(replace(now, danger=True), SUPERVISOR) is Task.DANGER


def test_a_department_commits_itself_and_then_reports():
    start = a_clock(ClockName.DEPARTMENT_START, department=Department.ENGINEERING)
    assert first(standing(CaseState.IN_PROGRESS, start), ENGINEER) is Task.COMMIT
    assert first(standing(CaseState.IN_PROGRESS), ENGINEER) is Act.REPORT


def test_what_is_no_complaint_is_thanked_for_or_passed_on():
    assert first(standing(case={"kind": Kind.PRAISE})) is Task.NO_COMPLAINT


def test_every_step_has_its_words():
    assert set(Task) <= set(TITLES)


@pytest.mark.parametrize(
    ("state", "clocks", "expected"),
    [
        (CaseState.NEW, (ClockName.REPLY,), [Task.LED]),
        (CaseState.IN_PROGRESS, (ClockName.REPLY,), [Task.REPLY, Task.LED]),
        (CaseState.IN_PROGRESS, (), [Task.LED]),
        (CaseState.DONE, (), [Act.TELL]),
    ],
)
def test_a_case_whose_group_is_worked_on_elsewhere_keeps_its_answer_and_telling(state, clocks, expected):
    now = standing(state, *(a_clock(one) for one in clocks), led=True)
    assert [step.what for step in next_steps(now, CLERK)] == expected
