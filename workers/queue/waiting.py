"""What waits for a person, with the time that is left in words: the desk's queue and the morning's mail show the same.

Time left is told in the clock's own time (TRADE 6): for a term of working days in working days, one of which is as long
as business hours are; for any other by the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.approval import letter_steps
from domain.codes import LetterKind, Role
from domain.labels import TIME_LEFT
from domain.said import filled
from domain.staff import Person
from domain.waiting import Waiting, Whose
from rules.calendar import WorkCalendar
from rules.compiled import Compiled
from rules.model import Term, Unit
from rules.own_time import OwnTime, own_time
from store import queue as queues
from store import unfiled
from store.clocks import ClockRow
from store.queue_conditions import Scope
from store.queue_items import Cursor, NearestClock, QueueFilter, QueueItem
from workers.instance.permissions import OFFICE
from workers.instance.services import Services
from workers.queue.folding import Folded, OfGroup, fold

_WORKING_DAY = Term(amount=1, unit=Unit.WORKING_DAYS)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_LONGEST_CLOSED = timedelta(days=30)
NEAREST = 10
"""How many a digest names of each: the nearest, and the overdue."""
_SIDE_BY_SIDE = 4
"""So many cases a line a digest looks through, for those of a group are one line."""


class Level(StrEnum):
    """How pressing it is, for colours: nearing as `rules.own_time` has it, at which the sweep tells of it too."""

    CALM = "calm"
    NEAR = "near"
    OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True)
class TimeLeft:
    """What is left until a clock is due, or how long it has been over: whole days, hours and minutes of that time.

    unit: WORKING_DAYS if the days are working days, else DAYS. message, values: the words, a key of gettext with its
    numbers; `str` gives them in Chinese.
    """

    overdue: bool
    days: int
    hours: int
    minutes: int
    unit: Unit
    level: Level

    @property
    def message(self) -> str:
        """The Chinese sentence with {names}."""
        return TIME_LEFT[self.key]

    @property
    def values(self) -> Mapping[str, int]:
        """The numbers of `message`."""
        return {"days": self.days, "hours": self.hours, "minutes": self.minutes}

    def __str__(self) -> str:
        """In Chinese: 还剩 1 个工作日 3 小时."""
        return filled(self.message, self.values)

    @property
    def key(self) -> str:
        """Which of `domain.labels.TIME_LEFT` says it."""
        days = "working_days" if self.unit is Unit.WORKING_DAYS else "days"
        if self.overdue:
            return f"{days}_over" if self.days else "hours_over" if self.hours else "minutes_over"
        if self.days:
            return f"{days}_hours" if self.hours else days
        if self.hours:
            return "hours_minutes" if self.minutes else "hours"
        return "minutes"


@dataclass(frozen=True, kw_only=True)
class Waits:
    """One line of the queue. left: None if no clock runs. below: the further cases of its group; group: that group,
    where lines are folded and the person may act on it.
    """

    item: QueueItem
    left: TimeLeft | None
    below: tuple["Waits", ...] = ()
    group: OfGroup | None = None


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of the queue. following: where the next begins, None after the last."""

    lines: tuple[Waits, ...]
    following: Cursor | None


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What waits for a person on the morning of a day. nearest and overdue: at most NEAREST of each, none twice, the
    cases of a group as one line.

    total: everything that waits. late: how much of it is overdue. ignored: mails that the service ended by itself
    since the morning before, of the projects whose mail the person settles. alarms: how many cases and letters received
    say that there is danger now.
    """

    day: date
    counts: Mapping[Waiting, int]
    nearest: tuple[Waits, ...]
    overdue: tuple[Waits, ...]
    total: int
    late: int
    ignored: int = 0
    alarms: int = 0


def time_left(own: OwnTime, clock: NearestClock | ClockRow, now: datetime) -> TimeLeft:
    """What is left of a clock at `now`, as it counts."""
    overdue = now > clock.due_at
    length = own.between(clock.due_at, now) if overdue else own.between(now, clock.due_at)
    days, rest = divmod(length, own.calendar.full_term(_WORKING_DAY) if own.working_days else _DAY)
    near = now >= own.nearing(clock.started_at, clock.due_at, clock.pauses)
    return TimeLeft(
        overdue=overdue,
        days=days,
        hours=rest // _HOUR,
        minutes=rest % _HOUR // _MINUTE,
        unit=Unit.WORKING_DAYS if own.working_days else Unit.DAYS,
        level=Level.OVERDUE if overdue else Level.NEAR if near else Level.CALM,
    )


def scope_of(compiled: Compiled, person: Person, now: datetime) -> Scope:
    """The queue as a person sees it by the rulebook that holds now."""
    rules = {rule.kind: rule for rule in compiled.rulebook.letters}
    letters = {
        kind: letter_steps(kind, rule.approve if rule else None, rule.approve_ab if rule else None)
        for kind in LetterKind
        for rule in [rules.get(kind)]
    }
    return Scope(person=person, now=now, overdue=overdue_before(compiled.calendar, now), letters=letters)


def overdue_before(calendar: WorkCalendar, now: datetime) -> Mapping[Role, datetime]:
    """Whom an overrun concerns: what was due before that moment has climbed to the role's rung (TRADE 6).

    The office and its supervisor hear of it at once, the service department at the opening of the next working day, the
    manager at that of the one after (as `workers.clocks.clock_watch` fires it).
    """
    day = now.astimezone(calendar.zone).date()
    opened: list[datetime] = []
    while len(opened) < 2:
        midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
        if calendar.works(day) and datetime.combine(day, calendar.rules.opens, calendar.zone) <= now:
            opened.append(midnight)
        day -= _DAY
    return {
        Role.CLERK: now,
        Role.SUPERVISOR: now,
        Role.SERVICE_DEPARTMENT: opened[0],
        Role.MANAGER: opened[1],
    }


def queue_for(
    services: Services,
    session: Session,
    person: Person,
    wanted: QueueFilter | None = None,
    *,
    limit: int = 50,
    after: Cursor | None = None,
    folded: bool = False,
) -> QueuePage:
    """A page of what waits for a person (or of all open cases, as `wanted` asks), the nearest due first.

    folded: each group is one line, with its further cases below, so that a page may have fewer lines.
    """
    compiled, now = services.compiled, services.now()
    scope = scope_of(compiled, person, now)
    while True:
        items = queues.queue(session, scope, wanted, limit=limit + 1, after=after)
        following = items[limit - 1].cursor if len(items) > limit else None
        if not folded:
            return QueuePage(lines=_lines(compiled, items[:limit], now), following=following)
        found = fold(session, scope, wanted, items[:limit])
        if found or following is None:
            return QueuePage(lines=tuple(_folded(compiled, one, now) for one in found), following=following)
        after = following


def counts_for(services: Services, session: Session, person: Person) -> Mapping[Waiting, int]:
    """How many wait for a person, by reason."""
    return queues.counts(session, scope_of(services.compiled, person, services.now()))


def whose_counts_for(services: Services, session: Session, person: Person) -> Mapping[Whose, int]:
    """How many cases the person follows up, their team does, and no one does."""
    return queues.whose_counts(session, scope_of(services.compiled, person, services.now()))


def digest_of(services: Services, session: Session, person: Person, day: date) -> Digest:
    """What waits for a person now, for the mail of that day."""
    compiled, now = services.compiled, services.now()
    scope = scope_of(compiled, person, now)
    total, late = queues.total(session, scope), queues.total(session, scope, QueueFilter(overdue=True))
    # What is urgent stands before what is overdue, and is seldom more than NEAREST.
    # A group is one line, however many of its cases stand side by side.
    items = queues.queue(session, scope, limit=_SIDE_BY_SIDE * (2 * NEAREST + min(late, NEAREST)))
    lines = tuple(_folded(compiled, line, now) for line in fold(session, scope, None, items))
    overdue = tuple(line for line in lines if line.left and line.left.overdue)[:NEAREST]
    nearest = tuple(line for line in lines if not (line.left and line.left.overdue))[:NEAREST]
    pressing = sum(bool(item.alarms) for item in items)
    counted = {name: count for name, count in queues.counts(session, scope).items() if count}
    calendar = compiled.calendar
    opens = datetime.combine(day, calendar.rules.opens, calendar.zone)
    ended = unfiled.ignored_between(session, person, OFFICE, _morning_before(calendar, day), opens)
    return Digest(
        day=day,
        counts=counted,
        nearest=nearest,
        overdue=overdue,
        total=total,
        late=late,
        ignored=ended,
        alarms=pressing,
    )


def _morning_before(calendar: WorkCalendar, day: date) -> datetime:
    """When the office opened on the working day before: each mail is counted in one morning's mail."""
    before = day - _DAY
    while not calendar.works(before) and day - before < _LONGEST_CLOSED:
        before -= _DAY
    return datetime.combine(before, calendar.rules.opens, calendar.zone)


def _folded(compiled: Compiled, line: Folded, now: datetime) -> Waits:
    (first,) = _lines(compiled, (line.item,), now)
    return replace(first, below=_lines(compiled, line.below, now), group=line.group)


def _lines(compiled: Compiled, items: tuple[QueueItem, ...], now: datetime) -> tuple[Waits, ...]:
    return tuple(Waits(item=item, left=_left(compiled, item.nearest, now)) for item in items)


def _left(compiled: Compiled, nearest: NearestClock | None, now: datetime) -> TimeLeft | None:
    return time_left(own_time(compiled, nearest.clock), nearest, now) if nearest else None
