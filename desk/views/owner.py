"""What pages say of who follows a case up, and whom they may offer instead."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.access import Viewer
from domain.staff import Person
from store import people
from store.cases import CaseRow
from workers.deciding.ownership import Staff, staff_now
from workers.instance.permissions import HEADS, OFFICE


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """One of the staff, to be chosen from."""

    login: str
    name: str


@dataclass(frozen=True, kw_only=True)
class OwnerView:
    """name: of the owner, None if unassigned; away: somebody stands in for them now. about: whom the case complains of.

    choices: who may be given the case; none where the viewer may not give it. others: whom a head may say it complains
    of; none for anybody else.
    """

    name: str | None
    mine: bool
    away: bool
    about: tuple[Colleague, ...]
    choices: tuple[Colleague, ...]
    others: tuple[Colleague, ...]


def owner_view(viewer: Viewer, session: Session, case: CaseRow) -> OwnerView:
    """The owner of a case as the viewer sees it."""
    person, staff = viewer.person, staff_now(viewer.services, session)
    names = names_of_staff(session)
    barred = person.login in staff.barred(case.about)
    gives = not barred and person.grant(*OFFICE, *HEADS, project=case.project) is not None
    heads = not barred and person.grant(*HEADS, project=case.project) is not None
    return OwnerView(
        name=None if case.owner is None else names.get(case.owner, case.owner),
        mine=case.owner == person.login,
        away=case.owner in staff.away,
        about=tuple(Colleague(login=login, name=names.get(login, login)) for login in case.about),
        choices=_owners(staff, case) if gives else (),
        others=tuple(map(_colleague, staff.people)) if heads else (),
    )


def names_of_staff(session: Session) -> dict[str, str]:
    """Login → name, of everybody who was ever entered."""
    return {one.login: one.name for one in people.list_people(session)}


def assignable(viewer: Viewer, session: Session) -> tuple[Colleague, ...]:
    """To whom the viewer may give cases of a list: who does the office's work where the viewer has a say."""
    mine = [grant for grant in viewer.person.grants if grant.role in (*OFFICE, *HEADS)]
    everybody = staff_now(viewer.services, session).people if mine else ()
    return tuple(
        _colleague(one)
        for one in everybody
        if any(one.grant(*OFFICE, project=grant.project) is not None for grant in mine)
    )


def owners_of(viewer: Viewer, session: Session, project: str | None) -> tuple[Colleague, ...]:
    """Who may look after what came in for a project."""
    staff = staff_now(viewer.services, session)
    return tuple(_colleague(one) for one in staff.people if staff.may_own(one.login, project, ()))


def _owners(staff: Staff, case: CaseRow) -> tuple[Colleague, ...]:
    return tuple(_colleague(one) for one in staff.people if staff.may_own(one.login, case.project, case.about))


def _colleague(person: Person) -> Colleague:
    return Colleague(login=person.login, name=person.name)
