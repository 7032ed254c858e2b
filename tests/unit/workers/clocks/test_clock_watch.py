"""What a clock says and when: nearing once, passing at the due moment and each working day after, one rung up."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.codes import ClockName, ClockState
from rules.calendar import WorkCalendar
from rules.model import CalendarRules
from store.clocks import ClockRow
from workers.clocks.clock_watch import firings, nearing_at

ZONE = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(scope="module")
def calendar():
    return WorkCalendar(CalendarRules(), ZONE)


def clock(name=ClockName.REPLY, *, started="2026-03-02T10:00", due="2026-03-05T18:00"):
    return ClockRow(
        id=1,
        intake_id=1,
        case_id=1,
        clock=name,
        round=1,
        started_at=at(started).astimezone(UTC),
        due_at=at(due).astimezone(UTC),
        provisional=False,
        steps=(),
        state=ClockState.RUNNING,
        stopped_at=None,
        stopped_by=None,
        paused_at=None,
    )


def said(calendar, now, one=None, *, working_days=True):
    fired = firings(calendar, one or clock(), at(now), working_days=working_days)
    return [(firing.kind, firing.rung) for firing in fired]


def test_a_clock_with_time_left_says_nothing(calendar):
    assert said(calendar, "2026-03-03T12:00") == []


def test_a_quarter_left_is_calculated_in_business_hours(calendar):
    # Monday 10:00 to Thursday 18:00 are 35 business hours; 8 h 45 min before the end is Thursday 09:15.
    assert nearing_at(calendar, clock(), working_days=True) == at("2026-03-05T09:15")
    assert said(calendar, "2026-03-05T09:14") == []
    assert said(calendar, "2026-03-05T09:15") == [("nearing", None)]


def test_a_term_of_hours_runs_by_the_clock(calendar):
    day = clock(ClockName.ACKNOWLEDGE, started="2026-03-07T20:00", due="2026-03-08T20:00")
    assert nearing_at(calendar, day, working_days=False) == at("2026-03-08T14:00")


def test_an_overrun_goes_one_rung_up_each_working_day(calendar):
    assert said(calendar, "2026-03-05T18:00") == [("passed", "supervisor")]
    assert said(calendar, "2026-03-06T09:00") == [("passed", "supervisor"), ("passed", "service_department")]
    # Saturday and Sunday are not worked, so nobody is called.
    assert said(calendar, "2026-03-08T20:00") == said(calendar, "2026-03-06T09:00")
    assert said(calendar, "2026-03-09T09:00")[-1] == ("passed", "manager")


def test_an_overrun_of_years_has_each_rungs_first_time_and_the_newest_working_morning(
    calendar,
):
    told = list(firings(calendar, clock(), at("2036-03-05T08:59"), working_days=True))
    assert [one.rung for one in told] == ["supervisor", "service_department", "manager", "manager"]
    assert [one.moment for one in told[-2:]] == [at("2026-03-09T09:00"), at("2036-03-04T09:00")]
    assert said(calendar, "2036-03-05T09:00")[-1] == ("passed", "manager")
    again = list(firings(calendar, clock(), at("2036-03-05T09:00"), working_days=True))
    assert (again[:-1], again[-1].moment) == (told[:-1], at("2036-03-05T09:00"))
