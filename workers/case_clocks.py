"""Starts and stops the clocks of a case that its own course asks for, each with its event (TRADE 6)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.codes import ClockName, ClockState
from domain.decision import Deadline, Step
from store import clocks, events
from store.cases import CaseRow
from store.clocks import ClockRow
from workers import deadlines
from workers.services import Services

OPEN = (ClockState.RUNNING, ClockState.PAUSED)


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
    beside: bool = False,
) -> None:
    """The next round of a clock, by the rulebook's ordinary term from `at` (else now).

    due: the day at whose close of business it ends instead, with `because`. beside: also while a round is still open.
    A clock without a term and without a day does not start.
    """
    rounds = [row for row in clocks.held(session, case.intake_id) if row.clock is clock]
    if not beside and any(row.state in OPEN for row in rounds):
        return
    start = (at or services.now()).astimezone(services.zone)
    if due is None:
        started = deadlines.ordinary(services.compiled, (clock,), start)
    else:
        started = (_until(services, clock, start, due, because),)
    if not started:
        return
    number = max((row.round for row in rounds), default=0) + 1
    clocks.start(session, case.intake_id, case.id, number, started)
    told = {one.clock.value: one.due.isoformat() for one in started}
    events.append(session, case.id, services.now(), who, "clocks_started", {"round": number, "due": told})


def stop_clock(
    services: Services, session: Session, case_id: int, who: str, *names: ClockName, at: datetime | None = None
) -> list[ClockRow]:
    """Stop every open round of these clocks of a case, in time or late as of `at` (else now); those that stopped."""
    now = services.now()
    stopped = []
    for clock in names:
        rows = clocks.stop(session, case_id, clock, at or now, who)
        stopped += rows
        if rows:
            events.append(session, case_id, now, who, "clock_stopped", {"clock": clock})
    return stopped


def void_clock(services: Services, session: Session, case: CaseRow, who: str, clock: ClockName) -> None:
    """Lay the open rounds of a clock down: there is nothing any more that they could ask for."""
    for row in clocks.of_case(session, case.id):
        if row.clock is clock and row.state in OPEN:
            values = {"state": ClockState.VOID, "stopped_at": services.now(), "stopped_by": who}
            if clocks.change(session, row.id, row.state, **values):
                events.append(session, case.id, services.now(), who, "clock_stopped", {"clock": clock})


def _until(services: Services, clock: ClockName, start: datetime, day: date, because: str) -> Deadline:
    calendar = services.compiled.calendar
    due = datetime.combine(day, calendar.rules.closes, calendar.zone)
    return Deadline(clock=clock, start=start, due=due, steps=(Step(date=day, counts=True, why=because),))
