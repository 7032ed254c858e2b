"""Acknowledgements that wait for a person: let go by mail or on paper, or dropped."""

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState, Way
from domain.staff import Person
from store import jobs, letters
from store.cases import CaseRow
from store.letters import LetterRow
from workers.addresses import check_way
from workers.letter_rows import after, expect, seen_letter, stated, tell
from workers.opening import DRAFT
from workers.refused import NotPossible
from workers.services import Services

_ANEW = {"held": None, "error": None, "docx_sha": None, "dated": None}


def release(services: Services, letter_id: int, *, person: Person, way: Way | None = None) -> LetterRow:
    """Let a held acknowledgement go: it gets its number and today's date and joins its way. Raises NotPossible.

    way: None: by mail if it has an address, else on paper. Another address than its own: `addresses.confirm_address`
    beforehand.
    """
    with services.database.transaction() as session:
        letter, case = _held(session, letter_id, person)
        way = check_way(session, case, letter, way)
        letters.advance(session, letter_id, LetterState.DRAFT, LetterState.DRAFT, way=way, **_ANEW)
        jobs.defer(session, DRAFT, letter_id)
        tell(services, session, letter, person.login, "letter_released", way=way)
        done = after(session, letter_id)
    services.bell.ring()
    return done


def drop(services: Services, letter_id: int, reason: str, *, person: Person) -> LetterRow:
    """A held acknowledgement will not be sent; its clock runs on until the resident is told. Raises NotPossible."""
    reason = stated(reason)
    with services.database.transaction() as session:
        letter, _ = _held(session, letter_id, person)
        letters.advance(session, letter_id, LetterState.DRAFT, LetterState.VOID)
        tell(services, session, letter, person.login, "letter_void", reason=reason)
        return after(session, letter_id)


def _held(session: Session, letter_id: int, person: Person) -> tuple[LetterRow, CaseRow]:
    letter, case = seen_letter(session, letter_id, person, hold=True)
    expect(letter, LetterState.DRAFT)
    if letter.kind is not LetterKind.ACKNOWLEDGEMENT or letter.held is None:
        raise NotPossible("这封信没有被暂缓，不需要放行")
    return letter, case
