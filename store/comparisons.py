"""What came of holding each source against the rows, the last time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.health import Unentered
from store.house_tables import source_comparison
from store.rows import as_dataclass, dialect, inserting, selecting


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One source. shown: how many messages or files it showed; missing: how many of them had no row, named: the first
    of those. unreachable: why it could not be asked, None if it could.
    """

    source: str
    at: datetime
    shown: int
    missing: int
    named: tuple[Unentered, ...] = ()
    unreachable: str | None = None


def keep(session: Session, comparison: Comparison) -> None:
    """In place of the one before."""
    values = dict(vars(comparison))
    statement = inserting(dialect(session), source_comparison).values(**values)
    session.execute(statement.on_conflict_do_update(index_elements=[source_comparison.c.source], set_=values))


def all_kept(session: Session) -> dict[str, Comparison]:
    """The last of every source, by its name."""
    found = session.execute(selecting(Comparison, source_comparison).order_by(source_comparison.c.source))
    return {one.source: one for one in (as_dataclass(Comparison, row) for row in found)}
