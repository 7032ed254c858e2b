"""Who must approve what goes out: the steps of an approval, and which grade decides them (TRADE 5, 6 and 7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.codes import Grade, LetterKind, Role
from domain.letter_kinds import ANSWERS

GRAVE = (Grade.A, Grade.B)
"""The grades that the manager countersigns."""
RUNGS = (Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)
"""Who approves, lowest first (TRADE 1)."""
_LEAST = (Role.SUPERVISOR,)


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The roles that approve, step by step: of most cases, and of grades A and B."""

    ordinary: tuple[Role, ...]
    grave: tuple[Role, ...]

    def of(self, grade: Grade) -> tuple[Role, ...]:
        """The steps of a case whose strictest grade is `grade`."""
        return self.grave if grade in GRAVE else self.ordinary

    def raised(self, rungs: int) -> "Steps":
        """With the last step so many rungs higher, the manager's being the highest."""
        return Steps(ordinary=_raised(self.ordinary, rungs), grave=_raised(self.grave, rungs))


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
    return strictest in GRAVE and wanted > strictest


def _raised(roles: tuple[Role, ...], rungs: int) -> tuple[Role, ...]:
    if not roles or roles[-1] not in RUNGS:
        return roles
    return (*roles[:-1], RUNGS[min(RUNGS.index(roles[-1]) + rungs, len(RUNGS) - 1)])
