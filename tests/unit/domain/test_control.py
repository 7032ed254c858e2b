"""A count is an alarm only above what chance makes of it.

Covers domain.control.
"""

from math import sqrt

import pytest

from domain.control import is_high, limit, mean


def test_the_limit_is_the_mean_and_three_times_its_root() -> None:
    assert mean((4, 4, 4, 4)) == 4
    assert limit((4, 4, 4, 4)) == 4 + 3 * sqrt(4)
    assert limit((0, 0, 0)) == 0


@pytest.mark.parametrize("earlier", [(), (9,), (9, 9)])
def test_of_too_few_months_nothing_is_said(earlier: tuple[int, ...]) -> None:
    assert (mean(earlier), limit(earlier), is_high(100, earlier)) == (None, None, False)


@pytest.mark.parametrize(
    ("count", "earlier", "high"),
    [
        (10, (4, 4, 4), False),  # the limit itself
        (11, (4, 4, 4), True),
        (2, (0, 0, 0), False),  # two are no alarm
        (3, (0, 0, 0), True),
        (4, (1, 1, 1), False),
        (5, (1, 1, 1), True),
    ],
)
def test_what_is_above_it_is_high(count: int, earlier: tuple[int, ...], *, high: bool) -> None:
    assert is_high(count, earlier) is high
