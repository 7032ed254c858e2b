"""The case that is meant: named by its own number or by that of any letter in it, and held while it is changed."""

import unicodedata

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.staff import Person
from store import cases, letters
from store.cases import CaseRow
from store.numbers import read_letter_number
from workers.deciding.validation import CorrectionError
from workers.instance.permissions import OFFICE, in_sight, permit


def named_case(session: Session, text: str) -> CaseRow | None:
    """The case of that number, however it is typed; None if it is no number, or nothing bears it."""
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    if not typed:
        return None
    case = cases.get_case(session, typed.upper())
    number = read_letter_number(typed) if case is None else None
    letter = letters.by_number(session, number) if number is not None else None
    return case if letter is None else cases.get_case(session, letter.case_id)


def held_case(session: Session, number: str, actor: Person, *roles: Role) -> CaseRow:
    """The case, which no other transaction changes until this one ends, for an actor with one of `roles` (else of
    OFFICE) in its project. Raises Refused.
    """
    case = cases.hold_case(session, number)
    if not in_sight(case, actor):
        raise CorrectionError("没有编号为 {number} 的案件；请核对编号", number=number)
    permit(actor, case.project, *(roles or OFFICE))
    return case


def current(session: Session, case: CaseRow) -> CaseRow:
    """The case as it stands now."""
    return cases.get_case(session, case.id) or case
