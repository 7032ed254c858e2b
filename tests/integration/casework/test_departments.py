"""Departments: each has its notice, commits to days of its own, and its report stops its own clocks alone.

Covers workers.correspondence.case_record.
"""

from datetime import date, timedelta

import pytest
from servers.course import investigated
from servers.letters_day import CLERK, SUPERVISOR, now, one_case, person, texts, without_a_plan

from domain.codes import ClockName, ClockState, Department, LetterKind, LetterState, Role
from domain.waiting import Waiting
from store import cases, clocks, events
from workers.casework.case_work import department_report, measures_done
from workers.casework.departments import commit, readable
from workers.clocks.clock_watch import sweep
from workers.correspondence.approving import approve
from workers.correspondence.editing import draft, edit_blocks, reopen
from workers.correspondence.submitting import submit
from workers.instance.refusals import Refused
from workers.queue.waiting import queue_for

ENGINEER = person("he", Role.DEPARTMENT, department=Department.ENGINEERING)
GUARD = person("xu", Role.DEPARTMENT, department=Department.SECURITY)
START, FINISH = date(2026, 3, 3), date(2026, 3, 11)
RUNNING, MET = ClockState.RUNNING, ClockState.MET


@pytest.fixture
def case(office):
    """A matter for two departments."""
    found = one_case(office)
    with office.services.database.transaction() as session:
        cases.update_case(session, found.id, departments=(Department.ENGINEERING, Department.SECURITY))
    return office.cases()[0]


def noticed(office, case, department):
    """The department's notice, approved."""
    letter = draft(office.services, case.number, LetterKind.DEPARTMENT_NOTICE, actor=CLERK, department=department)
    body = texts(office, letter)
    letter = edit_blocks(office.services, letter.id, body, actor=CLERK, seen=letter.docx_sha)
    without_a_plan(office, letter)
    letter = submit(office.services, letter.id, actor=CLERK, way=None)
    return approve(office.services, letter.id, actor=SUPERVISOR, pdf_sha=letter.pdf_sha)


@pytest.fixture
def notices(office, case):
    return [noticed(office, case, one) for one in (Department.ENGINEERING, Department.SECURITY)]


def running(office, case):
    """(clock, department) → its row, of the departments' clocks that run."""
    found = office.ask(lambda session: clocks.of_case(session, case.id))
    return {(one.clock, one.department): one for one in found if one.department and one.state is RUNNING}


def commits(office, case, who=ENGINEER, department=Department.ENGINEERING, start=START, finish=FINISH):
    return commit(office.services, case.number, department, start=start, finish=finish, actor=who)


def reports(office, case, who, department, *, done=False):
    department_report(office.services, case.number, department, "已派人", actor=who, done=done)


def closing(office, day):
    return office.services.compiled.calendar.rules.closes, day


def due(office, row):
    local = row.due_at.astimezone(office.services.zone)
    return local.time(), local.date()


def test_each_notice_starts_a_clock_of_its_department(office, case, notices):
    found = running(office, case)
    assert set(found) == {
        (ClockName.DEPARTMENT_FINISH, Department.ENGINEERING),
        (ClockName.DEPARTMENT_FINISH, Department.SECURITY),
    }
    assert [one.opened_by_letter for one in found.values()] == [one.id for one in notices]


def test_a_department_commits_to_a_start_and_a_finish(office, case, notices):
    commits(office, case)
    found = running(office, case)
    start, finish = (
        found[name, Department.ENGINEERING] for name in (ClockName.DEPARTMENT_START, ClockName.DEPARTMENT_FINISH)
    )
    assert (due(office, start), due(office, finish)) == (closing(office, START), closing(office, FINISH))
    assert due(office, found[ClockName.DEPARTMENT_FINISH, Department.SECURITY]) == closing(office, date(2026, 3, 9))
    (said,) = [one for one in office.ask(lambda s: events.history(s, case.id)) if one.what == "department_committed"]
    assert said.who == "he"
    assert (said.payload["department"], said.payload["start"]) == ("engineering", "2026-03-03")


def test_a_commitment_is_watched_like_any_term(office, case, notices):
    commits(office, case)
    office.time[0] = running(office, case)[ClockName.DEPARTMENT_START, Department.ENGINEERING].due_at
    sweep(office.services)
    told = [one.payload for one in office.ask(lambda s: events.history(s, case.id)) if one.what == "clock_passed"]
    assert [(one["clock"], one["department"]) for one in told if "department" in one] == [
        ("department_start", "engineering")
    ]


