"""Times as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from huihan.durations import parse_duration
from huihan.moments import calculable, names_a_day_only, parse_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-03-02T10:00:00+08:00", "2026-03-02T10:00:00+08:00"),
        ("2026-03-02T02:00:00Z", "2026-03-02T10:00:00+08:00"),
        ("2026-03-02 10:00", "2026-03-02T10:00:00+08:00"),
        ("2026-03-02", "2026-03-02T00:00:00+08:00"),
    ],
)
def test_a_moment_without_a_zone_is_the_instances(text: str, iso: str) -> None:
    assert parse_moment(text, SHANGHAI).isoformat() == iso


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "0001-01-01", "9999-12-31T23:59:59Z"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="时间"):
        parse_moment(text, SHANGHAI)


def test_a_date_alone_is_told_from_a_date_with_a_time() -> None:
    assert names_a_day_only(" 2026-03-02 ")
    assert not names_a_day_only("2026-03-02T00:00:00")
    assert not names_a_day_only("yesterday")


def test_the_dates_of_stopped_clocks_are_not_calculated_with() -> None:
    assert calculable(datetime(2026, 3, 2, tzinfo=UTC))
    assert not calculable(datetime(1926, 3, 2, tzinfo=UTC))
    assert not calculable(datetime(2126, 3, 2, tzinfo=UTC))


def test_durations_are_a_number_and_a_unit() -> None:
    assert parse_duration("7 days") == timedelta(days=7)
    assert parse_duration("30min") == timedelta(minutes=30)
    assert parse_duration("24 小时") == timedelta(hours=24)
    for text in ("7", "a week", "-1 h", "1.5 h"):
        with pytest.raises(ValueError, match="单位"):
            parse_duration(text)
