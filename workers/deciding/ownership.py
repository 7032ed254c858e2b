"""Who follows a case up (跟进人), by the rules of owners.yaml: the first rule that fits and has somebody, of several
people the one with the least in hand; who is away is stood in for, and whom the letter complains of is left out with
their deputies.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import Category, Department
from domain.staff import Grant, Person
from rules.model import Place
from rules.owner_model import OwnerRule
from store import owners, people
from workers.instance.permissions import OFFICE
from workers.instance.services import Services

_LAST = tuple(OwnerRule(roles=(role,), place=Place(file="", line=0)) for role in OFFICE)
"""Where no rule has anybody: clerks, then supervisors, then the service department."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What the rules ask of a case. about: the staff that it complains of (logins)."""

    project: str | None
    departments: tuple[Department, ...]
    category: Category
    topic: str | None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Who follows a case up. rule: where it is written (`owners.yaml:7`), empty if no rule had anybody."""

    login: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The active people with the roles held now. away: who is stood in for at this moment."""

    people: tuple[Person, ...]
    away: frozenset[str]

    def barred(self, about: Collection[str]) -> frozenset[str]:
        """Who may not have a case that complains of these: they, and who stands in for them."""
        deputies = (one.login for one in self.people if any(grant.deputy_of in about for grant in one.grants))
        return frozenset(about) | frozenset(deputies)

    def may_own(self, login: str, project: str | None, about: Collection[str]) -> bool:
        """Whether the person, or who stands in for them now, does the office's work in that project and is not
        complained of."""
        barred = self.barred(about)
        if login in barred or (login in self.away and not self._stood_in_for(login) - barred):
            return False
        return any(one.login == login and one.grant(*OFFICE, project=project) is not None for one in self.people)

    def _stood_in_for(self, login: str) -> frozenset[str]:
        return frozenset(one.login for one in self.people if any(grant.deputy_of == login for grant in one.grants))


def staff_now(services: Services, session: Session) -> Staff:
    """Everybody who works here at this moment."""
    held = people.held(session, services.now())
    found = tuple(
        Person(id=row.id, login=row.login, name=row.name, grants=held.get(row.id, ()))
        for row in people.list_people(session)
        if row.active
    )
    away = {grant.deputy_of for one in found for grant in one.grants if grant.deputy_of is not None}
    return Staff(people=found, away=frozenset(away))


def choose(services: Services, session: Session, staff: Staff, matter: Matter) -> Chosen | None:
    """By rule; None if there is no one who may."""
    barred = staff.barred(matter.about)
    allowed = [one for one in staff.people if one.login not in barred]
    for rule in (*services.compiled.rulebook.owners.rules, *_LAST):
        found = _of(rule, allowed, staff.away, matter.project) if _fits(rule, matter) else []
        if found:
            where = f"{rule.place.file}:{rule.place.line}" if rule.place.file else ""
            return Chosen(login=_freest(session, found), rule=where)
    return None


def _fits(rule: OwnerRule, matter: Matter) -> bool:
    return rule.fits(
        project=matter.project, departments=matter.departments, category=matter.category, topic=matter.topic
    )


def _of(rule: OwnerRule, allowed: Iterable[Person], away: Collection[str], project: str | None) -> list[str]:
    """The logins of those whom a rule means, or of their deputies."""
    return [
        one.login
        for one in allowed
        if any(grant.covers(project) and _meant(rule, one, grant, away) for grant in one.grants)
    ]


def _meant(rule: OwnerRule, person: Person, grant: Grant, away: Collection[str]) -> bool:
    if grant.role not in (rule.roles or OFFICE):
        return False
    holder = grant.deputy_of or person.login
    here = grant.deputy_of is not None or person.login not in away
    return here and (not rule.people or holder in rule.people)


def _freest(session: Session, logins: list[str]) -> str:
    if len(logins) == 1:
        return logins[0]
    load: Mapping[str, int] = owners.in_hand(session, logins)
    return min(logins, key=lambda login: (load.get(login, 0), login))
