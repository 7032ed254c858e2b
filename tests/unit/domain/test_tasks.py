"""The statistics form, worked by hand on one small project.

Covers domain.tasks.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.tasks import NOTHING, Counts, Period, Task, spans, tally

ZONE = ZoneInfo("Asia/Shanghai")
MARCH = spans(date(2026, 3, 15), ZONE)


def day(text: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(text).replace(hour=hour, tzinfo=ZONE)


def task(started: str, due: str, finished: str | None = None, round_: int = 1) -> Task:
    return Task(
        round=round_,
        started_at=day(started, 9),
        due_at=day(due, 18),
        finished_at=None if finished is None else day(finished),
    )


def of(period: Period, *tasks: Task) -> Counts:
    return tally(tasks, period, MARCH[period])


IN_TIME = task("2026-03-02", "2026-03-09", "2026-03-06")
LATE = task("2026-03-03", "2026-03-10", "2026-03-20")
LATE_NEXT_MONTH = task("2026-03-04", "2026-03-11", "2026-04-02")
NEVER = task("2026-03-05", "2026-03-12")
DUE_IN_APRIL = task("2026-03-30", "2026-04-06")
EARLY = task("2026-03-30", "2026-04-06", "2026-03-31")
CARRIED = task("2026-02-26", "2026-03-04", "2026-03-04")
CARRIED_DONE_BEFORE = task("2026-02-26", "2026-03-04", "2026-02-27")
OVERDUE_SINCE_FEBRUARY = task("2026-02-10", "2026-02-17", "2026-03-03")
LAST_YEAR = task("2025-11-03", "2025-11-10", "2025-11-07")
LAST_YEAR_OPEN = task("2025-12-01", "2025-12-08", "2026-01-12")
AGAIN = task("2026-03-16", "2026-03-23", "2026-03-19", round_=2)
IN_APRIL = task("2026-04-01", "2026-04-08", "2026-04-03")
ALL = (
    *(IN_TIME, LATE, LATE_NEXT_MONTH, NEVER, DUE_IN_APRIL, EARLY, CARRIED, CARRIED_DONE_BEFORE),
    *(OVERDUE_SINCE_FEBRUARY, LAST_YEAR, LAST_YEAR_OPEN, AGAIN, IN_APRIL),
)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (IN_TIME, Counts(new=1, tasks=1, on_time=1)),
        (LATE, Counts(new=1, tasks=1, overdue_done=1)),
        (LATE_NEXT_MONTH, Counts(new=1, tasks=1)),
        (NEVER, Counts(new=1, tasks=1)),
        (DUE_IN_APRIL, Counts(new=1)),
        (EARLY, Counts(new=1, tasks=1, on_time=1)),
        (CARRIED, Counts(tasks=1, on_time=1)),
        (CARRIED_DONE_BEFORE, NOTHING),
        (OVERDUE_SINCE_FEBRUARY, NOTHING),
        (LAST_YEAR, NOTHING),
        (AGAIN, Counts(tasks=1, on_time=1)),
        (IN_APRIL, NOTHING),
    ],
)
def test_what_a_month_counts_of_each(one: Task, expected: Counts) -> None:
    assert of(Period.MONTH, one) == expected


def test_the_month_of_the_whole_project() -> None:
    found = of(Period.MONTH, *ALL)
    assert found == Counts(new=6, tasks=7, on_time=4, overdue_done=1)
    assert (found.on_time_rate, found.overdue_rate, found.done_rate) == (4 / 7, 1 / 7, 5 / 7)


def test_the_year_counts_what_came_or_was_carried_into_it_up_to_the_months_end() -> None:
    assert of(Period.YEAR, *ALL) == Counts(new=9, tasks=11, on_time=5, overdue_done=3)


def test_the_whole_life_counts_everything_that_has_come() -> None:
    assert of(Period.LIFE, *ALL) == Counts(new=11, tasks=12, on_time=6, overdue_done=3)


def test_without_tasks_there_is_no_rate() -> None:
    assert (NOTHING.on_time_rate, NOTHING.overdue_rate, NOTHING.done_rate) == (None, None, None)


def test_a_month_begins_and_ends_at_midnight_of_the_house() -> None:
    december = spans(date(2026, 12, 31), ZONE)[Period.MONTH]
    assert (december.begins, december.ends) == (day("2026-12-01", 0), day("2027-01-01", 0))
    assert december.holds(day("2026-12-01", 0))
    assert not december.holds(december.ends)
    assert december.holds(december.ends - timedelta(microseconds=1))
