"""The state of the house in figures: what is open, late and grave of each project and each owner, and today's load."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import and_, func, select, union
from sqlalchemy.orm import Session

from domain.approval import GRAVE
from domain.codes import ClockState
from domain.staff import Person
from domain.waiting import Figure
from domain.work_codes import BlockingState
from store.case_tables import case, clock
from store.desk_tables import blocking
from store.queue_conditions import OPEN, PRESSING, visible
from store.queue_items import Day
from store.rows import Clause, Query, one_of


@dataclass(frozen=True, kw_only=True)
class Load:
    """Cases of one project or owner. name: None for what has none. open: not filed; the others are among the open,
    but `came`: received today, filed or not. blocked: some of the work is; paused: a clock waits for the resident.
    """

    name: str | None
    open: int
    pressing: int
    grave: int
    overdue: int
    due_today: int
    blocked: int
    paused: int
    came: int

    def __add__(self, other: "Load") -> "Load":
        """Both together, under no name."""
        numbers = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)[1:]}
        return Load(name=None, **numbers)


NONE = Load(name=None, open=0, pressing=0, grave=0, overdue=0, due_today=0, blocked=0, paused=0, came=0)


def counted_by(now: datetime, today: Day) -> Mapping[Figure, Clause]:
    """What each figure counts; the queue lists the cases of one by the same condition. today: its begin and end."""
    begins, ends = today
    return {
        Figure.PRESSING: PRESSING,
        Figure.GRAVE: and_(OPEN, one_of(case.c.grade, GRAVE)),
        Figure.OVERDUE: and_(OPEN, case.c.next_due_at < now),
        Figure.DUE_TODAY: and_(OPEN, case.c.next_due_at >= now, case.c.next_due_at < ends),
        Figure.BLOCKED: and_(OPEN, case.c.id.in_(_blocked())),
        Figure.PAUSED: and_(OPEN, case.c.id.in_(_paused())),
        Figure.CAME: case.c.received_at >= begins,
        Figure.OPEN: OPEN,
    }


@dataclass(frozen=True, kw_only=True)
class Loads:
    """projects: each with a case that the person may read; owners: each (a login) of an open one, None for those that
    have none. The most overdue first.
    """

    projects: tuple[Load, ...]
    owners: tuple[Load, ...]


def loads(session: Session, person: Person, *, now: datetime, today: Day) -> Loads:
    """How much is in hand, by project and by owner, in one look. today: its begin and end."""
    counted = counted_by(now, today)
    columns = (func.count().filter(condition).label(name) for name, condition in counted.items())
    # The union goes by two indexes of few cases; of "one or the other" SQLite makes a walk through all.
    looked_at = union(select(case.c.id).where(OPEN), select(case.c.id).where(counted[Figure.CAME]))
    of = (case.c.project, case.c.owner)
    query = select(*of, *columns).where(visible(person), case.c.id.in_(looked_at)).group_by(*of)
    projects, owners = dict[str | None, Load](), dict[str | None, Load]()
    for row in session.execute(query):
        values = row._asdict()
        project, owner = values.pop("project"), values.pop("owner")
        for found, name in ((projects, project), (owners, owner)):
            found[name] = replace(found.get(name, NONE) + Load(name=name, **values), name=name)
    return Loads(projects=_most_overdue_first(projects), owners=_most_overdue_first(owners, opened=True))


def _most_overdue_first(found: Mapping[str | None, Load], *, opened: bool = False) -> tuple[Load, ...]:
    """opened: those with an open case alone."""
    some = (load for load in found.values() if load.open or not opened)
    return tuple(sorted(some, key=lambda load: (-load.overdue, -load.open, load.name or "")))


def _blocked() -> Query:
    return select(blocking.c.case_id).where(blocking.c.state == BlockingState.BLOCKED)


def _paused() -> Query:
    return select(clock.c.case_id).where(clock.c.case_id.is_not(None), clock.c.state == ClockState.PAUSED)
