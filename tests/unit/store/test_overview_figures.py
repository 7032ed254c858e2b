"""The state of the house in figures, on both databases.

Covers store.overview.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from store_samples import NOW, a_case

from domain.codes import CaseState, Grade, Role, Urgency
from domain.staff import Grant, Person
from domain.waiting import Figure
from domain.work_codes import Blocker
from store import blockings, overview
from store.blockings import NewBlocking
from store.case_tables import case
from store.database import Database
from store.queue import queue, total
from store.queue_conditions import Scope
from store.queue_items import Counted, QueueFilter

TODAY = (NOW - timedelta(hours=2), NOW + timedelta(hours=10))
MANAGER = Person(id=1, login="wang", name="王强", grants=(Grant(role=Role.MANAGER),))


def a_due_case(session: Any, due: timedelta, **values: Any) -> None:
    """A case whose nearest clock is due so long after now."""
    key = session.execute(select(func.count()).select_from(case)).scalar_one()
    made = a_case(session, f"1:{key}", **values)
    session.execute(update(case).where(case.c.id == made.id).values(next_due_at=NOW + due))


def test_each_project_with_its_late_grave_and_due(database: Database) -> None:
    with database.transaction() as session:
        a_due_case(session, timedelta(hours=-1), project="云锦苑", grade=Grade.A)
        a_due_case(session, timedelta(hours=1), project="云锦苑")
        a_due_case(session, timedelta(days=2), project="锦绣苑")
        a_due_case(session, timedelta(days=-2), project="锦绣苑", state=CaseState.FILED)
        first, second = overview.loads(session, MANAGER, now=NOW, today=TODAY).projects
    assert (first.name, first.open, first.grave, first.overdue, first.due_today) == ("云锦苑", 2, 1, 1, 1)
    assert (second.name, second.open, second.overdue) == ("锦绣苑", 1, 0)
    assert (first + second).open == 3


def test_blocked_work_is_counted_until_it_is_cleared(database: Database) -> None:
    with database.transaction() as session:
        made = a_case(session)
        new = NewBlocking(
            case_id=made.id, waits_for=Blocker.SUPPLIER, department=None, blocked_by="chen", blocked_at=NOW
        )
        row = blockings.add(session, new)
        assert [load.blocked for load in overview.loads(session, MANAGER, now=NOW, today=TODAY).projects] == [1]
        blockings.clear(session, row.id, "chen", NOW)
        assert [load.blocked for load in overview.loads(session, MANAGER, now=NOW, today=TODAY).projects] == [0]


def test_others_projects_are_not_told_of(database: Database) -> None:
    one = Person(id=2, login="li", name="李敏", grants=(Grant(role=Role.SUPERVISOR, project="云锦苑"),))
    with database.transaction() as session:
        a_due_case(session, timedelta(days=1), project="云锦苑")
        a_due_case(session, timedelta(days=1), project="锦绣苑")
        assert [load.name for load in overview.loads(session, one, now=NOW, today=TODAY).projects] == ["云锦苑"]


def test_the_queue_lists_exactly_what_each_figure_counts(database: Database) -> None:
    """For the whole house and for each project."""
    with database.transaction() as session:
        a_due_case(session, timedelta(hours=-1), project="云锦苑", grade=Grade.A, urgency=Urgency.URGENT)
        a_due_case(session, timedelta(hours=1), project="云锦苑", received_at=NOW)
        a_due_case(session, timedelta(days=2), project="锦绣苑", received_at=NOW - timedelta(days=9))
        a_due_case(session, timedelta(days=-2), project="锦绣苑", state=CaseState.FILED, received_at=NOW)
        new = NewBlocking(case_id=1, waits_for=Blocker.SUPPLIER, department=None, blocked_by="chen", blocked_at=NOW)
        blockings.add(session, new)
        loads = overview.loads(session, MANAGER, now=NOW, today=TODAY).projects
        scope = Scope(person=MANAGER, now=NOW, overdue={}, letters={})
        for figure in Figure:
            counted = Counted(figure=figure, today=TODAY)
            of_project = QueueFilter(mine=False, counted=counted)
            for load in loads:
                wanted = replace(of_project, project=load.name)
                assert len(queue(session, scope, wanted)) == getattr(load, figure), (figure, load.name)
            assert total(session, scope, of_project) == sum(getattr(load, figure) for load in loads)
            told = queue(session, scope, of_project)
            plain = queue(session, scope, replace(of_project, told_why=False))
            assert plain == tuple(replace(one, why=()) for one in told)
    assert [sum(getattr(load, figure) for load in loads) for figure in Figure] == [1, 1, 1, 1, 1, 0, 3, 3]


def test_each_owner_and_what_nobody_follows_up(database: Database) -> None:
    with database.transaction() as session:
        a_due_case(session, timedelta(days=1), owner="chen")
        a_due_case(session, timedelta(days=1))
        found = {load.name: load.open for load in overview.loads(session, MANAGER, now=NOW, today=TODAY).owners}
    assert found == {"chen": 1, None: 1}
