"""Whether a person may do what a use case is asked for, on a case of that project; each use case asks here itself."""

from collections.abc import Collection
from dataclasses import replace
from functools import reduce
from typing import TypeGuard

from sqlalchemy.orm import Session

from domain import course
from domain.approval import Bar, Standing, apart
from domain.codes import Department, Role
from domain.labels import ROLE
from domain.said import N_, Sentence
from domain.staff import Grant, Person
from store import people
from store.cases import CaseRow
from workers.instance.refusals import Refused
from workers.instance.services import Services

OFFICE = tuple(role for role in Role if role in course.OFFICE)
"""Who does a clerk's work: a supervisor all of it, the service department in every project (TRADE 1)."""
HEADS = tuple(role for role in Role if role in course.HEADS)
"""Who signs that something was impossible."""


_BARRED = {
    Bar.HAND: N_("写过或送审过的人不能自己审批；请由他人审批"),
    Bar.TAKER: N_("两级审批须由两个人分别作出"),
    Bar.PLACE: N_("这须由另一个人作出：写过、提出或已办理过的人不能，代理他们的人也不能"),
}


def present(services: Services, session: Session, actor: Person) -> Person:
    """The actor with the roles held at this moment: what the page before saw may have been withdrawn since.

    Each use case asks in the transaction of its act. Raises Refused if the account is no longer active.
    """
    if not actor.id:
        return actor
    row = people.get(session, actor.id)
    if row is None or not row.active:
        raise Refused("您的账号已停用；请联系管理员")
    return replace(actor, grants=people.held(session, services.now(), actor.id).get(actor.id, ()))


def permit(person: Person, project: str | None, *roles: Role) -> Grant:
    """The grant by which the person may act; Refused if no role of theirs covers that project."""
    grant = person.grant(*roles, project=project)
    if grant is None:
        wanted = reduce(_or, (Sentence(ROLE[role]) for role in roles))
        raise Refused("您没有办理此事的权限：需要本项目的{roles}", roles=wanted)
    return grant


def in_sight(case: CaseRow | None, person: Person) -> TypeGuard[CaseRow]:
    """Whether there is such a case for this person: of another project's not even that it exists is told."""
    return case is not None and person.sees(case.project, case.departments)


def permit_step(person: Person, standing: Standing) -> Grant:
    """The grant by which the person takes the next step of an approval. Raises Refused."""
    return _permitted(person, standing.project, standing.grant(person), standing.roles)


def permit_apart(person: Person, project: str | None, barred: Collection[str], roles: Collection[Role]) -> Grant:
    """As `permit`, for an act that must be another person's than that of `barred` (logins). Raises Refused."""
    return _permitted(person, project, apart(person, project, barred, roles), roles)


def _permitted(person: Person, project: str | None, found: Grant | Bar, roles: Collection[Role]) -> Grant:
    if found is Bar.ROLE:
        return permit(person, project, *roles)
    if isinstance(found, Bar):
        raise Refused(_BARRED[found])
    return found


def permit_department(person: Person, project: str | None, department: Department) -> None:
    """Refused unless the person is of that department there, or does the office's work."""
    if not is_of(person, department, project) and person.grant(*OFFICE, project=project) is None:
        raise Refused("只能登记本部门的进展")


def is_of(person: Person, department: Department, project: str | None) -> bool:
    """Whether the person is of that department, for a case of that project."""
    return any(
        grant.role is Role.DEPARTMENT and grant.department is department and grant.covers(project)
        for grant in person.grants
    )


def _or(one: Sentence, other: Sentence) -> Sentence:
    return Sentence(N_("{one}或{other}"), {"one": one, "other": other})
