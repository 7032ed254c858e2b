"""The state of the house for who answers for it: A and B, the overdue, what waits for oneself, and today's load."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import add

from sqlalchemy.orm import Session

from domain.staff import Person
from domain.waiting import Figure, Waiting
from store import overview
from store.overview import NONE, Load
from store.queue_items import Counted, Day, QueueFilter
from workers.instance.services import Services
from workers.queue.waiting import Waits, counts_for, queue_for

SHOWN = 8
"""How many cases of a kind are shown; the queue has them all."""

_SHOWN_APART = frozenset({Waiting.ALARM, Waiting.GRAVE, Waiting.OVERDUE})
"""What the page lists and counts in places of their own."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What the house looks like now, through one person's eyes.

    total: of all projects. grave: open cases of grade A and B, the most pressing first; overdue: the nearest clock of
    each is past; mine: what waits for the person's own act; each at most SHOWN. waiting: how many, by reason.
    """

    total: Load
    projects: tuple[Load, ...]
    owners: tuple[Load, ...]
    grave: tuple[Waits, ...]
    overdue: tuple[Waits, ...]
    mine: tuple[Waits, ...]
    waiting: Mapping[Waiting, int]


def overview_for(services: Services, session: Session, person: Person) -> Overview:
    """The house as this person may see it."""
    now = services.now()
    today = today_of(services)
    loads = overview.loads(session, person, now=now, today=today)
    counts = counts_for(services, session, person)
    acts = tuple(reason for reason, count in counts.items() if count and reason not in _SHOWN_APART)
    return Overview(
        total=reduce(add, loads.projects, NONE),
        projects=loads.projects,
        owners=loads.owners,
        grave=_lines(services, session, person, _counted(Figure.GRAVE, today)),
        overdue=_lines(services, session, person, _counted(Figure.OVERDUE, today)),
        mine=_lines(services, session, person, QueueFilter(waiting=acts)) if acts else (),
        waiting={reason: count for reason, count in counts.items() if count and reason is not Waiting.OVERDUE},
    )


def today_of(services: Services) -> Day:
    """The begin and end of today, where the house is."""
    begins = services.now().astimezone(services.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return begins, begins + timedelta(days=1)


def _counted(figure: Figure, today: Day) -> QueueFilter:
    return QueueFilter(mine=False, told_why=False, counted=Counted(figure=figure, today=today))


def _lines(services: Services, session: Session, person: Person, wanted: QueueFilter) -> tuple[Waits, ...]:
    return queue_for(services, session, person, wanted, limit=SHOWN).lines
