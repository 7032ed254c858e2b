"""What every use case of a letter begins and ends with: the letter held with its case, and the event that tells it."""

from sqlalchemy.orm import Session

from domain.codes import LetterState, Role
from domain.events import EventName
from domain.labels import LETTER_STATE
from domain.said import Sentence
from domain.staff import Person
from store import cases, events, letters
from store.cases import CaseRow
from store.letters import LetterRow
from workers.instance.permissions import OFFICE, in_sight, permit
from workers.instance.refusals import Refused
from workers.instance.services import Services

WRITTEN = (LetterState.DRAFT, LetterState.RETURNED)
"""The states in which a letter may be written at."""


def seen_letter(
    session: Session, letter_id: int, person: Person, *roles: Role, hold: bool = False
) -> tuple[LetterRow, CaseRow]:
    """The letter and its case, for a person with one of `roles` (else of OFFICE) in its project.

    hold: no other transaction changes the letter until this one ends. Raises Refused.
    """
    letter = letters.hold(session, letter_id) if hold else letters.get(session, letter_id)
    case = cases.get_case(session, letter.case_id) if letter else None
    if letter is None or not in_sight(case, person):
        raise Refused("没有这封信")
    permit(person, case.project, *(roles or OFFICE))
    return letter, case


def expect(letter: LetterRow, *states: LetterState) -> None:
    """Refused unless the letter is in one of `states`."""
    if letter.state not in states:
        raise Refused("这封信现在是“{state}”，不能这样办理", state=Sentence(LETTER_STATE[letter.state]))


def expect_version(letter: LetterRow, seen: str | None) -> None:
    """Refused unless the letter's .docx is the one that the person had before them."""
    if letter.docx_sha != seen:
        raise Refused("这封信刚被他人修改；请重新打开后再办理")


def tell(services: Services, session: Session, letter: LetterRow, who: str, what: EventName, **more: object) -> None:
    """An event of the letter's case."""
    payload = {"letter": letter.id, "kind": letter.kind, "number": letter.number} | more
    events.append(session, letter.case_id, services.now(), who, what, payload)


def stated(reason: str) -> str:
    """The reason without blanks around it; Refused for none."""
    if not reason.strip():
        raise Refused("请写明理由")
    return reason.strip()


def after(session: Session, letter_id: int) -> LetterRow:
    """The letter as it stands in this transaction."""
    letter = letters.get(session, letter_id)
    if letter is None:
        raise LookupError(f"no letter {letter_id}")
    return letter
