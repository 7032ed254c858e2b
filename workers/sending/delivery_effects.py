"""What a letter that has left the house does to the clocks of its case, whichever way it went, and what it takes back
when it bounces after all (TRADE 6)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import GONE, OPEN_CLOCKS, ClockName, ClockState, LetterKind, LetterState
from domain.course import Act
from domain.course_table import STEPS
from domain.events import EventName
from domain.letter_kinds import LETTERS
from store import cases, clocks, events, letters, shared_letters
from store.cases import CaseRow
from store.clocks import ClockRow
from store.events import EventRow
from store.letters import LetterRow
from workers.clocks.case_clocks import spoken_of, start_clock, stop_clock
from workers.clocks.course_steps import move
from workers.correspondence import also_answered
from workers.deciding import searchable
from workers.instance.services import Services

_BOUNCED = "信件被退回，住户没有收到"
_ENDED = (ClockState.MET, ClockState.LATE)


def delivered(services: Services, session: Session, letter: LetterRow, who: str, *, at: datetime | None = None) -> None:
    """A letter was sent or posted, now or `at`: stop what it answers, in each case that it answers; an interim letter
    opens its promise.

    What it says can be found from now on; an acknowledgement says nothing new.
    """
    if letter.kind is not LetterKind.ACKNOWLEDGEMENT:
        searchable.refresh(session, letter.case_id)
    stopped = LETTERS[letter.kind].stops
    stop_clock(services, session, letter.case_id, who, *stopped, at=at, letter_id=letter.id)
    case = cases.get_case(session, letter.case_id)
    for other in also_answered.reached(session, case, letter) if case is not None else ():
        _tell_beside(services, session, other, letter, who)
        stop_clock(services, session, other.id, who, *stopped, at=at, letter_id=letter.id)
    if letter.kind is LetterKind.INTERIM and letter.promised is not None and case is not None:
        why, day = "阶段性回函中承诺的答复日期", letter.promised
        start_clock(services, session, case, ClockName.PROMISE, who, at=at, due=day, because=why, letter_id=letter.id)


def came_back(services: Services, session: Session, letter: LetterRow, who: str) -> None:
    """A letter that counted as sent has bounced, so the resident never had it: the clocks that it stopped run on with
    their old due moments, and what it promised is void; in each case that it had answered.

    Not those that another letter, or for an acknowledgement or a spoken complaint a call, has answered as well. The
    letters of the case are held. A filed case that is unanswered so is open again.
    """
    case = cases.get_case(session, letter.case_id)
    beside = shared_letters.cases_of(session, letter.id)
    for one in (*((case,) if case else ()), *beside):
        held = cases.hold_case(session, one.number)
        if held is not None and one in beside:
            _tell_beside(services, session, held, letter, who)
        if held is not None:
            _taken_back(services, session, held, letter, who)


def _taken_back(services: Services, session: Session, case: CaseRow, letter: LetterRow, who: str) -> None:
    written = (*letters.of_case(session, case.id), *shared_letters.of_case(session, case.id))
    gone = {one.id: one for one in written if one.state in GONE}
    history, spoken = events.history(session, case.id), spoken_of(session, case)
    for row in clocks.of_case(session, case.id):
        promised = row.clock is ClockName.PROMISE and row.opened_by_letter is not None
        if promised and row.opened_by_letter not in gone:
            _void(services, session, letter, row, who)
        elif _lost(row, gone) and not _answered(row, spoken, gone, history):
            case = move(services, session, case, STEPS[Act.COME_BACK].leads(case.state), who, reason=_BOUNCED)
            _run_again(services, session, letter, row, who)


def _tell_beside(services: Services, session: Session, case: CaseRow, letter: LetterRow, who: str) -> None:
    """In a case that the letter of another one answers: what became of the letter, as that case's events tell it."""
    now = letters.get(session, letter.id) or letter
    payload = _named(session, letter, case.id)
    if now.posted_at is not None:
        payload["on"] = now.posted_at.astimezone(services.zone).date().isoformat()
    events.append(session, case.id, services.now(), who, EventName.of_letter(now.state), payload)


def _tell_clock(
    services: Services, session: Session, letter: LetterRow, row: ClockRow, who: str, what: EventName, **more: object
) -> None:
    case_id = row.case_id or letter.case_id
    payload = _named(session, letter, case_id) | {"clock": row.clock, "round": row.round} | more
    events.append(session, case_id, services.now(), who, what, payload)


def _named(session: Session, letter: LetterRow, case_id: int) -> dict[str, object]:
    """The letter as an event of a case names it; of: the case that has it, where that is another one."""
    own = cases.get_case(session, letter.case_id) if letter.case_id != case_id else None
    of = {} if own is None else {"of": own.number}
    return {"letter": letter.id, "kind": letter.kind, "number": letter.number} | of


def _lost(row: ClockRow, gone: Mapping[int, LetterRow]) -> bool:
    """Whether a clock was stopped by a letter that no one has."""
    return row.state in _ENDED and row.stopped_by_letter is not None and row.stopped_by_letter not in gone


def _void(services: Services, session: Session, letter: LetterRow, row: ClockRow, who: str) -> None:
    values = {"state": ClockState.VOID, "stopped_at": services.now(), "stopped_by": who}
    if row.state in OPEN_CLOCKS and clocks.change(session, row.id, row.state, **values):
        _tell_clock(services, session, letter, row, who, EventName.PROMISE_VOID)


def _run_again(services: Services, session: Session, letter: LetterRow, row: ClockRow, who: str) -> None:
    values = {"state": ClockState.RUNNING, "stopped_at": None, "stopped_by": None, "stopped_by_letter": None}
    if clocks.change(session, row.id, row.state, **values):
        _tell_clock(services, session, letter, row, who, EventName.CLOCK_RESTARTED, due=row.due_at.isoformat())


def _answered(row: ClockRow, spoken: frozenset[int], gone: Mapping[int, LetterRow], history: list[EventRow]) -> bool:
    """Whether something else than the letter that stopped a clock would have stopped it since it started."""
    by_letter = any(
        row.clock in LETTERS[one.kind].stops and one.id != row.opened_by_letter and _went(one) >= row.started_at
        for one in gone.values()
    )
    by_call = row.clock in STEPS[Act.CALL].stops and (row.clock is not ClockName.REPLY or row.intake_id in spoken)
    return by_letter or (by_call and any(_reached(event) and event.at >= row.started_at for event in history))


def _went(letter: LetterRow) -> datetime:
    """When a letter that is sent or posted left."""
    moment = letter.posted_at if letter.state is LetterState.POSTED else letter.sent_at
    if moment is None:
        raise LookupError(f"letter {letter.id} left the house at no time")
    return moment


def _reached(event: EventRow) -> bool:
    return event.what == EventName.CALL_RECORDED and event.payload is not None and bool(event.payload.get("reached"))
