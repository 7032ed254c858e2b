"""What is still to be erased: written down with the decision to erase and gone with the erasing, whatever crashes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from store.desk_tables import erasing
from store.rows import as_dataclass, selecting, touched


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """One thing to erase. kind, name: what, as `workers.privacy.erasing` has it. resident: whom to look for, as JSON.

    who, reason: of the erasure it belongs to.
    """

    kind: str
    name: str
    resident: str | None = None
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Task(NewTask):
    """A thing that is still to be erased."""

    id: int


def add(session: Session, tasks: Iterable[NewTask]) -> None:
    """Write down what is to be erased."""
    rows = [dict(vars(task)) for task in tasks]
    if rows:
        session.execute(insert(erasing), rows)


def open_tasks(session: Session) -> list[Task]:
    """What is still to be erased, in the order in which it was written down."""
    return [as_dataclass(Task, row) for row in session.execute(selecting(Task, erasing).order_by(erasing.c.id))]


def take(session: Session, task_id: int) -> bool:
    """Take a thing off the list, in the transaction that erases it; whether no one else has done so."""
    return touched(session, delete(erasing).where(erasing.c.id == task_id)) == 1


def waits(session: Session, kind: str, name: str) -> bool:
    """Whether such a thing is still to be erased."""
    query = select(erasing.c.id).where(erasing.c.kind == kind, erasing.c.name == name)
    return session.execute(query).first() is not None
