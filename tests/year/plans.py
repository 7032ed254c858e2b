"""What is simulated: some weeks for the ordinary tests, the whole year for `make year`."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from year.simulation import Plan

NEW_YEAR = Plan(
    start=datetime(2026, 12, 14),
    end=datetime(2026, 12, 31),
    complaints=60,
    asleep=((datetime(2026, 12, 19, 3, 10), datetime(2026, 12, 20, 11, 25)),),
    notice=datetime(2026, 12, 31, 14, 7),
)
"""Three weeks before a notice that is late, a day of sleep, and what follows until all is filed."""
SPRING_FESTIVAL = Plan(
    start=datetime(2026, 2, 9),
    end=datetime(2026, 2, 14),
    complaints=14,
    seed=3,
    asleep=((datetime(2026, 2, 24, 17, 0), datetime(2026, 2, 26, 10, 2)),),
    linger=timedelta(days=19),
)
"""The week before the festival, whose end is a make-up day, as is the end of the one after it."""

TROUBLED = replace(SPRING_FESTIVAL, complaints=16, seed=4, troubles=6)
"""The same week in which much goes wrong."""


def _naps(count: int, seed: int) -> tuple[tuple[datetime, datetime], ...]:
    """Stretches of minutes to hours, in any part of the year, in which the machine is off."""
    dice, first = random.Random(seed), datetime(2026, 1, 1)
    found = []
    for _ in range(count):
        falls = first + timedelta(minutes=dice.randrange(364 * 24 * 60))
        found.append((falls, falls + timedelta(minutes=dice.choice((3, 11, 48, 180, 600)))))
    return tuple(sorted(found))


_WHOLE = Plan(
    start=datetime(2026, 1, 1),
    end=datetime(2026, 12, 31),
    complaints=3000,
    notice=datetime(2026, 12, 31, 14, 7),
)
WHOLE = (
    replace(_WHOLE, seed=1, asleep=(*_naps(24, 1), (datetime(2026, 9, 19, 3, 10), datetime(2026, 9, 21, 11, 25)))),
    replace(_WHOLE, seed=2, asleep=(*_naps(24, 2), (datetime(2026, 5, 8, 20, 0), datetime(2026, 5, 11, 7, 31)))),
)
"""Two halves of the town, each with six projects and an instance of its own, at the same time."""
