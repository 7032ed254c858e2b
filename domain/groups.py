"""Letters of several households about one matter form a group: who sits in which, and what changed that (TRADE 5)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum


class GroupAct(StrEnum):
    """What changed groups: found by the house, or done by a person."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    LINKED = "linked"
    MERGED = "merged"
    SPLIT = "split"
    UNDONE = "undone"


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A case's place in a group. confirmed: a person said so; leads: the case on which the group's work is recorded."""

    group: int
    confirmed: bool = False
    leads: bool = False


@dataclass(frozen=True, kw_only=True)
class Move:
    """A case changes its seat; None: it sits in no group. Turned round, it is the way back."""

    case: int
    before: Seat | None
    after: Seat | None

    @property
    def back(self) -> "Move":
        """The same, undone."""
        return Move(case=self.case, before=self.after, after=self.before)


@dataclass(frozen=True, kw_only=True)
class GroupRules:
    """When letters are proposed as one matter, as the rulebook says.

    within_days: letters so many days apart may be one matter. same_building, same_project: from so many households on.
    counted_from: from so many on, every letter of the group is decided with their number known. apart: topics that are
    each household's own. same_person_days: a household's call and mail about one topic so many days apart are one case.
    repeat_days: a household's letter about the same so long after the first is a repeat (二次投诉).
    """

    within_days: int = 30
    same_building: int = 2
    same_project: int = 3
    counted_from: int = 5
    same_person_days: int = 7
    repeat_days: int = 180
    apart: frozenset[str] = field(default_factory=frozenset)


def moves_of(
    standing: Mapping[int, Seat],
    wanted: Mapping[int, Seat | None],
    order: Sequence[int],
    *,
    filed: Collection[int] = (),
) -> tuple[Move, ...]:
    """The moves by which `wanted` comes true, and whatever follows from it in the groups concerned.

    standing: case → seat, of every member of those groups. order: the cases, those that may lead first. filed: cases
    that keep their seat where they are left alone. Where another one would be left alone the group ends; of the
    confirmed ones exactly one leads, the one that did before or else the first.
    """
    after: dict[int, Seat | None] = {**standing, **wanted}
    concerned = {seat.group for seat in (*standing.values(), *wanted.values()) if seat is not None}
    for group in concerned:
        seated = [case for case in order if (seat := after.get(case)) is not None and seat.group == group]
        if len(seated) < 2 and not set(seated) & set(filed):
            after.update(dict.fromkeys(seated))
            continue
        leading = _leading(seated, after, standing)
        for case in seated:
            seat = after[case]
            after[case] = None if seat is None else replace(seat, leads=case == leading)
    moves = (Move(case=case, before=standing.get(case), after=after.get(case)) for case in order)
    return tuple(move for move in moves if move.before != move.after)


def _leading(seated: Iterable[int], after: Mapping[int, Seat | None], standing: Mapping[int, Seat]) -> int | None:
    confirmed = [case for case in seated if (seat := after[case]) is not None and seat.confirmed]
    led = [case for case in confirmed if (was := standing.get(case)) is not None and was.leads and was == after[case]]
    return next(iter(led or confirmed), None)
