"""Watches the clocks: nearing and passing become events of the case, each exactly once (TRADE 6).

Nearing is a quarter of the full term left, in the clock's own time. An overrun acts at the due moment and then at the
opening of each working day, one rung up each time; from the last rung on it is that rung that hears each working day,
for as long as the clock runs. A look that comes late, because the machine slept, says of each rung once what it missed;
of what is over it no longer says that it is near.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.approval import RUNGS
from domain.codes import ClockState, Role
from domain.events import EventName
from domain.staff import HOUSE
from rules.calendar import WorkCalendar
from rules.own_time import OwnTime, own_time
from store import cases, clocks, events
from store.clocks import ClockRow, Fired
from workers.clocks.case_clocks import whose
from workers.instance.services import Services

_LOOK_AGAIN = timedelta(hours=6)
"""So often every running clock is looked at, in case the calendar has changed."""


@dataclass(frozen=True, kw_only=True)
class Firing:
    """One thing that a clock says at one moment. rung: whom an overrun concerns, None while it is only nearing."""

    kind: str
    moment: datetime
    rung: Role | None = None

    @property
    def key(self) -> str:
        """As it is entered: an overrun with its rung, for two rungs of a clock that was moved may share a morning."""
        return self.kind if self.rung is None else f"{self.kind} {self.rung}"

    def said(self, clock_id: int, fired: Fired) -> bool:
        """Whether it was entered; an entry of an overrun without a rung was made before they had one."""
        return any((clock_id, self.moment, key) in fired for key in (self.key, self.kind))


def sweep(services: Services) -> int:
    """Say what is due now; how much was said. Two sweeps at once say nothing twice; what a crash cuts off, or what
    changes meanwhile, the next one sees.
    """
    now = services.now()
    with services.database.reading() as session:
        awake = clocks.waking(session, now)
        fired = clocks.fired_of_waking(session, now) if awake else frozenset()
    speaking = {row.id for row in awake if _fresh(services, row, fired, now)}
    quiet = [(row, _wakes_at(services, row, now)) for row in awake if row.id not in speaking]
    if quiet:
        with services.database.transaction() as session:
            clocks.sleep(session, quiet)
    letters = {row.intake_id: row.case_id for row in awake if row.id in speaking}
    return sum(_speak(services, intake_id, case_id, now) for intake_id, case_id in letters.items())


def firings(calendar: WorkCalendar, clock: ClockRow, now: datetime, *, working_days: bool) -> Iterator[Firing]:
    """What a running clock has to say at `now`, in order: of an overrun each rung's first time, and the newest morning.

    The first rung hears the first time, the next the second, the last from then on (TRADE 1), however long it takes.
    """
    if now < clock.due_at:
        if now >= nearing_at(calendar, clock, working_days=working_days):
            yield Firing(kind="nearing", moment=clock.due_at)
        return
    yield Firing(kind="passed", moment=clock.due_at, rung=RUNGS[0])
    opens = clock.due_at
    for rung in RUNGS[1:]:
        opens = _next_opening(calendar, opens)
        if opens > now:
            return
        yield Firing(kind="passed", moment=opens, rung=rung)
    newest = _last_opening(calendar, now)
    if newest > opens:
        yield Firing(kind="passed", moment=newest, rung=RUNGS[-1])


def nearing_at(calendar: WorkCalendar, clock: ClockRow, *, working_days: bool) -> datetime:
    """When a quarter of the full term is left: in business hours for a term of working days, else by the clock."""
    own = OwnTime(calendar=calendar, working_days=working_days)
    return own.nearing(clock.started_at, clock.due_at, clock.pauses)


def _firings(services: Services, clock: ClockRow, now: datetime) -> Iterator[Firing]:
    own = own_time(services.compiled, clock.clock)
    return firings(own.calendar, clock, now, working_days=own.working_days)


def _wakes_at(services: Services, clock: ClockRow, now: datetime) -> datetime:
    """When a clock has something to say after `now`, or is to be looked at again."""
    own = own_time(services.compiled, clock.clock)
    moments = (own.nearing(clock.started_at, clock.due_at, clock.pauses), clock.due_at)
    following = next((moment for moment in moments if moment > now), None)
    opens = max(clock.due_at, now - timedelta(days=1))
    while following is None:
        opens = _next_opening(own.calendar, opens)
        following = opens if opens > now else None
    return min(following, now + _LOOK_AGAIN)


def _next_opening(calendar: WorkCalendar, moment: datetime) -> datetime:
    """When the company opens on the first working day after that of `moment`."""
    day = moment.astimezone(calendar.zone).date() + timedelta(days=1)
    while not calendar.works(day):
        day += timedelta(days=1)
    return datetime.combine(day, calendar.rules.opens, calendar.zone)


def _last_opening(calendar: WorkCalendar, moment: datetime) -> datetime:
    """When the company opened last, `moment` at the latest."""
    day = moment.astimezone(calendar.zone).date()
    while not calendar.works(day) or datetime.combine(day, calendar.rules.opens, calendar.zone) > moment:
        day -= timedelta(days=1)
    return datetime.combine(day, calendar.rules.opens, calendar.zone)


def _speak(services: Services, intake_id: int, case_id: int | None, now: datetime) -> int:
    """What the clocks of one letter have to say, in one transaction: how much it was."""
    with services.database.transaction() as session:
        case = cases.get_case(session, case_id) if case_id is not None else None
        if case is not None:
            cases.hold_case(session, case.number)  # before its clocks, as whatever else changes them does
        rows = [row for row in clocks.held(session, intake_id) if row.state is ClockState.RUNNING]
        fired = clocks.fired_of_intake(session, intake_id)
        said = sum(_say(services, session, row, fired, now) for row in rows)
        clocks.sleep(session, [(row, _wakes_at(services, row, now)) for row in rows])
        services.crash_points.point("clocks.fired")
    services.crash_points.point("clocks.committed")
    return said


def _fresh(services: Services, clock: ClockRow, fired: Fired, now: datetime) -> list[Firing]:
    """What the clock has to say and did not say yet."""
    return [one for one in _firings(services, clock, now) if not one.said(clock.id, fired)]


def _say(services: Services, session: Session, clock: ClockRow, fired: Fired, now: datetime) -> int:
    """What was not said yet; of several moments that were missed each rung hears once."""
    unsaid = _fresh(services, clock, fired, now)
    fresh = [one for one in unsaid if clocks.fire(session, clock.id, one.moment, one.key, now)]
    told = tuple(dict.fromkeys((one.kind, one.rung) for one in fresh))
    if clock.case_id is not None:
        said = {"clock": clock.clock, "round": clock.round, "due": clock.due_at.isoformat()} | whose(clock.department)
        news = [(EventName(f"clock_{kind}"), said | {"rung": rung}) for kind, rung in told]
        if news:
            events.append_many(session, clock.case_id, now, HOUSE, news)
    return len(told)
