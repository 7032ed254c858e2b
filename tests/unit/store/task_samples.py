"""Rounds of handling for the tests of figures."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.codes import ClockName, ClockState
from domain.tasks import Task
from store.case_tables import clock
from store.cases import CaseRow

ZONE = ZoneInfo("Asia/Shanghai")


def chances(seed: int) -> Random:
    """The same examples each time."""
    return Random(seed)  # noqa: S311 - examples, no secret


def a_task(session: Session, case: CaseRow, one: Task, **values: object) -> None:
    """A round of handling of the case."""
    state = ClockState.RUNNING
    if one.finished_at is not None:
        state = ClockState.MET if one.finished_at <= one.due_at else ClockState.LATE
    if not one.told:
        state = ClockState.UNTOLD
    row = {
        "intake_id": case.intake_id,
        "case_id": case.id,
        "clock": ClockName.HANDLE,
        "round": one.round,
        "started_at": one.started_at,
        "due_at": one.due_at,
        "state": state,
        "stopped_at": one.finished_at,
    }
    session.execute(insert(clock).values(**{**row, **values}))


def some_moment(chance: Random) -> datetime:
    """Between December and April, often the very first moment of a month."""
    first = datetime(2025, 12, 1, tzinfo=ZONE) + timedelta(days=chance.randrange(150))
    if chance.random() < 0.3:
        return first.replace(day=1)
    return first + timedelta(minutes=chance.randrange(60 * 24))


def some_task(chance: Random, number: int = 1) -> Task:
    """A task of that round, open, done in time or late; of some, an older ledger does not say how it ended."""
    started = some_moment(chance)
    due = max(started, some_moment(chance))
    ended = chance.choice([None, due, max(started, some_moment(chance))])
    return Task(round=number, started_at=started, due_at=due, finished_at=ended, told=(started.day + number) % 9 != 0)
