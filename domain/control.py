"""Whether a count rises above what chance makes of it, so that noise is no alarm: the c chart of ISO 7870-2."""

from collections.abc import Sequence
from math import sqrt

SIGMAS = 3
"""How far above the mean the limit lies, in standard deviations of a Poisson count."""
LEAST_BEFORE = 3
"""Earlier periods without which there is no limit."""
LEAST = 3
"""A count below it is no alarm, whatever came before."""


def mean(earlier: Sequence[int]) -> float | None:
    """The mean of the earlier counts; None if they are too few to say anything."""
    return sum(earlier) / len(earlier) if len(earlier) >= LEAST_BEFORE else None


def limit(earlier: Sequence[int]) -> float | None:
    """The upper control limit: the mean and three times its root; None if there is no mean."""
    centre = mean(earlier)
    return None if centre is None else centre + SIGMAS * sqrt(centre)


def is_high(count: int, earlier: Sequence[int]) -> bool:
    """Whether the count is more than chance would have it."""
    upper = limit(earlier)
    return upper is not None and count >= LEAST and count > upper
