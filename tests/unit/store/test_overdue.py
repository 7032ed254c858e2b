"""What the database calls overdue in a period equals what plain Python says of the same rounds.

Covers store.overdue.
"""

from datetime import date

import pytest
from store_samples import a_case
from task_samples import ZONE, a_task, chances, some_task

from domain.codes import ClockState, Role
from domain.rates import Length, span_of
from domain.staff import Grant, Person
from domain.tasks import Span, Task
from store.database import Database
from store.overdue import overdue
from store.tasks import Among

MANAGER = Person(id=1, login="sun", name="孙经理", grants=(Grant(role=Role.MANAGER),))


def done(task: Task, span: Span) -> bool:
    return task.finished_at is not None and span.holds(task.finished_at) and task.finished_at > task.due_at


def still_open(task: Task, span: Span) -> bool:
    return task.due_at < span.ends and (task.finished_at is None or task.finished_at >= span.ends)


@pytest.mark.parametrize("seed", range(3))
def test_what_was_overdue_is_as_python_says(database: Database, seed: int) -> None:
    chance, rounds = chances(seed), []
    with database.transaction() as session:
        for number in range(50):
            made = a_case(session, f"1:{number}", project="云锦苑")
            task = some_task(chance)
            paused = task.finished_at is None and chance.random() < 0.2
            a_task(session, made, task, **({"state": ClockState.PAUSED} if paused else {}))
            if not paused:
                rounds.append((made.number, task))
        for length in Length:
            span = span_of(date(2026, 2, 1), length, ZONE)
            found = overdue(session, MANAGER, (Role.MANAGER,), Among(), span, limit=500)
            late = {number for number, task in rounds if done(task, span)}
            waiting = {number for number, task in rounds if still_open(task, span)}
            assert (found.done, found.open) == (len(late), len(waiting))
            assert {one.number for one in found.rounds if one.finished_at is not None} == late
            assert {one.number for one in found.rounds if one.finished_at is None} == waiting
            assert [one.finished_at is None for one in found.rounds] == [True] * len(waiting) + [False] * len(late)
            assert len(overdue(session, MANAGER, (Role.MANAGER,), Among(), span, limit=2).rounds) == 2
            assert overdue(session, MANAGER, (Role.MANAGER,), Among(project="别处"), span, limit=9).open == 0
