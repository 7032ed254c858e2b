"""The rounds of handling that were overdue in a period: finished late in it, or open past their term at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from domain.codes import Category, ClockState, Department, Role
from domain.staff import Person
from domain.tasks import Span
from store.case_tables import case, clock
from store.queue_places import of_roles
from store.tasks import COUNTS, Among, conditions, within


@dataclass(frozen=True, kw_only=True)
class OverdueRound:
    """One round. finished_at: None if it was open at the end of the period."""

    number: str
    project: str | None
    building: str | None
    category: Category
    topic: str | None
    departments: tuple[Department, ...]
    owner: str | None
    due_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """How many, and the first of them: open ones first, each the longest overdue first."""

    done: int
    open: int
    rounds: tuple[OverdueRound, ...]


def overdue(
    session: Session, person: Person, roles: Sequence[Role], among: Among, span: Span, *, limit: int
) -> Overdue:
    """Those of the projects that these roles are held for. A round that was paused counts as none."""
    done, still = _done(span), _open(span)
    where = (COUNTS, of_roles(person, roles), *conditions(among), or_(done, still))
    joined = select().join_from(case, clock, clock.c.case_id == case.c.id).where(*where)
    counts = session.execute(
        joined.add_columns(func.count().filter(done).label("done"), func.count().filter(still).label("open"))
    ).one()
    columns = (case.c[name] for name in ("number", "project", "building", "category", "topic", "departments", "owner"))
    lines = joined.add_columns(*columns, clock.c.due_at, clock.c.stopped_at)
    rows = session.execute(lines.order_by(done, clock.c.due_at, case.c.id, clock.c.round).limit(limit))
    return Overdue(done=counts.done, open=counts.open, rounds=tuple(_round(row._asdict(), span) for row in rows))


def _round(values: dict[str, object], span: Span) -> OverdueRound:
    stopped = values.pop("stopped_at")
    finished = stopped if isinstance(stopped, datetime) and stopped < span.ends else None
    return OverdueRound(**values, finished_at=finished)  # type: ignore[arg-type]  # the columns are the fields


def _done(span: Span) -> ColumnElement[bool]:
    stopped = clock.c.stopped_at
    return and_(stopped.is_not(None), within(stopped, span), stopped > clock.c.due_at)


def _open(span: Span) -> ColumnElement[bool]:
    running = and_(clock.c.stopped_at.is_(None), clock.c.state != ClockState.PAUSED)
    return and_(clock.c.due_at < span.ends, or_(running, clock.c.stopped_at >= span.ends))
