"""What the answers to a survey say, and how sure it is: shares, Wilson intervals, and what would give somebody away."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

from domain.surveys import MARKS

Key = TypeVar("Key", bound=Hashable)
Marks = tuple[int | None, ...]
"""The marks of one answer, one for each question; None where it was left open."""
LEAST_TOLD = 5
"""Answers without which a building's marks are not told: somebody might be recognised by them."""
SATISFIED = 4
"""The mark from which on somebody is satisfied."""
_Z = 1.959963984540054
"""Of the normal distribution, for 95 %."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The marks given to one question. counts: of the marks 5, 4, 3, 2, 1."""

    counts: tuple[int, ...] = (0,) * len(MARKS)

    @property
    def number(self) -> int:
        """How many gave a mark."""
        return sum(self.counts)

    @property
    def satisfied(self) -> int:
        """How many are satisfied or very satisfied."""
        return sum(count for mark, count in zip(MARKS, self.counts, strict=True) if mark >= SATISFIED)

    @property
    def share(self) -> float | None:
        """The share of the satisfied, 0-1; None without a mark."""
        return self.satisfied / self.number if self.number else None

    @property
    def mean(self) -> float | None:
        """The mean mark; None without one."""
        total = sum(mark * count for mark, count in zip(MARKS, self.counts, strict=True))
        return total / self.number if self.number else None


def tallies(answers: Iterable[Marks], questions: int) -> tuple[Tally, ...]:
    """The marks of each question."""
    counted = [Counter[int | None]() for _ in range(questions)]
    for marks in answers:
        for one, mark in zip(counted, marks, strict=False):
            one[mark] += 1
    return tuple(Tally(counts=tuple(one[mark] for mark in MARKS)) for one in counted)


def interval(satisfied: int, number: int, population: int) -> tuple[float, float] | None:
    """Wilson's 95 % interval for the share of the satisfied, corrected for a finite population; None without a mark.

    The correction takes the answers for as many as would tell as much of an endless population: n(N-1)/(N-n). If
    everybody answered, nothing is left to chance.
    """
    if not number:
        return None
    share = satisfied / number
    if number >= population:
        return share, share
    as_many = number * (population - 1) / (population - number)
    spread = _Z**2 / as_many
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(share * (1 - share) / as_many + spread / (4 * as_many))
    return max(0.0, middle - half), min(1.0, middle + half)


def told(numbers: Mapping[Key, int]) -> frozenset[Key]:
    """The lines whose marks may be told, by how many gave one: at least LEAST_TOLD.

    Those kept back must not be found by taking the others from the total: if they are fewer than LEAST_TOLD between
    them, the smallest of the others is kept back as well.
    """
    shown = sorted((key for key, number in numbers.items() if number >= LEAST_TOLD), key=lambda key: -numbers[key])
    hidden = sum(number for number in numbers.values() if number < LEAST_TOLD)
    while shown and 0 < hidden < LEAST_TOLD:
        hidden += numbers[shown.pop()]
    return frozenset(shown)


def flawed(marks: Sequence[int | None], questions: int) -> bool:
    """Whether marks are none: too many or too few, off the scale, or every question left open."""
    fits = len(marks) == questions and all(mark is None or mark in MARKS for mark in marks)
    return not fits or all(mark is None for mark in marks)
