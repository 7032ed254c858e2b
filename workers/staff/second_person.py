"""Whom one admin alone may not change, and who may confirm it: no one gains an approver's powers unseen (decision 013).

Guarded is anyone who may approve, now or as a deputy later, and any admin: an admin's account confirms.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.events import HouseEvent
from domain.staff import Person
from domain.staff_codes import ChangeKind
from store import house_log, people
from store.changes import ChangeRow
from store.people import PersonRow
from workers.instance.permissions import HEADS
from workers.instance.refusals import Refused
from workers.instance.services import Services

GUARDED = frozenset({*HEADS, Role.ADMIN})
WAITS = timedelta(hours=24)
"""How long a change waits where there is no one to confirm it."""
LAPSES = timedelta(days=7)
"""How long it may be confirmed, and how long a link may be taken after that."""

_LEAVING = frozenset({ChangeKind.DEACTIVATE, ChangeKind.REVOKE})


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks for a change. id: None at the machine, where anybody may give any name."""

    login: str
    id: int | None

    @classmethod
    def of(cls, person: Person) -> "Asker":
        """A person of the desk, or somebody at the machine (id 0)."""
        return cls(login=person.login, id=person.id or None)


def is_guarded(services: Services, session: Session, person_id: int) -> bool:
    """Whether a person may approve or is an admin, themselves or for somebody, now or later."""
    guarded = {row.id for row in people.holders(session, GUARDED)}
    return person_id in guarded or bool(guarded & set(people.stands_in_for(session, person_id, services.now())))


def needs_second(
    services: Services, session: Session, kind: ChangeKind, row: PersonRow, role: Role | None, asker: Asker
) -> bool:
    """Whether the change must be confirmed. role: that is given or taken."""
    if founding(session, asker):
        return False
    if kind is ChangeKind.GRANT:
        return role in GUARDED
    if kind is ChangeKind.DEPUTY and asker.id == row.id:
        return False  # one's own absence is one's own affair
    if kind in _LEAVING:
        return _leaves_nobody(services, session, kind, row, role, asker)
    return is_guarded(services, session, row.id)


def founding(session: Session, asker: Asker) -> bool:
    """Whether somebody at the machine sets up a house into which no one who could be asked has ever come.

    There is no one whose powers could be taken, and no one who could confirm.
    """
    if asker.id is not None:
        return False
    return not any(
        row.password
        or house_log.page(session, house_log.Wanted(what=(HouseEvent.SIGNED_IN,), person=row.login), limit=1)
        for row in people.holders(session, GUARDED)
    )


def confirmers(services: Services, session: Session, asker: Asker, person_id: int) -> list[PersonRow]:
    """Who could confirm a change that concerns a person: another admin or head, by a role of their own.

    What is asked for at the machine an admin cannot confirm: the person who runs the machine often is one.
    """
    roles = HEADS if asker.id is None else GUARDED
    able = people.can_come_in(session, services.now())
    others = (row for row in people.holders(session, roles) if row.id in able and row.active)
    return [row for row in others if row.id not in (asker.id, person_id)]


def told(services: Services, session: Session, change: ChangeRow) -> list[PersonRow]:
    """Who is told of a change: whom it concerns, all managers, who could confirm, who asked; by id."""
    asker = Asker(login=change.asked_by, id=change.asked_by_id)
    managers = [row for row in people.holders(session, (Role.MANAGER,)) if row.active]
    ids = {change.person_id, change.asked_by_id} | {row.id for row in managers}
    ids |= {row.id for row in confirmers(services, session, asker, change.person_id)}
    return [row for row in (people.get(session, id_) for id_ in sorted(filter(None, ids))) if row is not None]


def may_confirm(services: Services, session: Session, change: ChangeRow, person: Person) -> bool:
    """Whether the person is a second one for this change."""
    asker = Asker(login=change.asked_by, id=change.asked_by_id)
    return any(row.id == person.id for row in confirmers(services, session, asker, change.person_id))


def may_refuse(services: Services, session: Session, change: ChangeRow, person: Person) -> bool:
    """Whether the person was told and may refuse; the person who is to leave cannot refuse that."""
    if person.id == change.asked_by_id or (person.id == change.person_id and change.kind in _LEAVING):
        return False
    return any(row.id == person.id for row in told(services, session, change))


def may_see(change: ChangeRow, person: Person) -> bool:
    """Whether a change is shown to the person: to whom it concerns, who asked, and admins and heads."""
    return person.holds(*GUARDED) or person.id in (change.person_id, change.asked_by_id)


def only_own_admins(person: Person) -> None:
    """Refused for an admin's deputy: whom an admin has chosen alone is no second person, nor may they ask one."""
    if not any(grant.role is Role.ADMIN and grant.deputy_of is None for grant in person.grants):
        raise Refused("管理员的代理人不能提出这项变更；请由管理员本人提出")


def _leaves_nobody(
    services: Services, session: Session, kind: ChangeKind, row: PersonRow, role: Role | None, asker: Asker
) -> bool:
    """Whether the last one besides the asker would go who could confirm anything."""
    if kind is ChangeKind.REVOKE and role not in GUARDED:
        return False
    able = people.can_come_in(session, services.now())
    guarded = {one.id for one in people.holders(session, GUARDED, lock=True) if one.id in able}
    return row.id in guarded and row.id != asker.id and not guarded - {row.id, asker.id}
