"""What was last heard from each source: when it was looked into, when that last worked, what is wrong."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.reading import Problem
from store.house_tables import source_contact
from store.rows import as_dataclass, dialect, inserting, selecting


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One source. worked_at: when a look last came to its end, None for never; problem: why the last try failed."""

    source: str
    tried_at: datetime
    worked_at: datetime | None
    problem: Problem | None


def worked(session: Session, source: str, at: datetime) -> None:
    """A look came to its end."""
    _keep(session, source, {"tried_at": at, "worked_at": at, "problem": None})


def failed(session: Session, source: str, at: datetime, problem: Problem) -> None:
    """A look failed; when one last worked stays known."""
    _keep(session, source, {"tried_at": at, "problem": problem})


def all_known(session: Session) -> dict[str, Contact]:
    """Every source that was ever looked into, by its name."""
    found = session.execute(selecting(Contact, source_contact).order_by(source_contact.c.source))
    return {one.source: one for one in (as_dataclass(Contact, row) for row in found)}


def last_tried(session: Session, source: str) -> datetime | None:
    """When a source was last looked into."""
    return session.execute(select(source_contact.c.tried_at).where(source_contact.c.source == source)).scalar()


def _keep(session: Session, source: str, values: dict[str, object]) -> None:
    statement = inserting(dialect(session), source_contact).values(source=source, **values)
    session.execute(statement.on_conflict_do_update(index_elements=[source_contact.c.source], set_=values))
