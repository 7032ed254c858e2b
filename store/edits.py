"""What became of a letter's text: every version with who wrote it, what a person let stand, and its PDF once made."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from domain.work_codes import EditHow
from store.desk_tables import acceptance, letter_edit, letter_hand, rendition
from store.once import once
from store.rows import as_dataclass, dialect, inserting, selecting


@dataclass(frozen=True, kw_only=True)
class EditRow:
    """One version of a letter's text. who: a login, or `huihan` for what was drafted by itself."""

    id: int
    letter_id: int
    version: int
    at: datetime
    who: str
    how: EditHow
    docx_sha: str


@dataclass(frozen=True, kw_only=True)
class AcceptanceRow:
    """A finding of the checks that a person let stand, with the reason. finding: its stable key."""

    letter_id: int
    finding: str
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RenditionRow:
    """The PDF of a .docx, both by their names in the archive."""

    docx_sha: str
    pdf_sha: str
    pages: int
    made_at: datetime


def add(session: Session, letter_id: int, *, at: datetime, who: str, how: EditHow, docx_sha: str) -> int:
    """Keep the next version of a letter's text; its number, from 1. The caller holds the letter."""
    last = select(func.max(letter_edit.c.version)).where(letter_edit.c.letter_id == letter_id)
    version = (session.execute(last).scalar() or 0) + 1
    values = {"letter_id": letter_id, "version": version, "at": at, "who": who, "how": how, "docx_sha": docx_sha}
    session.execute(insert(letter_edit).values(**values))
    if how is not EditHow.DRAFTED:
        had_hand(session, letter_id, who)
    return version


def had_hand(session: Session, letter_id: int, *logins: str) -> None:
    """These people had a hand in a letter: none of them approves it."""
    keys = [letter_hand.c.letter_id, letter_hand.c.who]
    statement = inserting(dialect(session), letter_hand).on_conflict_do_nothing(index_elements=keys)
    for login in logins:
        session.execute(statement, {"letter_id": letter_id, "who": login})


@once
def hands(session: Session, letter_id: int) -> frozenset[str]:
    """The logins of all who had a hand in a letter, whatever became of what they did."""
    query = select(letter_hand.c.who).where(letter_hand.c.letter_id == letter_id)
    return frozenset(session.execute(query).scalars())


@once
def of_letter(session: Session, letter_id: int) -> list[EditRow]:
    """The versions of a letter's text, oldest first."""
    query = selecting(EditRow, letter_edit).where(letter_edit.c.letter_id == letter_id)
    return [as_dataclass(EditRow, row) for row in session.execute(query.order_by(letter_edit.c.version))]


def by_people(session: Session, letter_id: int) -> frozenset[str]:
    """The logins of all who ever wrote at a letter."""
    return frozenset(row.who for row in of_letter(session, letter_id) if row.how is not EditHow.DRAFTED)


def accept(session: Session, letter_id: int, finding: str, *, reason: str, who: str, at: datetime) -> None:
    """Let a finding stand; the person who did so first stays."""
    values = {"letter_id": letter_id, "finding": finding, "reason": reason, "who": who, "at": at}
    keys = [acceptance.c.letter_id, acceptance.c.finding]
    session.execute(inserting(dialect(session), acceptance).on_conflict_do_nothing(index_elements=keys), values)


@once
def accepted(session: Session, letter_id: int) -> dict[str, AcceptanceRow]:
    """The findings of a letter that people let stand, by their keys."""
    query = selecting(AcceptanceRow, acceptance).where(acceptance.c.letter_id == letter_id)
    found = [as_dataclass(AcceptanceRow, row) for row in session.execute(query)]
    return {row.finding: row for row in found}


@once
def rendition_of(session: Session, docx_sha: str) -> RenditionRow | None:
    """The PDF that was made of a .docx, or None."""
    row = session.execute(selecting(RenditionRow, rendition).where(rendition.c.docx_sha == docx_sha)).first()
    return None if row is None else as_dataclass(RenditionRow, row)


def keep_rendition(session: Session, docx_sha: str, *, pdf_sha: str, pages: int, at: datetime) -> RenditionRow:
    """Keep the PDF of a .docx; the first one made stays, and is returned."""
    values = {"docx_sha": docx_sha, "pdf_sha": pdf_sha, "pages": pages, "made_at": at}
    keys = [rendition.c.docx_sha]
    session.execute(inserting(dialect(session), rendition).on_conflict_do_nothing(index_elements=keys), values)
    query = selecting(RenditionRow, rendition).where(rendition.c.docx_sha == docx_sha)
    return as_dataclass(RenditionRow, session.execute(query).one())
