"""Work that is blocked, as a state with its beginning and end (TRADE 2.6); what blocks it stands in events."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.codes import Department
from domain.work_codes import Blocker, BlockingState
from store.desk_tables import blocking
from store.rows import as_dataclass, columns_of, selecting, touched


@dataclass(frozen=True, kw_only=True)
class NewBlocking:
    """Blocked work. waits_for: who or what it waits for; department: whose work it is, None: the office's."""

    case_id: int
    waits_for: Blocker
    department: Department | None
    blocked_by: str
    blocked_at: datetime
    state: BlockingState = BlockingState.BLOCKED


@dataclass(frozen=True, kw_only=True)
class BlockingRow(NewBlocking):
    """As it stands."""

    id: int
    cleared_by: str | None
    cleared_at: datetime | None


def add(session: Session, new: NewBlocking) -> BlockingRow:
    """Keep that work is blocked."""
    statement = insert(blocking).values(**vars(new)).returning(*columns_of(BlockingRow, blocking))
    return as_dataclass(BlockingRow, session.execute(statement).one())


def standing(session: Session, case_id: int) -> list[BlockingRow]:
    """What of a case is blocked now, oldest first."""
    query = selecting(BlockingRow, blocking).where(
        blocking.c.case_id == case_id, blocking.c.state == BlockingState.BLOCKED
    )
    return [as_dataclass(BlockingRow, row) for row in session.execute(query.order_by(blocking.c.id))]


def get(session: Session, row_id: int) -> BlockingRow | None:
    """One of them, cleared or not."""
    row = session.execute(selecting(BlockingRow, blocking).where(blocking.c.id == row_id)).first()
    return None if row is None else as_dataclass(BlockingRow, row)


def restore(session: Session, row_id: int) -> bool:
    """Compare-and-set: it is blocked still; whether it had been cleared."""
    mine = update(blocking).where(blocking.c.id == row_id, blocking.c.state == BlockingState.CLEARED)
    return touched(session, mine.values(state=BlockingState.BLOCKED, cleared_by=None, cleared_at=None)) == 1


def clear(session: Session, row_id: int, by: str, at: datetime) -> bool:
    """Compare-and-set: the work goes on; whether it was still blocked."""
    mine = update(blocking).where(blocking.c.id == row_id, blocking.c.state == BlockingState.BLOCKED)
    return touched(session, mine.values(state=BlockingState.CLEARED, cleared_by=by, cleared_at=at)) == 1
