"""Shares and F1 with their 95 % confidence intervals, so that a figure of few letters is not overrated."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.959964
"""The normal quantile of a two-sided 95 % interval."""
ROUNDS = 2000


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: `value` within `low`–`high` (95 %), of so many letters; aim: the least it should be.

    value, low, high: 0–1; None where there was nothing to count.
    """

    name: str
    of: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    aim: float | None = None

    def line(self) -> str:
        """`name  0.914 (0.874–0.942) of 300, aim 0.92: short`."""
        if self.value is None or self.low is None or self.high is None:
            return f"{self.name:<34}  –     none"
        line = f"{self.name:<34} {self.value:.3f} ({self.low:.3f}–{self.high:.3f}) of {self.of}"
        if self.aim is None:
            return line
        return f"{line}, aim {self.aim:.2f}: {'met' if self.value >= self.aim else 'short'}"


def share(name: str, hits: Sequence[bool], aim: float | None = None) -> Figure:
    """How many of `hits` are true, with Wilson's score interval (Wilson 1927, JASA 22:209)."""
    n = len(hits)
    if not n:
        return Figure(name=name, of=0, aim=aim)
    p = sum(hits) / n
    middle = p + Z**2 / (2 * n)
    spread = Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    scale = 1 + Z**2 / n
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return Figure(name=name, of=n, value=p, low=max(0.0, low), high=min(1.0, high), aim=aim)


def f1(name: str, pairs: Sequence[tuple[bool, bool]], aim: float | None = None) -> Figure:
    """F1 of `(decided, labelled)`, with a percentile bootstrap over letters (Efron 1979), the same each time."""
    if not pairs:
        return Figure(name=name, of=0, aim=aim)
    chooser = random.Random(1)
    rounds = sorted(f1_of(chooser.choices(pairs, k=len(pairs))) for _ in range(ROUNDS))
    low, high = rounds[int(ROUNDS * 0.025)], rounds[int(ROUNDS * 0.975) - 1]
    return Figure(name=name, of=len(pairs), value=f1_of(pairs), low=low, high=high, aim=aim)


def f1_of(pairs: Sequence[tuple[bool, bool]]) -> float:
    """The harmonic mean of precision and recall; 1 where nothing was there to be found, and nothing was."""
    hit = pairs.count((True, True))
    missed_or_false = len(pairs) - hit - pairs.count((False, False))
    return 2 * hit / (2 * hit + missed_or_false) if hit or missed_or_false else 1.0
