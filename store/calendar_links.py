"""The links by which people's calendars read their deadlines: one a person, by its hash alone; and those deadlines."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, select, union, update
from sqlalchemy.orm import Session

from domain.codes import ClockName, ClockState, Department
from store.api_tables import calendar_link
from store.case_tables import case, clock
from store.queue_conditions import OPEN
from store.rows import as_dataclass, dialect, first, inserting, one_of, selecting, touched

MOST = 500


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """A person's link. used_at: when a calendar last read it."""

    person_id: int
    token_hash: str = field(repr=False)
    made_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Due:
    """One running clock of a case. id: the clock's own, as long as it runs."""

    id: int
    clock: ClockName
    round: int
    started_at: datetime
    due_at: datetime
    number: str
    project: str | None
    departments: tuple[Department, ...]


def put(session: Session, row: LinkRow) -> None:
    """Keep a link in place of the person's last."""
    again = {"token_hash": row.token_hash, "made_at": row.made_at, "used_at": None}
    statement = inserting(dialect(session), calendar_link)
    session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=again), vars(row))


def of_person(session: Session, person_id: int) -> LinkRow | None:
    """A person's link, or None."""
    return first(session, LinkRow, _OF_PERSON, {"person": person_id})


def find(session: Session, token_hash: str) -> LinkRow | None:
    """The link of a hash, or None."""
    return first(session, LinkRow, _BY_HASH, {"hash": token_hash})


def used(session: Session, person_id: int, at: datetime) -> None:
    """A calendar has read it."""
    session.execute(update(calendar_link).where(calendar_link.c.person_id == person_id).values(used_at=at))


def drop(session: Session, person_id: int) -> bool:
    """End a person's link; whether there was one."""
    return touched(session, delete(calendar_link).where(calendar_link.c.person_id == person_id)) == 1


def due_for(session: Session, login: str, departments: Collection[Department]) -> list[Due]:
    """The running clocks of the cases that a person follows up, and those of these departments, the nearest first."""
    # Each from its own index; a filed case has no running clock.
    followed = select(clock.c.id).join(case, case.c.id == clock.c.case_id).where(OPEN, case.c.owner == login)
    found = [followed, select(clock.c.id).where(one_of(clock.c.department, departments))] if departments else [followed]
    mine = clock.c.id.in_(union(*(query.where(clock.c.state == ClockState.RUNNING) for query in found)))
    return [as_dataclass(Due, row) for row in session.execute(_RUNNING.where(mine).limit(MOST))]


_OF_PERSON = selecting(LinkRow, calendar_link).where(calendar_link.c.person_id == bindparam("person"))
_BY_HASH = selecting(LinkRow, calendar_link).where(calendar_link.c.token_hash == bindparam("hash"))
_RUNNING = (
    select(
        clock.c.id,
        clock.c.clock,
        clock.c.round,
        clock.c.started_at,
        clock.c.due_at,
        case.c.number,
        case.c.project,
        case.c.departments,
    )
    .join(case, case.c.id == clock.c.case_id)
    .where(clock.c.state == ClockState.RUNNING)
    .order_by(clock.c.due_at, clock.c.id)
)
