"""Nothing leaves the house that has come to need the manager's signature since it was approved (TRADE 5 and 7)."""

from sqlalchemy.orm import Session

from domain.codes import LetterState, Role
from domain.events import EventName
from domain.letter_kinds import TO_RESIDENT
from domain.staff import HOUSE
from domain.work_codes import Subject
from store import approvals, cases, letters
from store.letters import LetterRow
from workers.correspondence.approval_steps import steps_of
from workers.correspondence.letter_rows import tell
from workers.instance.services import Services

_LEAVING = (LetterState.APPROVED, LetterState.QUEUED)


def to_manager(services: Services, letter_id: int) -> bool:
    """Whether a letter about to leave lacks the manager's approval; it then waits for that. The earlier steps stand."""
    with services.database.reading() as session:
        letter = letters.get(session, letter_id)
        if letter is None or not _lacks_manager(services, session, letter):
            return False
    with services.database.transaction() as session:
        held = letters.hold(session, letter_id)
        if held is None or not _lacks_manager(services, session, held):
            return False
        case = cases.get_case(session, held.case_id)
        done = approvals.standing(session, Subject.LETTER, letter_id)
        if case is not None and len(done) >= len(steps_of(services, session, case, held)):
            approvals.void(session, Subject.LETTER, letter_id, services.now())
        letters.advance(session, letter_id, _LEAVING, LetterState.SUBMITTED, error=None)
        tell(services, session, held, HOUSE, EventName.LETTER_COUNTERSIGN)
        return True


def _lacks_manager(services: Services, session: Session, letter: LetterRow) -> bool:
    if letter.kind not in TO_RESIDENT or letter.state not in _LEAVING or letter.batch_id is not None:
        return False
    case = cases.get_case(session, letter.case_id)
    if case is None or Role.MANAGER not in steps_of(services, session, case, letter):
        return False
    return all(one.role is not Role.MANAGER for one in approvals.standing(session, Subject.LETTER, letter.id))
