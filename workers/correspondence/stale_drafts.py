"""What becomes of letters that are being written when their case is changed under them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState
from domain.events import EventName
from store import cases, edits, events, letters
from store.letters import LetterRow
from workers.correspondence.letter_rows import tell
from workers.instance.refusals import Refused
from workers.instance.services import Services

OUTDATED = EventName.LETTER_OUTDATED
_MARKED = (LetterState.DRAFT, LetterState.RETURNED, LetterState.SUBMITTED)


def void_drafts(services: Services, session: Session, number: str, who: str) -> None:
    """Drafts that no one has edited speak of what is put right now: they are void, the next one is drafted again.

    What a person wrote is kept and marked: it can neither be submitted nor approved before somebody has looked. Before
    the case is held, for a use case that needs both takes the letters first.
    """
    case = cases.get_case(session, number)
    touched = letters.hold_of_case(session, case.id) if case else []
    for letter in touched:
        if letter.kind is LetterKind.ACKNOWLEDGEMENT or letter.state not in _MARKED:
            continue
        if letter.state is LetterState.DRAFT and not edits.by_people(session, letter.id):
            letters.advance(session, letter.id, letter.state, LetterState.VOID)
            tell(services, session, letter, who, EventName.LETTER_VOID)
        else:
            tell(services, session, letter, who, OUTDATED)


@dataclass(frozen=True, kw_only=True)
class Change:
    """When and by whom the case was changed under a letter."""

    seq: int
    at: datetime
    who: str

    @property
    def key(self) -> str:
        """The key under which a person may let it stand; the next change has another."""
        return f"case_changed:{self.seq}"


def last_change(session: Session, letter: LetterRow) -> Change | None:
    """When the case was last changed under the letter; None if never."""
    for event in reversed(events.history(session, letter.case_id)):
        if event.what == OUTDATED and event.payload is not None and event.payload["letter"] == letter.id:
            return Change(seq=event.seq, at=event.at, who=event.who)
    return None


def expect_unchanged(session: Session, letter: LetterRow) -> None:
    """Refused if the case was changed under the letter and no one has let that stand."""
    change = last_change(session, letter)
    if change is not None and change.key not in edits.accepted(session, letter.id):
        raise Refused("案件刚由 {who} 更正过，信中所写可能已不相符；请先核对", who=change.who)
