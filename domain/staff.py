"""Who of the staff acts, and what they may do where: roles are held for one project or for all, by oneself or as a
deputy (TRADE 1)."""

from dataclasses import dataclass

from domain.codes import Department, Role

HOUSE = "huihan"
"""The actor of what the program does by itself; no login may be this."""

CASE_ROLES = frozenset({Role.CLERK, Role.DEPARTMENT, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER})
"""The roles that see cases; an admin as such sees none (DESIGN 6: personal data)."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One role. project: None for all. department: of the role `department`, else None. deputy_of: who is away."""

    role: Role
    project: str | None = None
    department: Department | None = None
    deputy_of: str | None = None

    def covers(self, project: str | None) -> bool:
        """Whether it holds for a case of that project; a case whose project no one knows yet is everybody's."""
        return self.project is None or project is None or self.project == project


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of the staff with the roles held now. login: the name that stands in events; language: `zh` or `en`.

    id: 0 for an actor whom the store does not hold: an operator at the machine, the house itself.
    """

    id: int
    login: str
    name: str
    email: str | None = None
    language: str = "zh"
    grants: tuple[Grant, ...] = ()

    def grant(self, *roles: Role, project: str | None = None) -> Grant | None:
        """The grant by which one of `roles` is held for a case of that project, one's own before a deputy's."""
        found = [grant for grant in self.grants if grant.role in roles and grant.covers(project)]
        return min(found, key=lambda grant: grant.deputy_of is not None, default=None)

    def holds(self, *roles: Role) -> bool:
        """Whether one of `roles` is held for any project."""
        return any(grant.role in roles for grant in self.grants)

    def sees(self, project: str | None, departments: tuple[Department, ...]) -> bool:
        """Whether a case of that project and those departments may be read: a department's person reads its own."""
        return any(
            grant.role in CASE_ROLES
            and grant.covers(project)
            and (grant.role is not Role.DEPARTMENT or grant.department in departments)
            for grant in self.grants
        )


OPERATING = (Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)


def operator(login: str) -> Person:
    """Somebody at the machine, or the house itself: no row of the store (id 0), every role that a command asks for."""
    return Person(id=0, login=login, name=login, grants=tuple(Grant(role=role) for role in OPERATING))
