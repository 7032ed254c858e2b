"""A person's secret link for their calendar: made and ended by themselves, told once, kept as its hash."""

import secrets
from datetime import timedelta

from domain.events import HouseEvent
from domain.staff import Person
from store import calendar_links
from store.calendar_links import LinkRow
from workers.instance.house_entries import noted
from workers.instance.permissions import present
from workers.instance.services import Services
from workers.staff.desk_sessions import TOKEN_BYTES, hash_of
from workers.staff.people import person_of

_TOUCH_EVERY = timedelta(minutes=10)


def make(services: Services, *, actor: Person) -> str:
    """A new link's token, told this once; the one before works no longer."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        row = LinkRow(person_id=actor.id, token_hash=hash_of(token), made_at=services.now())
        calendar_links.put(session, row)
        noted(services, session, HouseEvent.CALENDAR_LINK_MADE, who=actor.login)
    return token


def end(services: Services, *, actor: Person) -> None:
    """The link works no longer."""
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        if calendar_links.drop(session, actor.id):
            noted(services, session, HouseEvent.CALENDAR_LINK_ENDED, who=actor.login)


def whose(services: Services, token: str) -> Person | None:
    """The person whose link it is, with the roles held now; None if there is no such link, or they have left."""
    now = services.now()
    with services.database.reading() as session:
        row = calendar_links.find(session, hash_of(token))
        person = person_of(services, session, row.person_id) if row else None
    if row is None or person is None:
        return None
    if row.used_at is None or row.used_at + _TOUCH_EVERY <= now:
        with services.database.transaction() as session:
            calendar_links.used(session, row.person_id, now)
    return person
