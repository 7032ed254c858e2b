"""Starts and stops the clocks of a case that its own course asks for, each with its event (TRADE 6)."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.clocks import AT_RECEIPT
from domain.codes import OPEN_CLOCKS, SPOKEN, CaseState, ClockName, ClockState, Department
from domain.decision import Deadline, Step
from domain.events import EventName
from store import cases, clocks, events, intake
from store.cases import CaseRow
from store.clocks import ClockRow
from workers.clocks.recalculation import deadlines_of
from workers.deciding import deadlines
from workers.deciding.decisions import decision_of
from workers.instance.services import Services


def start_clock(
    services: Services,
    session: Session,
    case: CaseRow,
    clock: ClockName,
    who: str,
    *,
    at: datetime | None = None,
    due: date | None = None,
    because: str = "",
    department: Department | None = None,
    letter_id: int | None = None,
) -> None:
    """The next round of a clock, by the rulebook's term from `at` (else now), unless one is still open.

    A clock of receipt has the term that the rules give the case as it stands, any other its ordinary one. due: the day
    at whose close of business it ends instead, with `because`. department: whose work it times; each has rounds of its
    own. letter_id: of the letter that opens it. A clock without a term and without a day does not start, and none does
    on a filed case.
    """
    # Rounds are counted: two at once would get the same number, and the second would not start.
    held = cases.hold_case(session, case.number)
    rounds = [row for row in clocks.of_case(session, case.id) if row.clock is clock]
    if held is None or held.state is CaseState.FILED:
        return
    if any(row.state in OPEN_CLOCKS and row.department is department for row in rounds):
        return
    start = (at or services.now()).astimezone(services.zone)
    if due is None:
        started = _by_rules(services, session, case, clock, start)
    else:
        started = (until(services, clock, start, due, because),)
    if not started:
        return
    number = max((row.round for row in rounds), default=0) + 1
    clocks.start(session, case.intake_id, case.id, number, started, department=department, letter_id=letter_id)
    told = {one.clock.value: one.due.isoformat() for one in started}
    payload = {"round": number, "due": told} | whose(department)
    events.append(session, case.id, services.now(), who, EventName.CLOCKS_STARTED, payload)


def _by_rules(
    services: Services, session: Session, case: CaseRow, clock: ClockName, start: datetime
) -> tuple[Deadline, ...]:
    """A spoken complaint is answered sooner in each of its rounds, not in the first alone (TRADE 6)."""
    if clock in AT_RECEIPT:
        given = replace(
            decision_of(session, case).input, received=start, received_date_only=False, channel=case.channel
        )
        ruled = tuple(one for one in deadlines_of(services.compiled, given, vars(case)) if one.clock is clock)
        if ruled:
            return ruled
    return deadlines.ordinary(services.compiled, (clock,), start)


def stop_clock(
    services: Services,
    session: Session,
    case_id: int,
    who: str,
    *names: ClockName,
    at: datetime | None = None,
    department: Department | None = None,
    letter_id: int | None = None,
) -> list[ClockRow]:
    """Stop every open round of these clocks of a case, in time or late as of `at` (else now); those that stopped.

    department: only that department's. letter_id: of the letter that stops them.
    """
    now = services.now()
    stopped = []
    for clock in names:
        rows = clocks.stop(session, case_id, clock, at or now, who, department=department, letter_id=letter_id)
        stopped += rows
        if rows:
            payload = {"clock": clock} | whose(department)
            events.append(session, case_id, now, who, EventName.CLOCK_STOPPED, payload)
    return stopped


def stop_by_call(services: Services, session: Session, case: CaseRow, who: str, *names: ClockName) -> None:
    """A call has reached the resident: these clocks stop; of `reply` the rounds alone that a spoken letter opened.

    What was written is answered in writing, though the same resident also calls (TRADE 6).
    """
    stop_clock(services, session, case.id, who, *(name for name in names if name is not ClockName.REPLY))
    spoken = spoken_of(session, case) if ClockName.REPLY in names else frozenset()
    rows = [row for row in clocks.of_case(session, case.id) if row.clock is ClockName.REPLY and row.intake_id in spoken]
    for row in (one for one in rows if one.state in OPEN_CLOCKS):
        now = services.now()
        state = ClockState.MET if now <= row.due_at else ClockState.LATE
        clocks.change(session, row.id, row.state, state=state, stopped_at=now, stopped_by=who)
        payload = {"clock": row.clock, "round": row.round}
        events.append(session, case.id, now, who, EventName.CLOCK_STOPPED, payload)


def spoken_of(session: Session, case: CaseRow) -> frozenset[int]:
    """The letters of a case that were spoken: by phone, or at the counter."""
    channels = {row.id: row.channel for row in intake.of_case(session, case.id)} | {case.intake_id: case.channel}
    return frozenset(id_ for id_, channel in channels.items() if channel in SPOKEN)


def void_clock(services: Services, session: Session, case: CaseRow, who: str, clock: ClockName) -> None:
    """Lay the open rounds of a clock down: there is nothing any more that they could ask for."""
    for row in clocks.of_case(session, case.id):
        if row.clock is clock:
            _void(services, session, row, who)


def void_opened(services: Services, session: Session, case_id: int, who: str, letter_id: int) -> None:
    """The same for whatever a letter opened that is taken back."""
    for row in clocks.of_case(session, case_id):
        if row.opened_by_letter == letter_id:
            _void(services, session, row, who)


def _void(services: Services, session: Session, row: ClockRow, who: str) -> None:
    values = {"state": ClockState.VOID, "stopped_at": services.now(), "stopped_by": who}
    if row.state in OPEN_CLOCKS and row.case_id is not None and clocks.change(session, row.id, row.state, **values):
        payload = {"clock": row.clock} | whose(row.department)
        events.append(session, row.case_id, services.now(), who, EventName.CLOCK_STOPPED, payload)


def until(services: Services, clock: ClockName, start: datetime, day: date, because: str) -> Deadline:
    """A clock that runs from `start` to the close of business of a day, because somebody promised that."""
    calendar = services.compiled.calendar
    due = datetime.combine(day, calendar.rules.closes, calendar.zone)
    return Deadline(clock=clock, start=start, due=due, steps=(Step(date=day, counts=True, why=because),))


def whose(department: Department | None) -> dict[str, Department]:
    """What the event of a department's clock says more."""
    return {} if department is None else {"department": department}
