"""Which further cases a letter answers beside its own: a household that wrote twice of one matter gets one reply."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from store.case_tables import case, letter, letter_case
from store.cases import CaseRow
from store.letters import LetterRow
from store.once import once
from store.rows import as_dataclass, by, dialect, inserting, selecting


def name_cases(session: Session, letter_id: int, case_ids: Collection[int], at: datetime) -> None:
    """From now on the letter answers these further cases, and no others. It is held."""
    mine = update(letter_case).where(letter_case.c.letter_id == letter_id, letter_case.c.ended_at.is_(None))
    session.execute(mine.where(letter_case.c.case_id.not_in(case_ids)).values(ended_at=at))
    for case_id in case_ids:
        statement = inserting(dialect(session), letter_case).values(letter_id=letter_id, case_id=case_id, named_at=at)
        keys = [letter_case.c.letter_id, letter_case.c.case_id]
        session.execute(statement.on_conflict_do_update(index_elements=keys, set_={"ended_at": None}))


@once
def cases_of(session: Session, letter_id: int) -> tuple[CaseRow, ...]:
    """The further cases that a letter answers, in the order of their receipt."""
    return tuple(as_dataclass(CaseRow, row) for row in session.execute(_CASES, {"letter": letter_id}))


def of_letters(session: Session, letter_ids: Collection[int]) -> dict[int, tuple[CaseRow, ...]]:
    """Letter → the further cases that it answers, in the order of their receipt."""
    named = select(letter_case.c.letter_id, letter_case.c.case_id).where(letter_case.c.letter_id.in_(letter_ids))
    pairs = [(row.letter_id, row.case_id) for row in session.execute(named.where(_STANDS))]
    rows = by(session, CaseRow, case.c.id, {case_id for _, case_id in pairs})
    found: dict[int, list[CaseRow]] = {id_: [] for id_ in letter_ids}
    for letter_id, case_id in pairs:
        found[letter_id] += rows[case_id]
    return {id_: tuple(sorted(own, key=lambda one: (one.received_at, one.id))) for id_, own in found.items()}


@once
def of_case(session: Session, case_id: int) -> list[LetterRow]:
    """The letters of other cases that answer this one too, oldest first."""
    return [as_dataclass(LetterRow, row) for row in session.execute(_LETTERS, {"case": case_id})]


def of_cases(session: Session, case_ids: Collection[int]) -> dict[int, list[LetterRow]]:
    """Case → the letters of other cases that answer it too, oldest first."""
    named = select(letter_case.c.letter_id, letter_case.c.case_id).where(letter_case.c.case_id.in_(case_ids))
    pairs = [(row.letter_id, row.case_id) for row in session.execute(named.where(_STANDS))]
    rows = by(session, LetterRow, letter.c.id, {letter_id for letter_id, _ in pairs})
    found: dict[int, list[LetterRow]] = {id_: [] for id_ in case_ids}
    for letter_id, case_id in sorted(pairs):
        found[case_id] += rows[letter_id]
    return found


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
