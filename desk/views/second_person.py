"""Changes that need a second person, as their page shows them: what each would do, and what one may do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.events import HouseEvent
from domain.labels import CHANGE, DEPARTMENT, ROLE
from domain.said import N_, Sentence
from domain.staff import Person
from domain.staff_codes import ChangeKind
from store import changes, house_log, people
from store.changes import ChangeRow
from store.house_log import Entry, Wanted
from store.people import PersonRow
from workers.instance.services import Services
from workers.staff import second_person
from workers.staff.second_person import Asker

_SHOWN = timedelta(days=30)
_MOST = 50


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """One change. act: what it does. others: names of those who could confirm. link: the last link made for the person.

    What the reader may do while it waits: confirm, refuse; withdraw: it is their own.
    """

    row: ChangeRow
    concerned: PersonRow
    act: Sentence
    from_at: datetime | None
    until_at: datetime | None
    others: tuple[str, ...]
    link: Entry | None
    confirm: bool
    refuse: bool
    withdraw: bool


def waiting(services: Services, session: Session, person: Person) -> tuple[ChangeView, ...]:
    """What waits and is shown to this person, oldest first."""
    rows = changes.waiting(session)
    return tuple(_view(services, session, row, person) for row in rows if second_person.may_see(row, person))


def decided(services: Services, session: Session, person: Person) -> tuple[ChangeView, ...]:
    """What was decided of late, newest first."""
    rows = changes.decided(session, services.now() - _SHOWN, _MOST)
    return tuple(_view(services, session, row, person) for row in rows if second_person.may_see(row, person))


def act(kind: ChangeKind, details: Mapping[str, str], concerned: PersonRow) -> Sentence:
    """What a change does, as a sentence to be translated."""
    values: dict[str, object] = {"name": concerned.name, "login": concerned.login}
    if "role" in details:
        values["role"] = role(details)
    return Sentence(CHANGE[kind], {**values, "deputy": details.get("deputy", "")})


def role(details: Mapping[str, str]) -> Sentence:
    """A role with where it is held."""
    code, department = details["role"], details.get("department")
    named, more = Sentence(ROLE[code]), Sentence(DEPARTMENT[department]) if department else details.get("project")
    return Sentence(N_("{role}（{more}）"), {"role": named, "more": more}) if more else named


def _view(services: Services, session: Session, row: ChangeRow, person: Person) -> ChangeView:
    concerned = people.get(session, row.person_id)
    if concerned is None:
        raise LookupError(f"change {row.id} concerns nobody")
    asker = Asker(login=row.asked_by, id=row.asked_by_id)
    others = second_person.confirmers(services, session, asker, row.person_id)
    links = house_log.page(session, Wanted(what=(HouseEvent.LINK_MADE,), person=concerned.login), limit=1)
    return ChangeView(
        row=row,
        concerned=concerned,
        act=act(row.kind, row.details, concerned),
        from_at=_moment(row.details, "from"),
        until_at=_moment(row.details, "until"),
        others=tuple(one.name for one in others),
        link=links[0] if links else None,
        confirm=any(one.id == person.id for one in others),
        refuse=second_person.may_refuse(services, session, row, person),
        withdraw=row.asked_by_id == person.id,
    )


def _moment(details: Mapping[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(details[name]) if name in details else None


def count(session: Session, person: Person) -> int:
    """How many changes wait that this person is told of."""
    if not changes.how_many_wait(session):
        return 0
    return sum(second_person.may_see(row, person) for row in changes.waiting(session))
