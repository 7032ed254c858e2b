"""Which steps of the closed loop a page offers to whom, by the state of the case and of its clocks."""

from datetime import timedelta

import pytest
from view_samples import NOW, a_case, a_clock, someone

from desk.views.rights import rights_of
from desk.views.steps import steps_of
from domain.codes import CaseState, ClockName, ClockState, Department, Role
from domain.course import Act, Need
from domain.staff import Grant
from workers.casework.course_facts import facts_from

CLERK = someone(Role.CLERK)
MANAGER = someone(Role.MANAGER)
ENGINEER = someone(Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING))


def offered(person, state=CaseState.IN_PROGRESS, *clocks, **values):
    case = a_case(state=state, **values)
    facts = facts_from(case, history=(), letters=(), clocks=clocks, plans=())
    return steps_of(person, case, clocks, rights_of(person, case.project), facts)


@pytest.mark.parametrize("state", [CaseState.NEW, CaseState.ACCEPTED, CaseState.IN_PROGRESS, CaseState.REOPENED])
def test_the_office_reports_for_every_department_of_an_open_case(state):
    assert offered(CLERK, state).reports == (Department.ENGINEERING, Department.CUSTOMER_SERVICE)


@pytest.mark.parametrize("state", [CaseState.DONE, CaseState.FED_BACK, CaseState.VISITED, CaseState.FILED])
def test_no_one_reports_on_a_closed_one(state):
    assert offered(CLERK, state).reports == ()


@pytest.mark.parametrize("state", list(CaseState))
def test_what_is_done_was_looked_into(state):
    between = {CaseState.INVESTIGATING, CaseState.PLANNED, CaseState.IN_PROGRESS}
    assert (offered(CLERK, state).act("finish") is not None) == (state in between)


def test_a_department_reports_for_itself_alone():
    assert offered(ENGINEER).reports == (Department.ENGINEERING,)
    assert offered(ENGINEER, departments=(Department.SECURITY,)).reports == ()
    assert offered(CLERK, departments=(Department.NONE,)).reports == ()


def test_a_department_commits_only_while_it_is_asked_to():
    finish = a_clock(ClockName.DEPARTMENT_FINISH, department=Department.ENGINEERING)
    assert offered(ENGINEER).commits == ()
    assert offered(ENGINEER, CaseState.IN_PROGRESS, finish).commits == (Department.ENGINEERING,)
    met = a_clock(ClockName.DEPARTMENT_FINISH, department=Department.ENGINEERING, state=ClockState.MET)
    assert offered(ENGINEER, CaseState.IN_PROGRESS, met).commits == ()


@pytest.mark.parametrize(
    ("state", "running", "paused"),
    [(ClockState.RUNNING, True, False), (ClockState.PAUSED, False, True), (ClockState.MET, False, False)],
)
def test_the_clock_of_handling_can_be_paused_or_resumed(state, running, paused):
    steps = offered(CLERK, CaseState.IN_PROGRESS, a_clock(state=state))
    assert (steps.running, steps.paused) == (running, paused)
    assert (offered(MANAGER, CaseState.IN_PROGRESS, a_clock(state=state)).running) is False


def test_another_clock_does_not_count_as_that_of_handling():
    assert not offered(CLERK, CaseState.IN_PROGRESS, a_clock(ClockName.REPLY, due_at=NOW + timedelta(days=9))).running


@pytest.mark.parametrize(
    ("state", "tell", "visit", "file"),
    [
        (CaseState.IN_PROGRESS, False, False, False),
        (CaseState.DONE, True, False, False),
        (CaseState.FED_BACK, False, True, False),
        (CaseState.VISITED, False, False, True),
        (CaseState.FILED, False, False, False),
    ],
)
def test_what_follows_when_the_work_is_done(state, tell, visit, file):
    steps = offered(CLERK, state)
    assert tuple(steps.act(act) is not None for act in ("tell", "visit", "file")) == (tell, visit, file)


def test_a_manager_may_file_and_a_department_may_not():
    assert offered(MANAGER, CaseState.VISITED).act("file")
    assert not offered(MANAGER, CaseState.FED_BACK).act("visit")
    assert not offered(ENGINEER, CaseState.VISITED).act("file")


def test_what_filing_lacks_is_said():
    lacking = offered(CLERK, CaseState.VISITED).act("file").missing
    assert {Need.VALIDITY, Need.ANSWERED, Need.RECORD_SIGNED} <= set(lacking)
    assert not offered(CLERK, CaseState.FED_BACK).act("file_unvisited"), "a head signs that"


def test_steps_on_and_back_are_offered_where_the_table_has_them():
    names = {one.step.act for one in offered(CLERK, CaseState.INVESTIGATING).taken}
    assert names == {Act.ASK, Act.START_WORK, Act.BACK_TO_ACCEPTED}
    assert {one.step.act for one in offered(CLERK, CaseState.FILED).taken} == {Act.REOPEN}


def test_rights_hold_for_the_project_they_are_held_for():
    elsewhere = someone(Grant(role=Role.CLERK, project="月光花园"))
    assert not rights_of(elsewhere, "阳光花园").office
    assert rights_of(elsewhere, "月光花园").office
    assert rights_of(elsewhere, None).office, "a case whose project is not known yet is everybody's"
    assert offered(elsewhere).acts == ()


def test_an_admin_as_such_has_no_rights_on_cases():
    rights = rights_of(someone(Role.ADMIN), None)
    assert (rights.office, rights.head, rights.department) == (False, False, False)
