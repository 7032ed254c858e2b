"""Time as one clock counts it: business hours or by the clock, what a pause leaves, and when a quarter is left."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import ClockName
from domain.decision import Pause
from rules.calendar import WorkCalendar
from rules.compiled import Compiled
from rules.model import CalendarRules
from rules.own_time import OwnTime, own_time

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(CalendarRules(), ZONE)
WORKING = OwnTime(calendar=CALENDAR, working_days=True)
BY_THE_CLOCK = OwnTime(calendar=CALENDAR, working_days=False)
minutes = st.integers(0, 60 * 24 * 40).map(lambda count: at("2026-02-01T00:00") + timedelta(minutes=count))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def pause(start: str, end: str) -> Pause:
    return Pause(start=at(start), end=at(end))


def test_a_pause_gives_back_the_business_hours_that_were_left() -> None:
    # Thursday 15:00 to Friday 18:00 are 12 hours; from Monday 10:00 they end on Tuesday at 13:00.
    over = pause("2026-03-05T15:00", "2026-03-09T10:00")
    assert WORKING.due(at("2026-03-06T18:00"), [over]) == at("2026-03-10T13:00")


def test_each_pause_moves_what_the_one_before_left() -> None:
    pauses = [pause("2026-03-05T15:00", "2026-03-09T10:00"), pause("2026-03-09T12:00", "2026-03-10T09:00")]
    assert WORKING.due(at("2026-03-06T18:00"), pauses) == at("2026-03-11T10:00")


def test_what_was_over_when_it_paused_stays_over() -> None:
    assert WORKING.due(at("2026-03-05T18:00"), [pause("2026-03-06T10:00", "2026-03-09T10:00")]) == at(
        "2026-03-05T18:00"
    )


def test_by_the_clock_a_pause_gives_back_what_the_clock_shows() -> None:
    over = pause("2026-03-07T12:00", "2026-03-07T20:00")
    assert BY_THE_CLOCK.due(at("2026-03-08T10:00"), [over]) == at("2026-03-08T18:00")


def test_a_quarter_of_the_full_term_is_the_same_length_after_a_pause() -> None:
    # Monday 10:00 to Thursday 18:00 are 35 business hours, a quarter of them 8 h 45 min.
    start, due = at("2026-03-02T10:00"), at("2026-03-05T18:00")
    assert WORKING.nearing(start, due, ()) == at("2026-03-05T09:15")
    pauses = [pause("2026-03-03T09:00", "2026-03-04T09:00")]
    assert WORKING.nearing(start, WORKING.due(due, pauses), pauses) == at("2026-03-06T09:15")


@pytest.mark.parametrize("own", [WORKING, BY_THE_CLOCK], ids=["business hours", "by the clock"])
@given(start=minutes, due=minutes, first=minutes, second=minutes)
def test_a_pause_never_brings_a_clock_forward(
    own: OwnTime, start: datetime, due: datetime, first: datetime, second: datetime
) -> None:
    over = Pause(start=min(first, second), end=max(first, second))
    moved = own.due(due, [over])
    assert moved >= due
    if moved != due:
        assert own.between(over.end, moved) == own.between(over.start, due)
    assert own.nearing(min(start, over.start), moved, [over]) <= moved


def test_a_clock_counts_as_its_ordinary_term_says(compiled: Callable[[], Compiled]) -> None:
    small = compiled()
    working = {clock for clock in ClockName if own_time(small, clock).working_days}
    assert working == {ClockName.REPLY, ClockName.HANDLE, ClockName.VISIT, ClockName.BLOCKED}
