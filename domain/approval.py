"""Who must approve what goes out, in which order, and who is barred (TRADE 5, 6 and 7): asked by the use cases, by the
pages, and by the SQL of the queue, which is built from `Steps.turns`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.codes import Grade, LetterKind, Role
from domain.letter_kinds import ANSWERS
from domain.staff import Grant, Person

GRAVE = tuple(grade for grade in Grade if grade.grave)
"""The grades that the manager countersigns, as a list for queries and rules."""
RUNGS = (Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)
"""Who approves, lowest first (TRADE 1)."""
_LEAST = (Role.SUPERVISOR,)


STEP_ROLES: Mapping[Role, frozenset[Role]] = {
    Role.SUPERVISOR: frozenset({Role.SUPERVISOR, Role.SERVICE_DEPARTMENT}),
    Role.SERVICE_DEPARTMENT: frozenset({Role.SERVICE_DEPARTMENT}),
    Role.MANAGER: frozenset({Role.MANAGER}),
}
"""The role that a step names → who may take it: the service department stands in for any supervisor."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One step as a condition: of grave cases or of the others, how many steps stand before it, and who takes it.

    last: it is also the turn where more steps stand than the case has come to need.
    """

    grave: bool
    step: int
    last: bool
    roles: frozenset[Role]


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The roles that approve, step by step: of most cases, and of grades A and B."""

    ordinary: tuple[Role, ...]
    grave: tuple[Role, ...]

    def of(self, grade: Grade) -> tuple[Role, ...]:
        """The steps of a case whose strictest grade is `grade`."""
        return self.grave if grade.grave else self.ordinary

    def raised(self, rungs: int) -> "Steps":
        """With the last step so many rungs higher, the manager's being the highest."""
        return Steps(ordinary=_raised(self.ordinary, rungs), grave=_raised(self.grave, rungs))

    def turns(self) -> tuple[Turn, ...]:
        """Each step that may come, as a condition."""
        return tuple(
            Turn(grave=grave, step=number, last=number == len(steps) - 1, roles=_takers(role))
            for grave, steps in ((False, self.ordinary or _LEAST), (True, self.grave or _LEAST))
            for number, role in enumerate(steps)
        )


class Bar(StrEnum):
    """Why a person may not take a step."""

    ROLE = "role"
    """No role of theirs is asked for, in that project."""
    HAND = "hand"
    """They wrote it, or submitted it."""
    TAKER = "taker"
    """They took an earlier step."""
    PLACE = "place"
    """They hold the role only in the place of one who is barred."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an approval stands. project: of its case. taken: how many steps stand.

    hands: who had a hand in it. takers: who took a step that stands, or was stood in for.
    """

    project: str | None
    steps: tuple[Role, ...]
    taken: int
    hands: frozenset[str]
    takers: frozenset[str]

    @property
    def role(self) -> Role:
        """Whose turn it is; the last one's if the case has come to need fewer steps than were taken."""
        steps = self.steps or _LEAST
        return steps[min(self.taken, len(steps) - 1)]

    @property
    def step(self) -> int:
        """Which step is to be taken, from 0."""
        return min(self.taken, max(len(self.steps) - 1, 0))

    @property
    def is_last(self) -> bool:
        """Whether nothing is left to approve once this step is taken."""
        return self.taken + 1 >= len(self.steps)

    @property
    def roles(self) -> frozenset[Role]:
        """Who may take the step."""
        return _takers(self.role)

    def grant(self, person: Person) -> Grant | Bar:
        """By what right the person takes the next step, or why not."""
        if person.grant(*self.roles, project=self.project) is None:
            return Bar.ROLE
        if person.login in self.hands:
            return Bar.HAND
        if person.login in self.takers:
            return Bar.TAKER
        return apart(person, self.project, self.hands | self.takers, self.roles)


def apart(person: Person, project: str | None, barred: Collection[str], roles: Collection[Role]) -> Grant | Bar:
    """The grant for an act that must be another person's than that of `barred` (logins): not in their place either."""
    if person.grant(*roles, project=project) is None:
        return Bar.ROLE
    others = tuple(grant for grant in person.grants if grant.deputy_of is None or grant.deputy_of not in barred)
    grant = None if person.login in barred else replace(person, grants=others).grant(*roles, project=project)
    return Bar.PLACE if grant is None else grant


def lowering_confirmed_by(asked_as: Role) -> frozenset[Role]:
    """Who confirms that a grade A or B is lowered: the other one of supervisor and manager."""
    return STEP_ROLES[Role.SUPERVISOR if asked_as is Role.MANAGER else Role.MANAGER]


def _takers(role: Role) -> frozenset[Role]:
    return STEP_ROLES.get(role, frozenset({role}))


PLAN_STEPS = Steps(ordinary=(Role.SUPERVISOR,), grave=(Role.SUPERVISOR, Role.MANAGER))


def letter_steps(kind: LetterKind, approve: Sequence[str] | None, approve_ab: Sequence[str] | None) -> Steps:
    """Who approves letters of that kind. approve, approve_ab: as the rulebook says; None where it says nothing.

    No rulebook takes away that somebody approves a letter to a resident, and the manager one of grade A or B. An
    acknowledgement goes out by itself.
    """
    ordinary = tuple(map(Role, _LEAST if approve is None else approve))
    grave = tuple(map(Role, approve_ab)) if approve_ab else ordinary
    if kind is LetterKind.ACKNOWLEDGEMENT:
        return Steps(ordinary=(), grave=())
    if kind in ANSWERS:
        ordinary = ordinary or _LEAST
        grave = grave or _LEAST
        grave = grave if Role.MANAGER in grave else (*grave, Role.MANAGER)
    return Steps(ordinary=ordinary, grave=grave)


def stricter(one: Grade, other: Grade) -> Grade:
    """The stricter of two grades."""
    return min(one, other)


def lowers(strictest: Grade, wanted: Grade) -> bool:
    """Whether `wanted` takes a case from grade A or B to a lesser one: the act of two (`workers.casework.lowering`)."""
    return strictest.grave and wanted > strictest


def _raised(roles: tuple[Role, ...], rungs: int) -> tuple[Role, ...]:
    if not roles or roles[-1] not in RUNGS:
        return roles
    return (*roles[:-1], RUNGS[min(RUNGS.index(roles[-1]) + rungs, len(RUNGS) - 1)])
