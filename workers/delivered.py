"""What a letter that has left the house does to the clocks of its case, whichever way it went (TRADE 6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import ClockName, LetterKind, Way
from store import cases
from store.letters import LetterRow
from workers import searchable
from workers.case_clocks import start_clock, stop_clock
from workers.services import Services

_STOPS = {
    LetterKind.ACKNOWLEDGEMENT: (ClockName.ACKNOWLEDGE,),
    LetterKind.INTERIM: (ClockName.REPLY, ClockName.PROMISE),
    LetterKind.REPLY: (ClockName.REPLY, ClockName.PROMISE),
    LetterKind.EXPLANATION: (ClockName.REPLY, ClockName.PROMISE, ClockName.EXPLAIN),
}


def goes_by_mail(letter: LetterRow) -> bool:
    """Whether SMTP is the letter's way; a letter on paper never goes by it, whatever address it bears."""
    return letter.way is not Way.PRINT and bool(letter.to_address)


def delivered(services: Services, session: Session, letter: LetterRow, who: str, *, at: datetime | None = None) -> None:
    """A letter was sent or posted, now or `at`: stop what it answers; an interim letter opens its promise.

    What it says can be found from now on; an acknowledgement says nothing new.
    """
    if letter.kind is not LetterKind.ACKNOWLEDGEMENT:
        searchable.refresh(session, letter.case_id)
    stop_clock(services, session, letter.case_id, who, *_STOPS.get(letter.kind, ()), at=at)
    case = cases.get_case(session, letter.case_id)
    if letter.kind is LetterKind.INTERIM and letter.promised is not None and case is not None:
        why = "阶段答复函中承诺的答复日期"
        start_clock(services, session, case, ClockName.PROMISE, who, at=at, due=letter.promised, because=why)
