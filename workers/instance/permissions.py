"""Whether a person may do what a use case is asked for, on a case of that project; each use case asks here itself."""

from collections.abc import Collection
from dataclasses import replace
from functools import reduce
from typing import TypeGuard

from domain.codes import Department, Role
from domain.labels import ROLE
from domain.said import N_, Sentence
from domain.staff import Grant, Person
from store.cases import CaseRow
from workers.instance.refusals import Refused

OFFICE = (Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT)
"""Who does a clerk's work: a supervisor all of it, the service department in every project (TRADE 1)."""
HEADS = (Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)
"""Who signs that something was impossible."""


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


def permit_step(
    person: Person, project: str | None, roles: Collection[Role], *, hands: Collection[str], takers: Collection[str]
) -> Grant:
    """The grant by which the person may take a step of an approval.

    hands: who had a hand in it; takers: who took its earlier steps, or was stood in for. Neither they nor who acts in
    the place of one of them takes the step. Raises Refused.
    """
    permit(person, project, *roles)
    if person.login in hands:
        raise Refused("写过或送审过的人不能自己审批；请由他人审批")
    if person.login in takers:
        raise Refused("两级审批须由两个人分别作出")
    return permit_apart(person, project, {*hands, *takers}, *roles)


def permit_apart(person: Person, project: str | None, barred: Collection[str], *roles: Role) -> Grant:
    """As `permit`, for an act that must be another person's than that of `barred` (logins): not done in their place
    either. Raises Refused.
    """
    permit(person, project, *roles)
    apart = tuple(grant for grant in person.grants if grant.deputy_of is None or grant.deputy_of not in barred)
    grant = None if person.login in barred else replace(person, grants=apart).grant(*roles, project=project)
    if grant is None:
        raise Refused("这须由另一个人作出：写过、提出或已办理过的人不能，代理他们的人也不能")
    return grant


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
