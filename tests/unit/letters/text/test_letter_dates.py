"""Days as letters name them, and the day each one means when a letter is written on a given day."""

from datetime import date

import pytest

from letters.text.dates import dates_in

WEDNESDAY = date(2026, 11, 18)


def day_of(text: str, written: date = WEDNESDAY) -> date | None:
    (found,) = dates_in(text, written)
    return found.day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11月25日", date(2026, 11, 25)),
        ("2027年1月5日", date(2027, 1, 5)),
        ("明年1月5日", date(2027, 1, 5)),
        ("来年3月1日", date(2027, 3, 1)),
        ("今年12月31日", date(2026, 12, 31)),
        ("11月底", date(2026, 11, 30)),
        ("12月上旬", date(2026, 12, 10)),
        ("12月中旬", date(2026, 12, 20)),
        ("2027年3月底", date(2027, 3, 31)),
        ("116年3月底", date(2027, 3, 31)),
        ("本月底", date(2026, 11, 30)),
        ("下月初", date(2026, 12, 5)),
        ("下个月", date(2026, 12, 31)),
        ("本月25日前", date(2026, 11, 25)),
        ("下月10日前", date(2026, 12, 10)),
        ("下个月10日", date(2026, 12, 10)),
        ("20日前", date(2026, 11, 20)),
        ("10日前", date(2026, 12, 10)),
    ],
)
def test_days_and_months(text: str, day: date) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明天", date(2026, 11, 19)),
        ("后天", date(2026, 11, 20)),
        ("大后天", date(2026, 11, 21)),
        ("周五", date(2026, 11, 20)),
        ("本周五", date(2026, 11, 20)),
        ("这周五", date(2026, 11, 20)),
        ("星期日", date(2026, 11, 22)),
        ("礼拜天", date(2026, 11, 22)),
        ("周末", date(2026, 11, 22)),
        ("下周三", date(2026, 11, 25)),
        ("下下周一", date(2026, 11, 30)),
        ("下周", date(2026, 11, 29)),
        ("本周内", date(2026, 11, 22)),
    ],
)
def test_days_of_the_week(text: str, day: date) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3个工作日内", date(2026, 11, 23)),
        ("三十个工作日内", date(2026, 12, 30)),
        ("5天内", date(2026, 11, 23)),
        ("3日内", date(2026, 11, 21)),
        ("两周内", date(2026, 12, 2)),
        ("一个月内", date(2026, 12, 18)),
    ],
)
def test_terms_count_from_the_day_of_writing(text: str, day: date) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "written", "day"),
    [
        ("1月5日", date(2026, 12, 30), date(2027, 1, 5)),
        ("12月31日", date(2026, 12, 30), date(2026, 12, 31)),
        ("3个工作日内", date(2026, 12, 30), date(2027, 1, 4)),
        ("下月底", date(2026, 12, 5), date(2027, 1, 31)),
        ("一个月内", date(2026, 1, 31), date(2026, 2, 28)),
        ("一个月内", date(2028, 1, 31), date(2028, 2, 29)),
        ("下月10日前", date(2026, 12, 30), date(2027, 1, 10)),
        ("本周日", date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_across_the_end_of_a_month_and_a_year(text: str, written: date, day: date) -> None:
    assert day_of(text, written) == day


@pytest.mark.parametrize(
    "text", ["年底", "春节前", "半个月内", "24小时内", "一年内", "2月30日", "11月31日", "2027年2月30日", "下月31日"]
)
def test_what_is_named_but_is_no_day_that_can_be_told(text: str) -> None:
    written = date(2027, 1, 18) if text == "下月31日" else WEDNESDAY
    assert day_of(text, written) is None


@pytest.mark.parametrize("text", ["", "每周五", "近日", "元月", "尽快", "3号楼", "第10日"])
def test_what_names_no_day(text: str) -> None:
    assert dates_in(text, WEDNESDAY) == []


def test_a_day_within_another_is_not_told_twice() -> None:
    found = dates_in("请于2026年11月25日前回复，我们下月10日前完成，本周五通报", WEDNESDAY)
    assert [(one.words, one.day) for one in found] == [
        ("2026年11月25日", date(2026, 11, 25)),
        ("下月10日前", date(2026, 12, 10)),
        ("本周五", date(2026, 11, 20)),
    ]


def test_places_point_into_the_text() -> None:
    text = "定于11月25日检修，明天张贴通知"
    assert [text[one.start : one.end] for one in dates_in(text, WEDNESDAY)] == ["11月25日", "明天"]
