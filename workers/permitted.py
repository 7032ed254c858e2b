"""Whether a person may do what a use case is asked for, on a case of that project; each use case asks here itself."""

from domain.codes import Role
from domain.labels import ROLE
from domain.staff import Grant, Person
from workers.refused import NotPossible

OFFICE = (Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT)
"""Who does a clerk's work: a supervisor all of it, the service department in every project (TRADE 1)."""
HEADS = (Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)
"""Who signs that something was impossible."""


def permit(person: Person, project: str | None, *roles: Role) -> Grant:
    """The grant by which the person may act; NotPossible if no role of theirs covers that project."""
    grant = person.grant(*roles, project=project)
    if grant is None:
        raise NotPossible("您没有办理此事的权限：需要本项目的{roles}", roles="或".join(ROLE[role] for role in roles))
    return grant
