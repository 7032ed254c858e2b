"""A deadline recalculated keeps its term and its start, whatever calendar it is calculated by."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.codes import ClockName
from rules.calendar import WorkCalendar
from rules.model import CalendarRules, PublishedYear, Term, Unit

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL_NOW = WorkCalendar(CalendarRules(), ZONE)
NEXT_YEARS = [date(2027, 1, 1) + timedelta(days=n) for n in range(730)]

terms = st.builds(
    Term, amount=st.integers(1, 15), unit=st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS, Unit.HOURS, Unit.DAILY])
)
day_terms = st.builds(Term, amount=st.integers(1, 15), unit=st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS]))
FIRST, LAST = datetime(2026, 12, 1), datetime(2028, 2, 1)  # noqa: DTZ001  # hypothesis adds the zone
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
notices = st.sets(st.sampled_from(NEXT_YEARS), max_size=60).map(
    lambda off: tuple(
        PublishedYear(year=year, off=tuple(sorted(day for day in off if day.year == year))) for year in (2027, 2028)
    )
)


@given(moments, day_terms, notices, st.booleans())
def test_what_is_recalculated_is_what_would_have_been_calculated_had_the_notice_been_out(start, term, out, date_only):
    published = WorkCalendar(CalendarRules(published=out), ZONE)
    before = UNTIL_NOW.calculate(ClockName.REPLY, term, start, date_only=date_only)
    wanted = published.calculate(ClockName.REPLY, term, start, date_only=date_only)
    assert published.recalculate(before) == wanted
    assert UNTIL_NOW.recalculate(before) == before


@given(moments, day_terms, notices)
def test_a_deadline_is_taken_up_exactly_while_it_may_move(start, term, out):
    published = WorkCalendar(CalendarRules(published=out), ZONE)
    before = UNTIL_NOW.calculate(ClockName.REPLY, term, start)
    assert not UNTIL_NOW.announced_since(before)
    assert published.announced_since(before) == before.provisional
    assert not published.announced_since(published.calculate(ClockName.REPLY, term, start))


@given(moments, terms)
def test_one_that_was_paused_or_runs_by_the_clock_is_left_alone(start, term):
    calculated = UNTIL_NOW.calculate(ClockName.HANDLE, term, start)
    anew = UNTIL_NOW.recalculate(calculated)
    assert (anew is None) == (term.unit in (Unit.HOURS, Unit.DAILY))
    assert UNTIL_NOW.recalculate(replace_due(calculated)) is None


def replace_due(deadline):
    """The deadline as it stands after a pause: due later than its steps say."""
    return type(deadline)(**vars(deadline) | {"due": deadline.due + timedelta(days=2)})


def test_of_two_years_ahead_the_one_that_is_out_counts_at_once():
    only_2027 = WorkCalendar(CalendarRules(published=(PublishedYear(year=2027, off=(date(2027, 12, 31),)),)), ZONE)
    term = Term(amount=5, unit=Unit.WORKING_DAYS)
    before = UNTIL_NOW.calculate(ClockName.HANDLE, term, datetime(2027, 12, 29, 10, tzinfo=ZONE))
    assert only_2027.announced_since(before)
    anew = only_2027.recalculate(before)
    assert anew is not None
    assert (anew.provisional, anew.due - before.due) == (True, timedelta(days=1))
