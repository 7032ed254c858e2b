"""What the rates are shares of, and where a month, a quarter and a year begin and end.

Covers domain.rates.
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.codes import ClockName
from domain.rates import NONE, ClockShare, Length, RateCounts, month_before, span_of

ZONE = ZoneInfo("Asia/Shanghai")
MARCH = RateCounts(
    received=20, valid=12, repeated=3, handled=15, due=16, in_time=12, visited=10, satisfied=9, households=4_800
)


def test_every_rate_is_a_share_of_what_the_trade_says() -> None:
    assert MARCH.in_time_rate == 12 / 16
    assert MARCH.first_visit_rate == 9 / 10
    assert MARCH.handled_rate == 15 / 20
    assert MARCH.complaint_rate == 12 / 4_800
    assert MARCH.repeated_rate == 3 / 20


def test_of_nothing_there_is_no_share() -> None:
    rates = (NONE.in_time_rate, NONE.first_visit_rate, NONE.handled_rate, NONE.complaint_rate, NONE.repeated_rate)
    assert rates == (None,) * 5
    assert replace(MARCH, households=0).complaint_rate is None
    assert ClockShare(clock=ClockName.REPLY, ended=0, met=0, median=None).met_rate is None
    assert ClockShare(clock=ClockName.REPLY, ended=4, met=3, median=60.0).met_rate == 0.75


def test_lines_add_up_and_households_only_where_both_have_them() -> None:
    both = MARCH + MARCH
    assert (both.received, both.satisfied, both.households) == (40, 18, 9_600)
    assert (MARCH + NONE).households is None


@pytest.mark.parametrize(
    ("length", "begins", "ends", "before"),
    [
        (Length.MONTH, (2026, 12), (2027, 1), date(2026, 11, 1)),
        (Length.QUARTER, (2026, 10), (2027, 1), date(2026, 7, 1)),
        (Length.YEAR, (2026, 1), (2027, 1), date(2025, 1, 1)),
    ],
)
def test_the_period_of_a_day_in_december(
    length: Length, begins: tuple[int, int], ends: tuple[int, int], before: date
) -> None:
    span = span_of(date(2026, 12, 24), length, ZONE)
    assert span.begins == datetime(*begins, 1, tzinfo=ZONE)
    assert span.ends == datetime(*ends, 1, tzinfo=ZONE)
    assert month_before(date(2026, 12, 24), length) == before


def test_before_january_is_december() -> None:
    assert month_before(date(2026, 1, 31), Length.MONTH) == date(2025, 12, 1)
    assert month_before(date(2026, 2, 1), Length.QUARTER) == date(2025, 10, 1)
