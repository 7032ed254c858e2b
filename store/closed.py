"""The months that are closed: claimed once, their figures kept, and each later reckoning that differs beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.closed import KeptClocks, KeptFigures
from store.case_tables import clock
from store.report_tables import closed_figures, closed_month
from store.rows import as_dataclass, dialect, inserting, selecting
from store.tasks import COUNTS


@dataclass(frozen=True, kw_only=True)
class ClosedMonth:
    """A closed month. month: its first day. schemes: name → its classes on that day."""

    month: date
    closed_at: datetime
    schemes: Mapping[str, tuple[str, ...]]
    clocks: tuple[KeptClocks, ...]
    looked_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClosedFigures:
    """The figures of a project. project: None for what none is known of. number: 0 as it was closed."""

    month: date
    project: str | None
    number: int
    area: str | None
    seen_at: datetime
    figures: KeptFigures


def close(session: Session, made: ClosedMonth) -> bool:
    """Claim a month; False if it is closed already. Of two at once, one is told so."""
    statement = inserting(dialect(session), closed_month).on_conflict_do_nothing().returning(closed_month.c.month)
    return session.execute(statement, vars(made)).first() is not None


def add(session: Session, made: ClosedFigures) -> None:
    """Keep figures; those of the same number stay as they are."""
    statement = inserting(dialect(session), closed_figures).on_conflict_do_nothing()
    session.execute(statement, {**vars(made), "project": made.project or ""})


def looked(session: Session, month: date, at: datetime) -> None:
    """The month has been reckoned again."""
    session.execute(update(closed_month).where(closed_month.c.month == month).values(looked_at=at))


def get(session: Session, month: date) -> ClosedMonth | None:
    """One, by its first day; None if it is not closed."""
    row = session.execute(selecting(ClosedMonth, closed_month).where(closed_month.c.month == month)).first()
    return None if row is None else as_dataclass(ClosedMonth, row)


def every(session: Session) -> list[ClosedMonth]:
    """All of them, the earliest first."""
    found = session.execute(selecting(ClosedMonth, closed_month).order_by(closed_month.c.month))
    return [as_dataclass(ClosedMonth, row) for row in found]


def figures_of(session: Session, month: date) -> list[ClosedFigures]:
    """All that is kept of a month, project by project, the figures of the closing first."""
    order = (closed_figures.c.project, closed_figures.c.number)
    query = selecting(ClosedFigures, closed_figures).where(closed_figures.c.month == month).order_by(*order)
    rows = (row._asdict() for row in session.execute(query))
    return [ClosedFigures(**{**row, "project": row["project"] or None}) for row in rows]


def first_task(session: Session) -> datetime | None:
    """When the first round of handling began; None before there is any."""
    found: datetime | None = session.execute(select(func.min(clock.c.started_at)).where(COUNTS)).scalar()
    return found
