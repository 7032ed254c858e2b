"""The case that is meant: named by its own number or by that of any letter in it, and held while it is changed."""

import unicodedata

from sqlalchemy.orm import Session

from store import cases, letters
from store.cases import CaseRow
from store.numbers import read_letter_number
from workers.deciding.validation import CorrectionError


def named_case(session: Session, text: str) -> CaseRow | None:
    """The case of that number, however it is typed; None if it is no number, or nothing bears it."""
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    if not typed:
        return None
    case = cases.get_case(session, typed.upper())
    number = read_letter_number(typed) if case is None else None
    letter = letters.by_number(session, number) if number is not None else None
    return case if letter is None else cases.get_case(session, letter.case_id)


def held(session: Session, number: str) -> CaseRow:
    """The case, which no other transaction changes until this one ends. Raises CorrectionError if there is none."""
    case = cases.hold_case(session, number)
    if case is None:
        raise CorrectionError("没有编号为 {number} 的案件；请核对编号", number=number)
    return case
