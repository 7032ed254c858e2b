"""People as the admin's pages and one's own page show them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.staff import Grant
from store import people
from store.people import PersonRow


@dataclass(frozen=True, kw_only=True)
class StaffView:
    """One line of the list. grants: held by themselves; lent: as somebody's deputy, now."""

    row: PersonRow
    grants: tuple[Grant, ...]
    lent: tuple[Grant, ...]


@dataclass(frozen=True, kw_only=True)
class DeputyView:
    """Who stands in, from when until just before when. id: of the row, to end it."""

    id: int
    name: str
    login: str
    from_at: datetime
    until_at: datetime


def staff(session: Session, now: datetime) -> tuple[StaffView, ...]:
    """Everybody, those who work here before those who left."""
    held = people.held(session, now)
    rows = sorted(people.list_people(session), key=lambda row: (not row.active, row.login))
    return tuple(_view(row, held.get(row.id, ())) for row in rows)


def one(session: Session, login: str, now: datetime) -> StaffView | None:
    """One person, or None."""
    row = people.by_login(session, login)
    return _view(row, people.held(session, now).get(row.id, ())) if row else None


def deputies(session: Session, person_id: int, now: datetime) -> tuple[DeputyView, ...]:
    """Who stands in for a person, now or later."""
    rows = people.deputies_of(session, person_id, now)
    found = [(row, people.get(session, row.deputy_id)) for row in rows]
    return tuple(
        DeputyView(id=row.id, name=who.name, login=who.login, from_at=row.from_at, until_at=row.until_at)
        for row, who in found
        if who is not None
    )


def colleagues(session: Session, login: str) -> tuple[PersonRow, ...]:
    """Everybody else who works here: who may stand in."""
    return tuple(row for row in people.list_people(session) if row.active and row.login != login)


def _view(row: PersonRow, grants: tuple[Grant, ...]) -> StaffView:
    own = tuple(grant for grant in grants if grant.deputy_of is None)
    return StaffView(row=row, grants=own, lent=tuple(grant for grant in grants if grant.deputy_of))
