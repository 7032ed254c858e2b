"""What a viewer may do with a case, by the roles held for its project: pages offer no more; use cases ask again."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import Role
from domain.staff import Person
from store import directory
from workers.instance.permissions import HEADS, OFFICE


@dataclass(frozen=True, kw_only=True)
class Rights:
    """office: a clerk's work. head: signs what was impossible, confirms grades. department: reports on its own."""

    office: bool
    head: bool
    department: bool


def projects_in_sight(session: Session, person: Person, *roles: Role) -> tuple[str, ...]:
    """The names of the projects in which the person holds one of `roles`: of others not even the name is told."""
    names = (one.name for one in directory.all_projects(session))
    return tuple(name for name in names if person.grant(*roles, project=name))


def rights_of(person: Person, project: str | None) -> Rights:
    """For a case of that project."""
    return Rights(
        office=person.grant(*OFFICE, project=project) is not None,
        head=person.grant(*HEADS, project=project) is not None,
        department=person.grant(Role.DEPARTMENT, project=project) is not None,
    )
