"""What a rulebook says of who follows a case up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from domain.codes import Category, Department, Role
from rules.model import Place


@dataclass(frozen=True, kw_only=True)
class OwnerRule:
    """Who follows up the cases of these projects, departments, categories and topics; what is empty holds for all.

    people: logins; roles: all who hold one of them in the case's project. Of several the one with the least in hand.
    """

    people: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    projects: tuple[str, ...] = ()
    departments: tuple[Department, ...] = ()
    categories: tuple[Category, ...] = ()
    topics: tuple[str, ...] = ()
    place: Place

    def fits(
        self, *, project: str | None, departments: Collection[Department], category: Category, topic: str | None
    ) -> bool:
        """Whether it is for such a case."""
        return (
            (not self.projects or project in self.projects)
            and (not self.departments or any(one in departments for one in self.departments))
            and (not self.categories or category in self.categories)
            and (not self.topics or topic in self.topics)
        )


@dataclass(frozen=True, kw_only=True)
class OwnerRules:
    """owners.yaml: who follows a case up. rules: the first that fits and has somebody holds.

    titles: role → what a letter calls those who hold it, behind their surname (王主任), so that a complaint about one
    of the staff is known.
    """

    rules: tuple[OwnerRule, ...] = ()
    titles: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
