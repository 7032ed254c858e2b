"""Watches the clocks: nearing and passing become events of the case, each exactly once (TRADE 6).

Nearing is a quarter of the full term left, in the clock's own time. An overrun acts at the due moment and then at the
opening of each working day, one rung up each time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.events import EventName
from domain.staff import HOUSE
from rules.calendar import WorkCalendar
from rules.model import Unit
from store import clocks, events
from store.clocks import ClockRow
from workers.clocks.case_clocks import whose
from workers.instance.services import Services

_LOOK_AHEAD = timedelta(days=31)
_MOST_FIRINGS = 60
RUNGS = ("supervisor", "service_department", "manager")
"""Who hears of an overrun: the first time, the second, and from then on (TRADE 1)."""


@dataclass(frozen=True, kw_only=True)
class Firing:
    """One thing that a clock says at one moment. rung: whom an overrun concerns, None while it is only nearing."""

    kind: str
    moment: datetime
    rung: str | None = None


def sweep(services: Services) -> int:
    """Fire what is due now; how much was fired. Two sweeps at once fire nothing twice."""
    now = services.now()
    calendar = services.compiled.calendar
    in_working_days = {
        rule.clock for rule in services.compiled.rulebook.clocks if rule.term and rule.term.unit is Unit.WORKING_DAYS
    }
    with services.database.reading() as session:
        running = clocks.running(session, now + _LOOK_AHEAD)
    due = [
        (clock, firing)
        for clock in running
        for firing in firings(calendar, clock, now, working_days=clock.clock in in_working_days)
    ]
    if not due:
        return 0
    with services.database.transaction() as session:
        return sum(_fire(session, clock, firing, now) for clock, firing in due)


def firings(calendar: WorkCalendar, clock: ClockRow, now: datetime, *, working_days: bool) -> Iterator[Firing]:
    """Everything that a running clock has to say until `now`, in order."""
    if now < clock.due_at:
        if now >= nearing_at(calendar, clock, working_days=working_days):
            yield Firing(kind="nearing", moment=clock.due_at)
        return
    yield Firing(kind="passed", moment=clock.due_at, rung=RUNGS[0])
    day = clock.due_at.astimezone(calendar.zone).date()
    for count in range(1, _MOST_FIRINGS):
        day = next(day_ for step in range(1, 31) if calendar.works(day_ := day + timedelta(days=step)))
        opens = datetime.combine(day, calendar.rules.opens, calendar.zone)
        if opens > now:
            return
        yield Firing(kind="passed", moment=opens, rung=RUNGS[min(count, len(RUNGS) - 1)])


def nearing_at(calendar: WorkCalendar, clock: ClockRow, *, working_days: bool) -> datetime:
    """When a quarter of the full term is left: in business hours for a term of working days, else by the clock."""
    if not working_days:
        return clock.due_at - (clock.due_at - clock.started_at) / 4
    return calendar.working_time_before(clock.due_at, calendar.working_time(clock.started_at, clock.due_at) / 4)


def _fire(session: Session, clock: ClockRow, firing: Firing, now: datetime) -> bool:
    if not clocks.fire(session, clock.id, firing.moment, firing.kind, now):
        return False
    if clock.case_id is not None:
        payload = {"clock": clock.clock, "round": clock.round, "due": clock.due_at.isoformat(), "rung": firing.rung}
        events.append(
            session, clock.case_id, now, HOUSE, EventName(f"clock_{firing.kind}"), payload | whose(clock.department)
        )
    return True
