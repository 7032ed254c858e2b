"""Dates that only the day of receipt makes whole, by the sun's and by the moon's calendar."""

from datetime import date

import pytest

from language.numbers import number_starts
from language.relative_dates import dates_near

FRIDAY = date(2026, 11, 27)


def days(text: str) -> list[str]:
    found = dates_near(text, FRIDAY, number_starts(text))
    return [one.day.isoformat() for one in found if one.day]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨晚停电", "2026-11-26"),
        ("前天报修", "2026-11-25"),
        ("大前天夜里", "2026-11-24"),
        ("今早七点", "2026-11-27"),
        ("大后天要停水", "2026-11-30"),
        ("11.25日晚上", "2026-11-25"),
        ("十一月廿五号", "2026-11-25"),
        ("国庆节当天", "2026-10-01"),
        ("去年元旦那天", "2025-01-01"),
        ("明天停水", "2026-11-28"),
        ("上周三", "2026-11-18"),
        ("上个星期日", "2026-11-22"),
        ("上上礼拜五", "2026-11-13"),
        ("本周二早上", "2026-11-24"),
        ("下周一", "2026-11-30"),
        ("本月15号", "2026-11-15"),
        ("上个月28日", "2026-10-28"),
        ("下月3号", "2026-12-03"),
        ("去年8月8号", "2025-08-08"),
        ("25年3月5日", "2025-03-05"),
        ("11月5日", "2026-11-05"),
        ("12月25日", "2026-12-25"),
        ("12月29日", "2025-12-29"),
        ("腊月廿三", "2026-02-10"),
        ("正月初五", "2026-02-21"),
        ("大年三十晚上", "2026-02-16"),
        ("农历十月十五", "2026-11-23"),
        ("中秋节当天", "2026-09-25"),
    ],
)
def test_a_date_against_the_day_of_receipt(text: str, expected: str) -> None:
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "到今天还没修",
        "时至今日",
        "以前天天吵",
        "今天2026年11月27日",
        "15号",
        "周三",
        "中秋节",
        "2月30日",
        "3月5号楼",
    ],
)
def test_what_is_no_date_of_its_own_is_left(text: str) -> None:
    assert days(text) == []


def test_a_month_of_twenty_nine_days_ends_with_its_thirtieth() -> None:
    assert days("除夕那晚") == ["2026-02-16"]
