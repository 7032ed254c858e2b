"""How much each of the staff has in hand, and who holds the open cases: what giving a case its owner looks at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.case_tables import case
from store.queue_conditions import OPEN
from store.rows import as_dataclass, columns_of, one_of


@dataclass(frozen=True, kw_only=True)
class Held:
    """How one open case lies: with whom, and what says whether it may."""

    number: str
    owner: str | None
    project: str | None
    about: tuple[str, ...]


def in_hand(session: Session, logins: Collection[str]) -> Mapping[str, int]:
    """How many open cases each of them follows up; one who has none is left out."""
    query = select(case.c.owner, func.count()).where(OPEN, one_of(case.c.owner, logins)).group_by(case.c.owner)
    return {row[0]: row[1] for row in session.execute(query)}


def held(session: Session) -> list[Held]:
    """Every open case, as it lies, oldest first."""
    query = select(*columns_of(Held, case)).where(OPEN).order_by(case.c.id)
    return [as_dataclass(Held, row) for row in session.execute(query)]
