"""What is simulated: some weeks for the ordinary tests, the whole year for `make year`."""

from datetime import datetime

from year.simulation import Plan

NEW_YEAR = Plan(
    start=datetime(2026, 12, 14),
    end=datetime(2026, 12, 31),
    complaints=60,
    asleep=((datetime(2026, 12, 19, 3, 10), datetime(2026, 12, 20, 11, 25)),),
    notice=datetime(2026, 12, 31, 14, 7),
)
"""Three weeks before a notice that is late, a day of sleep, and what follows until all is filed."""
