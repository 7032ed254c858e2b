"""Print batches: the one PDF of a day's letters, and which letters are in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, or_
from sqlalchemy.orm import Session

from domain.codes import LetterState, Way
from store.case_tables import letter
from store.desk_tables import print_batch
from store.letters import LetterRow
from store.rows import as_dataclass, columns_of, selecting


@dataclass(frozen=True, kw_only=True)
class BatchRow:
    """One batch. pdf_sha: its name in the archive; letters: how many; made_by: a login."""

    id: int
    pdf_sha: str
    letters: int
    pages: int
    made_at: datetime
    made_by: str


def add(session: Session, *, pdf_sha: str, letters: int, pages: int, at: datetime, by: str) -> BatchRow:
    """Keep a batch."""
    values = {"pdf_sha": pdf_sha, "letters": letters, "pages": pages, "made_at": at, "made_by": by}
    row = session.execute(insert(print_batch).values(**values).returning(*columns_of(BatchRow, print_batch))).one()
    return as_dataclass(BatchRow, row)


def get(session: Session, batch_id: int) -> BatchRow | None:
    """One batch, or None."""
    row = session.execute(selecting(BatchRow, print_batch).where(print_batch.c.id == batch_id)).first()
    return None if row is None else as_dataclass(BatchRow, row)


def newest(session: Session, limit: int = 50) -> list[BatchRow]:
    """The last batches, newest first."""
    query = selecting(BatchRow, print_batch).order_by(print_batch.c.id.desc()).limit(limit)
    return [as_dataclass(BatchRow, row) for row in session.execute(query)]


def letters_of(session: Session, batch_id: int) -> list[LetterRow]:
    """The letters of a batch that have not been taken out of it again for a reprint, in the order they were queued."""
    return _letters(session, letter.c.batch_id == batch_id)


def queued(session: Session) -> list[LetterRow]:
    """The letters that wait to be printed: those of that way, and those that never had an address."""
    by_paper = or_(letter.c.way == Way.PRINT, letter.c.way.is_(None) & letter.c.to_address.is_(None))
    return _letters(session, letter.c.state == LetterState.QUEUED, by_paper)


def printed(session: Session) -> list[LetterRow]:
    """The letters that are printed and wait to be posted."""
    return _letters(session, letter.c.state == LetterState.PRINTED)


def _letters(session: Session, *where: ColumnElement[bool]) -> list[LetterRow]:
    query = selecting(LetterRow, letter).where(*where).order_by(letter.c.id)
    return [as_dataclass(LetterRow, row) for row in session.execute(query)]
