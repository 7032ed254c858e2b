"""The last examination of the instance: kept in place of the one before."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.health import Examination
from store.house_tables import examination
from store.rows import dialect, inserting

ONLY = 1
"""The one row, and the subject of the job that fills it."""
_MILLISECOND = timedelta(milliseconds=1)


def save(session: Session, found: Examination) -> None:
    """Keep it as the last one."""
    values = {
        "at": found.at,
        "took_ms": found.took // _MILLISECOND,
        "findings": found.findings,
        "stopped": found.stopped,
    }
    statement = inserting(dialect(session), examination).values(id=ONLY, **values)
    session.execute(statement.on_conflict_do_update(index_elements=[examination.c.id], set_=values))


def last(session: Session) -> Examination | None:
    """The last one; None before the first."""
    row = session.execute(select(examination).where(examination.c.id == ONLY)).first()
    if row is None:
        return None
    took = row.took_ms * _MILLISECOND
    return Examination(at=row.at, took=took, findings=row.findings, stopped=row.stopped)
