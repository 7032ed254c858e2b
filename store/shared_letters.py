"""Which further cases a letter answers beside its own: a household that wrote twice of one matter gets one reply."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from store.case_tables import case, letter, letter_case
from store.cases import CaseRow
from store.letters import LetterRow
from store.rows import as_dataclass, dialect, inserting, selecting


def name_cases(session: Session, letter_id: int, case_ids: Collection[int], at: datetime) -> None:
    """From now on the letter answers these further cases, and no others. It is held."""
    mine = update(letter_case).where(letter_case.c.letter_id == letter_id, letter_case.c.ended_at.is_(None))
    session.execute(mine.where(letter_case.c.case_id.not_in(case_ids)).values(ended_at=at))
    for case_id in case_ids:
        statement = inserting(dialect(session), letter_case).values(letter_id=letter_id, case_id=case_id, named_at=at)
        keys = [letter_case.c.letter_id, letter_case.c.case_id]
        session.execute(statement.on_conflict_do_update(index_elements=keys, set_={"ended_at": None}))


def cases_of(session: Session, letter_id: int) -> tuple[CaseRow, ...]:
    """The further cases that a letter answers, in the order of their receipt."""
    return tuple(as_dataclass(CaseRow, row) for row in session.execute(_CASES, {"letter": letter_id}))


def of_case(session: Session, case_id: int) -> list[LetterRow]:
    """The letters of other cases that answer this one too, oldest first."""
    return [as_dataclass(LetterRow, row) for row in session.execute(_LETTERS, {"case": case_id})]


_STANDS = letter_case.c.ended_at.is_(None)
_CASES = (
    selecting(CaseRow, case)
    .join(letter_case, letter_case.c.case_id == case.c.id)
    .where(letter_case.c.letter_id == bindparam("letter"), _STANDS)
    .order_by(case.c.received_at, case.c.id)
)
_LETTERS = (
    selecting(LetterRow, letter)
    .join(letter_case, letter_case.c.letter_id == letter.c.id)
    .where(letter_case.c.case_id == bindparam("case"), _STANDS)
    .order_by(letter.c.id)
)
