"""Finds the case that a command names."""

from sqlalchemy.orm import Session

from huihan.errors import RefusedError
from store import cases
from store.cases import CaseRow


def find_case(session: Session, number: str) -> CaseRow:
    """The case of that number, in whatever case it is typed; RefusedError if there is none."""
    case = cases.get_case(session, number.strip().upper())
    if case is None:
        raise RefusedError(f"没有编号为 {number} 的案件；huihan cases list 可列出全部")
    return case
