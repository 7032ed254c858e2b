"""The ledger holds each case once, page by page, and exactly the tasks that a number of the statistics form counts.

Covers store.complaint_ledger.
"""

from datetime import date, timedelta
from itertools import chain, pairwise
from typing import Any

import pytest
from sqlalchemy.orm import Session
from store_samples import NOW, a_case
from task_samples import ZONE, a_task, chances, some_task

from domain.codes import Category, Channel, ClockState, Department, Grade, Role
from domain.staff import Grant, Person
from domain.tasks import Count, Period, Task, spans
from store import complaint_ledger, tasks
from store.complaint_ledger import ClassFilter, LedgerFilter, LedgerLine, TaskFilter
from store.database import Database
from store.tasks import Among

MARCH = spans(date(2026, 3, 1), ZONE)
MANAGER = Person(id=1, login="sun", name="孙经理", grants=(Grant(role=Role.MANAGER),))
ROLES = (Role.CLERK, Role.MANAGER)


def numbers(session: Session, person: Person = MANAGER, **asked: Any) -> list[str]:
    found = complaint_ledger.lines(session, person, ROLES, LedgerFilter(**asked), limit=100)
    assert complaint_ledger.how_many(session, person, ROLES, LedgerFilter(**asked)) == len(found)
    return [one.number for one in found]


@pytest.mark.parametrize("seed", range(2))
def test_behind_each_number_of_the_form_stand_its_tasks(database: Database, seed: int) -> None:
    chance = chances(seed)
    with database.transaction() as session:
        for key in range(40):
            made = a_case(session, f"1:{key}")
            for number in range(1, chance.choice([2, 3, 4])):
                a_task(session, made, some_task(chance, number))
    with database.reading() as session:
        (counted,) = tasks.by_topic(session, MANAGER, ROLES, Among(), MARCH)
        for period in Period:
            for count in Count:
                asked = LedgerFilter(task=TaskFilter(count=count, period=period, span=MARCH[period]))
                found = complaint_ledger.lines(session, MANAGER, ROLES, asked, limit=1000)
                number = getattr(counted.blocks[period], count)
                assert len(found) == number
                assert len({(one.id, one.round) for one in found}) == number
                assert complaint_ledger.how_many(session, MANAGER, ROLES, asked) == number


def test_a_case_is_one_line_with_its_last_round(database: Database) -> None:
    first = Task(round=1, started_at=NOW, due_at=NOW + timedelta(days=5), finished_at=NOW + timedelta(days=1))
    second = Task(round=2, started_at=NOW + timedelta(days=2), due_at=NOW + timedelta(days=7))
    with database.transaction() as session:
        made = a_case(session, resident_name="林小雨", project="云锦苑", room="501")
        for one in (first, second):
            a_task(session, made, one)
        a_task(session, made, Task(round=3, started_at=NOW, due_at=NOW), state=ClockState.VOID)
        (line,) = complaint_ledger.lines(session, MANAGER, ROLES, LedgerFilter(), limit=10)
    assert (line.round, line.promised_at, line.finished_at) == (2, second.due_at, None)
    assert (line.resident_name, line.project, line.room) == ("林小雨", "云锦苑", "501")


def test_a_case_without_handling_is_there_too(database: Database) -> None:
    with database.transaction() as session:
        a_case(session)
        (line,) = complaint_ledger.lines(session, MANAGER, ROLES, LedgerFilter(), limit=10)
    assert (line.round, line.promised_at, line.finished_at) == (0, None, None)


def test_pages_hold_every_line_once_latest_first_and_the_file_earliest_first(database: Database) -> None:
    with database.transaction() as session:
        for key in range(7):
            a_case(session, f"1:{key}", received_at=NOW + timedelta(hours=key % 3))
    with database.reading() as session:
        seen: list[LedgerLine] = []
        while page := complaint_ledger.lines(
            session, MANAGER, ROLES, LedgerFilter(), limit=2, after=seen[-1].place if seen else None
        ):
            seen += page
        assert len({one.id for one in seen}) == len(seen) == 7
        assert all(one.place > other.place for one, other in pairwise(seen))
        written = complaint_ledger.every_line(session, MANAGER, ROLES, LedgerFilter())
        assert list(chain.from_iterable(written)) == seen[::-1]


def test_every_filter_keeps_its_own(database: Database) -> None:
    with database.transaction() as session:
        plain = a_case(session, "1:0", project="云锦苑", building="3栋").number
        odd = a_case(
            session,
            "1:1",
            project="锦绣苑",
            building="5栋",
            channel=Channel.PHONE,
            category=Category.SERVICE,
            topic=None,
            departments=(Department.FINANCE,),
            grade=Grade.A,
            received_at=NOW + timedelta(days=1),
        ).number
        for asked in (
            {"among": Among(project="锦绣苑")},
            {"building": "5栋"},
            {"channel": Channel.PHONE},
            {"category": Category.SERVICE},
            {"department": Department.FINANCE},
            {"grade": Grade.A},
            {"since": NOW + timedelta(hours=1)},
            {"topics": ClassFilter(topics=("roof_leak",), none=True)},
        ):
            assert numbers(session, **asked) == [odd]
        assert numbers(session, before=NOW + timedelta(hours=1)) == [plain]
        assert numbers(session, topics=ClassFilter(topics=("roof_leak",))) == [plain]
        assert numbers(session) == [odd, plain]


def test_of_others_projects_nothing_is_told(database: Database) -> None:
    clerk = Person(id=2, login="li", name="李敏", grants=(Grant(role=Role.CLERK, project="云锦苑"),))
    department = Person(
        id=3, login="wu", name="吴工", grants=(Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING),)
    )
    with database.transaction() as session:
        own = a_case(session, "1:0", project="云锦苑").number
        a_case(session, "1:1", project="锦绣苑")
        assert numbers(session, clerk) == [own]
        assert numbers(session, department) == []
