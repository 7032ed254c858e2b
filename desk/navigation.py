"""The links at the head of every page: each module of `desk/routes` says whether it stands there, and for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

from domain.codes import Role
from domain.staff import Person


@dataclass(frozen=True, kw_only=True)
class Link:
    """The entry of a page group, its NAVIGATION. label: a message. order: links stand by it, then by their path."""

    path: str
    label: str
    roles: frozenset[Role]
    order: int = 100

    def is_for(self, person: Person) -> bool:
        """Whether the person holds one of the roles, for any project."""
        return person.holds(*self.roles)


def links_of(modules: Iterable[ModuleType]) -> tuple[Link, ...]:
    """The links of these page groups, in the order they stand in."""
    found = (getattr(module, "NAVIGATION", None) for module in modules)
    return tuple(sorted((link for link in found if isinstance(link, Link)), key=lambda link: (link.order, link.path)))
