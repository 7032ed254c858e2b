"""Whose a case is: lists by owner, and a department's list, which shows what it was given and runs by its own clocks.

Covers store.queue_places.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session
from store_samples import NOW, a_case, a_deadline, a_letter

from domain.codes import ClockName, Department, LetterKind, LetterState, Role, Urgency
from domain.plan import Measure
from domain.staff import Grant, Person
from domain.waiting import Waiting, Whose
from domain.work_codes import PlanState
from store import clocks, letters
from store.cases import CaseRow
from store.database import Database
from store.desk_tables import plan
from store.queue import queue, total, whose_counts
from store.queue_conditions import Scope
from store.queue_items import Cursor, QueueFilter

MINE, TEAM, UNASSIGNED = (QueueFilter(whose=whose) for whose in (Whose.MINE, Whose.TEAM, Whose.UNASSIGNED))
ALL = QueueFilter(mine=False)
GUARDS = Department.SECURITY


def scope_of(*grants: Grant, login: str = "me") -> Scope:
    return Scope(person=Person(id=1, login=login, name="我", grants=grants), now=NOW, overdue={}, letters={})


def numbers(session: Session, scope: Scope, wanted: QueueFilter, **values: Any) -> list[str | None]:
    return [item.number for item in queue(session, scope, wanted, **values)]


def noticed(session: Session, case: CaseRow, department: Department = GUARDS, **values: Any) -> CaseRow:
    given = {"kind": LetterKind.DEPARTMENT_NOTICE, "department": department, "state": LetterState.APPROVED}
    a_letter(session, case, **given | values, version=len(letters.of_case(session, case.id)) + 1)
    return case


def of(*departments: Department, **values: Any) -> Scope:
    return scope_of(*(Grant(role=Role.DEPARTMENT, department=one, **values) for one in departments))


def test_cases_are_listed_by_who_follows_them_up(database: Database) -> None:
    clerk = scope_of(Grant(role=Role.CLERK, project="云锦苑"))
    with database.transaction() as session:
        own = a_case(session, "1", owner="me", project="云锦苑")
        team = a_case(session, "2", owner="lin", project="云锦苑")
        nobodys = a_case(session, "3", project="云锦苑")
        a_case(session, "4", owner="far", project="月亮湾")
        assert numbers(session, clerk, MINE) == [own.number]
        assert numbers(session, clerk, TEAM) == [own.number, team.number]
        assert numbers(session, clerk, UNASSIGNED) == [nobodys.number]
        assert whose_counts(session, clerk) == {Whose.MINE: 1, Whose.TEAM: 2, Whose.UNASSIGNED: 1}
        assert total(session, clerk, MINE) == 1
        assert queue(session, clerk, TEAM)[1].owner == "lin"


def test_mine_are_those_of_whom_i_stand_in_for_but_none_that_complains_of_me(database: Database) -> None:
    deputy = scope_of(Grant(role=Role.CLERK), Grant(role=Role.CLERK, deputy_of="lin"))
    with database.transaction() as session:
        theirs = a_case(session, "1", owner="lin")
        a_case(session, "2", owner="lin", about=("me",))
        assert numbers(session, deputy, MINE) == [theirs.number]


def test_a_list_by_owner_asks_for_a_reason_only_where_one_is_chosen(database: Database) -> None:
    clerk = scope_of(Grant(role=Role.CLERK))
    with database.transaction() as session:
        a_case(session, "1", owner="me")
        doubted = a_case(session, "2", owner="me", needs_person=True)
        asked = QueueFilter(whose=Whose.MINE, waiting=(Waiting.DOUBT,))
        assert numbers(session, clerk, asked) == [doubted.number]
        assert len(numbers(session, clerk, MINE)) == 2


@pytest.mark.parametrize("state", [LetterState.APPROVED, LetterState.PRINTED, LetterState.SENT])
def test_a_departments_list_shows_the_cases_with_a_notice(database: Database, state: LetterState) -> None:
    with database.transaction() as session:
        a_case(session, "1", departments=(GUARDS,))
        noticed(session, a_case(session, "2", departments=(GUARDS,)), state=LetterState.DRAFT)
        noticed(session, a_case(session, "3", departments=(GUARDS, Department.FINANCE)), Department.FINANCE)
        ours = noticed(session, a_case(session, "4", departments=(GUARDS,)), state=state)
        for wanted in (QueueFilter(), ALL):
            assert numbers(session, of(GUARDS), wanted) == [ours.number]


def test_a_departments_list_shows_what_an_approved_plan_or_a_date_gave_it(database: Database) -> None:
    with database.transaction() as session:
        planned, timed, draft = (a_case(session, key, departments=(GUARDS,)) for key in "123")
        measures = (Measure(what="加派巡逻", department=GUARDS),)
        for case, state in ((planned, PlanState.APPROVED), (draft, PlanState.DRAFT)):
            values = {"case_id": case.id, "version": 1, "state": state, "measures": measures}
            session.execute(insert(plan).values(**values, made_at=NOW, made_by="lin"))
        finish = [a_deadline(ClockName.DEPARTMENT_FINISH, 9)]
        clocks.start(session, timed.intake_id, timed.id, 1, finish, department=GUARDS)
        assert numbers(session, of(GUARDS), ALL) == [timed.number, planned.number]


def test_danger_now_stands_first_in_a_departments_list_before_any_notice(database: Database) -> None:
    with database.transaction() as session:
        calm = noticed(session, a_case(session, "1", departments=(GUARDS,)))
        urgent = a_case(session, "2", departments=(GUARDS,), urgency=Urgency.URGENT, alarms=("火情",))
        a_case(session, "3", departments=(Department.FINANCE,), urgency=Urgency.URGENT, alarms=("火情",))
        assert numbers(session, of(GUARDS), QueueFilter()) == [urgent.number, calm.number]


def test_a_departments_list_runs_by_its_own_clocks(database: Database) -> None:
    both = (GUARDS, Department.ENGINEERING)
    with database.transaction() as session:
        first, second, third = (noticed(session, a_case(session, key, departments=both)) for key in "123")
        for case, department, hours in ((first, GUARDS, 30), (second, GUARDS, 20), (second, both[1], 1)):
            finish = [a_deadline(ClockName.DEPARTMENT_FINISH, hours)]
            number = 2 if department is both[1] else 1
            clocks.start(session, case.intake_id, case.id, number, finish, department=department)
        clocks.start(session, third.intake_id, third.id, 1, [a_deadline(ClockName.REPLY, -5)])
        items = queue(session, of(GUARDS), QueueFilter())
        assert [item.number for item in items] == [second.number, first.number, third.number]
        assert [item.nearest and item.nearest.due_at for item in items] == [
            NOW + timedelta(hours=20),
            NOW + timedelta(hours=30),
            None,
        ]
        place = Cursor.parse(str(items[0].cursor))
        assert numbers(session, of(GUARDS), QueueFilter(), after=place) == [first.number, third.number]
        assert numbers(session, of(GUARDS), QueueFilter(overdue=True)) == []
        clerk = scope_of(Grant(role=Role.CLERK), Grant(role=Role.DEPARTMENT, department=GUARDS))
        assert numbers(session, clerk, ALL)[0] == third.number, "who has another part in cases sees theirs"


def test_a_department_of_one_project_sees_no_other(database: Database) -> None:
    with database.transaction() as session:
        here, there = (a_case(session, key, departments=(GUARDS,), project=key) for key in ("云锦苑", "月亮湾"))
        noticed(session, here)
        noticed(session, there)
        assert numbers(session, of(GUARDS, project="云锦苑"), ALL) == [here.number]
