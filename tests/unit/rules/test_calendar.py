"""Deadlines: the law's way of counting, the State Council's days, the company's own, in any zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import ClockName
from rules.calendar import WorkCalendar
from rules.model import CalendarRules, PublishedYear, Term, Unit

SHANGHAI = WorkCalendar(CalendarRules(), ZoneInfo("Asia/Shanghai"))
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
_FROM, _UNTIL = datetime(2009, 1, 1), datetime(2026, 12, 1)  # noqa: DTZ001  # hypothesis adds the zone
moments = st.datetimes(_FROM, _UNTIL, timezones=st.just(UTC))
terms = st.builds(
    lambda amount, unit: Term(amount=amount, unit=unit),
    st.integers(1, 30),
    st.sampled_from([Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS]),
)


def working(amount):
    return Term(amount=amount, unit=Unit.WORKING_DAYS)


def calculate(start, term, calendar=SHANGHAI, **more):
    return calendar.calculate(ClockName.REPLY, term, datetime.fromisoformat(start), **more)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-02T10:00:00+08:00", 3, "2026-03-05T18:00:00+08:00"),
        ("2026-03-06T23:59:00+08:00", 3, "2026-03-11T18:00:00+08:00"),  # out of hours, over a weekend
        ("2026-02-12T10:00:00+08:00", 3, "2026-02-24T18:00:00+08:00"),  # 春节, with 2 月 14 日 worked
        ("2026-09-18T10:00:00+08:00", 2, "2026-09-21T18:00:00+08:00"),  # Sunday 20 September is worked
        ("2025-12-30T10:00:00+08:00", 3, "2026-01-05T18:00:00+08:00"),  # the year's end; Sunday 4 January is worked
        ("2025-09-30T10:00:00+08:00", 1, "2025-10-09T18:00:00+08:00"),  # 国庆 and 中秋 of 2025
        ("2024-02-08T10:00:00+08:00", 2, "2024-02-18T18:00:00+08:00"),  # 8 and 18 February 2024
        ("2026-03-02T20:00:00-05:00", 1, "2026-03-04T18:00:00+08:00"),  # already the third in Shanghai
    ],
)
def test_working_days_of_known_years(start, days, due):
    assert calculate(start, working(days)).due.isoformat() == due


def test_every_day_is_shown_with_its_reason():
    steps = calculate("2026-02-13T10:00:00+08:00", working(2)).steps
    assert [(step.date.day, step.counts) for step in steps[:4]] == [(13, False), (14, True), (15, False), (16, False)]
    assert [step.why for step in steps[:5]] == [
        "收到当日不计入（《民法典》第二百零一条）",
        "第1个工作日（调休上班）",
        "周日休息",
        "农历除夕放假",
        "春节放假",
    ]
    assert steps[-1].date == date(2026, 2, 24)


def test_hours_run_by_the_clock():
    assert calculate("2026-02-16T20:30:00+08:00", Term(amount=24, unit=Unit.HOURS)).due.isoformat() == (
        "2026-02-17T20:30:00+08:00"
    )


def test_hours_run_through_a_change_of_the_clocks():
    berlin = WorkCalendar(CalendarRules(), ZoneInfo("Europe/Berlin"))
    deadline = calculate("2026-03-28T20:00:00+01:00", Term(amount=24, unit=Unit.HOURS), berlin)
    assert deadline.due.isoformat() == "2026-03-29T21:00:00+02:00"


def test_a_receipt_with_a_date_only_counts_from_the_opening_hour():
    deadline = calculate("2026-03-02T00:00:00+08:00", Term(amount=24, unit=Unit.HOURS), date_only=True)
    assert deadline.due.isoformat() == "2026-03-03T09:00:00+08:00"
    assert deadline.steps[0].why == "只知收到日期，自当日上班时间起算"


def test_days_end_on_a_working_day():
    """民法典 203: a last day that is a holiday moves the end to the day after the holiday."""
    deadline = calculate("2026-09-29T10:00:00+08:00", Term(amount=3, unit=Unit.DAYS))
    assert deadline.due.isoformat() == "2026-10-08T18:00:00+08:00"


@pytest.mark.parametrize(("at", "due"), [("10:00", "2026-03-02T18:00"), ("18:00", "2026-03-03T18:00")])
def test_a_daily_term_is_due_at_its_next_hour(at, due):
    deadline = calculate(f"2026-03-02T{at}:00+08:00", Term(amount=1, unit=Unit.DAILY, at=time(18)))
    assert deadline.due.isoformat() == f"{due}:00+08:00"


def test_a_year_without_notice_is_provisional_and_never_inferred():
    assert SHANGHAI.published(2026)
    assert not SHANGHAI.published(2027)
    deadline = calculate("2026-12-30T10:00:00+08:00", working(3))
    assert deadline.provisional
    assert "尚未公布" in deadline.steps[-1].why
    assert not calculate("2026-12-28T10:00:00+08:00", working(3)).provisional
    assert not calculate("2026-12-31T10:00:00+08:00", Term(amount=24, unit=Unit.HOURS)).provisional


def test_guessed_days_off_are_not_taken_for_days_off():
    """The library invents 补假 for 2027: 9 February is one."""
    assert SHANGHAI.works(date(2027, 2, 9))
    assert not SHANGHAI.works(date(2027, 2, 8))


def test_a_notice_in_the_rulebook_settles_its_year():
    notice = PublishedYear(year=2027, off=(date(2027, 1, 1), date(2027, 1, 4)), on=(date(2027, 1, 2),))
    calendar = WorkCalendar(CalendarRules(published=(notice,)), ZoneInfo("Asia/Shanghai"))
    deadline = calculate("2026-12-31T10:00:00+08:00", working(2), calendar)
    assert (deadline.due.isoformat(), deadline.provisional) == ("2027-01-05T18:00:00+08:00", False)


def test_the_company_may_add_days_off_and_on():
    rules = CalendarRules(off=(date(2026, 3, 3),), on=(date(2026, 3, 7),), opens=time(8, 30), closes=time(17))
    calendar = WorkCalendar(rules, ZoneInfo("Asia/Shanghai"))
    assert calculate("2026-03-02T10:00:00+08:00", working(1), calendar).due.isoformat() == "2026-03-04T17:00:00+08:00"
    assert calculate("2026-03-06T10:00:00+08:00", working(1), calendar).due.isoformat() == "2026-03-07T17:00:00+08:00"


@given(moments, moments, terms, st.sampled_from(ZONES))
def test_a_later_start_is_never_due_earlier(one, other, term, zone):
    calendar = WorkCalendar(CalendarRules(), ZoneInfo(zone))
    early, late = sorted([one, other])
    assert calendar.calculate(ClockName.REPLY, term, early).due <= calendar.calculate(ClockName.REPLY, term, late).due


@given(moments, terms, st.sampled_from(ZONES), st.booleans())
def test_due_lies_after_the_start_and_steps_tell_the_whole_story(start, term, zone, date_only):
    calendar = WorkCalendar(CalendarRules(), ZoneInfo(zone))
    deadline = calendar.calculate(ClockName.REPLY, term, start, date_only=date_only)
    assert deadline.due > deadline.start
    assert deadline.due.utcoffset() == deadline.due.astimezone(UTC).astimezone(ZoneInfo(zone)).utcoffset()
    counted = [step for step in deadline.steps if step.counts]
    if term.unit is Unit.WORKING_DAYS:
        assert len(counted) == term.amount
        assert all(calendar.works(step.date) for step in counted)
        assert counted[-1].date == deadline.due.date()
        days = [step.date for step in deadline.steps[1 if date_only else 0 :]]
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    if term.unit is Unit.DAYS:
        assert calendar.works(deadline.due.date())


@given(moments, st.integers(0, 20_000), st.sampled_from(ZONES))
def test_working_time_added_can_be_counted_and_taken_back(start, minutes, zone):
    calendar = WorkCalendar(CalendarRules(), ZoneInfo(zone))
    length = timedelta(minutes=minutes)
    end = calendar.working_time_after(start, length)
    assert end >= start.replace(microsecond=0) or minutes == 0
    assert calendar.working_time(start, end) == length
    assert calendar.working_time(calendar.working_time_before(end, length), end) == length
