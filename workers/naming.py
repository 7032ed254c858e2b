"""The case that somebody names: by its own number, or by that of any letter written in it."""

import unicodedata

from sqlalchemy.orm import Session

from store import cases, letters
from store.cases import CaseRow
from store.numbers import read_letter_number


def named_case(session: Session, text: str) -> CaseRow | None:
    """The case of that number, however it is typed; None if it is no number, or nothing bears it."""
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    if not typed:
        return None
    case = cases.get_case(session, typed.upper())
    number = read_letter_number(typed) if case is None else None
    letter = letters.by_number(session, number) if number is not None else None
    return case if letter is None else cases.get_case(session, letter.case_id)