def test_a_report_stops_its_own_departments_clocks_alone(office, case, notices):
    commits(office, case)
    commits(office, case, CLERK, Department.SECURITY)  # the office on its behalf
    assert len(running(office, case)) == 4
    reports(office, case, ENGINEER, Department.ENGINEERING)
    assert (ClockName.DEPARTMENT_START, Department.ENGINEERING) not in running(office, case)
    assert (ClockName.DEPARTMENT_START, Department.SECURITY) in running(office, case)
    reports(office, case, ENGINEER, Department.ENGINEERING, done=True)
    assert {department for _, department in running(office, case)} == {Department.SECURITY}
    investigated(office, case)
    measures_done(office.services, case.number, "都已完工", actor=CLERK)
    assert running(office, case) == {}


def test_a_department_that_has_begun_moves_only_its_finish(office, case, notices):
    reports(office, case, ENGINEER, Department.ENGINEERING)
    office.time[0] += timedelta(days=2)
    commits(office, case)
    found = running(office, case)
    assert (ClockName.DEPARTMENT_START, Department.ENGINEERING) not in found
    assert due(office, found[ClockName.DEPARTMENT_FINISH, Department.ENGINEERING]) == closing(office, FINISH)


def test_a_department_commits_anew(office, case, notices):
    commits(office, case)
    commits(office, case, start=date(2026, 3, 4), finish=date(2026, 3, 12))
    found = running(office, case)
    assert due(office, found[ClockName.DEPARTMENT_START, Department.ENGINEERING]) == closing(office, date(2026, 3, 4))
    assert due(office, found[ClockName.DEPARTMENT_FINISH, Department.ENGINEERING]) == closing(office, date(2026, 3, 12))


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"finish": date(2026, 3, 2), "start": START}, "不能早于开始"),
        ({"finish": date(2026, 2, 27), "start": date(2026, 2, 26)}, "不能早于今天"),
        ({"start": date(2026, 3, 1)}, "不能早于今天"),
        ({"who": GUARD}, "本部门"),
        ({"who": person("ma", Role.MANAGER)}, "权限"),
        ({"who": person("he", Role.DEPARTMENT, project="碧水湾", department=Department.ENGINEERING)}, "没有编号为"),
    ],
)
def test_what_is_no_commitment_of_theirs_changes_nothing(office, case, notices, wish, why):
    before = running(office, case)
    with pytest.raises(Refused, match=why):
        commits(office, case, **wish)
    assert running(office, case) == before


def test_without_a_notice_or_after_the_last_report_there_is_nothing_to_commit_to(office, case):
    with pytest.raises(Refused, match="没有待工程部办理"):
        commits(office, case)
    noticed(office, case, Department.ENGINEERING)
    reports(office, case, ENGINEER, Department.ENGINEERING, done=True)
    with pytest.raises(Refused, match="没有待工程部办理"):
        commits(office, case)


def test_a_further_notice_after_the_last_report_opens_the_next_round(office, case):
    noticed(office, case, Department.ENGINEERING)
    commits(office, case)
    noticed(office, case, Department.ENGINEERING)  # while the first is open: what was committed stands
    assert due(office, running(office, case)[ClockName.DEPARTMENT_FINISH, Department.ENGINEERING])[1] == FINISH
    reports(office, case, ENGINEER, Department.ENGINEERING, done=True)
    office.time[0] += timedelta(hours=1)
    noticed(office, case, Department.ENGINEERING)
    commits(office, case, finish=date(2026, 3, 13))
    found = running(office, case)
    assert {name for name, _ in found} == {ClockName.DEPARTMENT_START, ClockName.DEPARTMENT_FINISH}
    assert found[ClockName.DEPARTMENT_FINISH, Department.ENGINEERING].round == 2


def test_a_notice_that_is_taken_back_asks_for_nothing(office, case, notices):
    commits(office, case)
    reopen(office.services, notices[0].id, actor=CLERK)
    assert {department for _, department in running(office, case)} == {Department.SECURITY}
    assert not readable(ENGINEER, case.project, now(office, notices[0]))


def test_an_issued_notice_waits_for_its_department_and_may_be_read_there_alone(office, case):
    letter = draft(
        office.services, case.number, LetterKind.DEPARTMENT_NOTICE, actor=CLERK, department=Department.ENGINEERING
    )
    assert not readable(ENGINEER, case.project, letter)
    letter = now(office, noticed(office, case, Department.ENGINEERING))
    assert letter.state is LetterState.APPROVED
    (line,) = office.ask(lambda session: queue_for(office.services, session, ENGINEER)).lines
    assert (line.item.number, line.item.why) == (case.number, (Waiting.DEPARTMENT,))
    assert readable(ENGINEER, case.project, letter)
    assert readable(CLERK, case.project, letter)
    assert not readable(GUARD, case.project, letter)
    assert not readable(ENGINEER, case.project, office.letters(case)[0])
