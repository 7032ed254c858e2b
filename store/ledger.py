"""Counts every row of every source by where it ended, so that it can be held against what the source shows."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.codes import PENDING
from store.tables import intake


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One source: how many messages or files it has shown (`seen`), and what became of them; pending: not at an end."""

    source: str
    seen: int = 0
    case: int = 0
    follow_up: int = 0
    ignored: int = 0
    quarantined: int = 0
    awaiting_person: int = 0
    pending: int = 0


def count(session: Session) -> list[LedgerRow]:
    """One row a source, by name. Only the first letter of each file counts: the source showed one file."""
    query = (
        select(intake.c.source, intake.c.state, func.count().label("rows"))
        .where(intake.c.index == 0)
        .group_by(intake.c.source, intake.c.state)
    )
    sums: dict[str, dict[str, int]] = {}
    for source, state, rows in session.execute(query):
        place = "pending" if state in PENDING else state.value
        mine = sums.setdefault(source, {})
        mine[place] = mine.get(place, 0) + rows
        mine["seen"] = mine.get("seen", 0) + rows
    return [LedgerRow(source=source, **sums[source]) for source in sorted(sums)]
