"""Whole calendar dates as Chinese letters write them; one that no calendar has is found, without a day."""

from datetime import date

import pytest

from language.dates import calendar_dates, day_of, figure, roc_or_common_year
from language.folding import fold


def found(text: str) -> list[tuple[date | None, str]]:
    folded = fold(text).text
    return [(one.day, folded[one.start : one.end]) for one in calendar_dates(folded)]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026年3月5日", date(2026, 3, 5)),
        ("2026年3月5号", date(2026, 3, 5)),
        ("2026年3月份5日", date(2026, 3, 5)),
        ("二〇二六年三月五号", date(2026, 3, 5)),
        ("二零二六年元月一日", date(2026, 1, 1)),
        ("2026年正月三十日", date(2026, 1, 30)),
        ("二〇二六年十二月三十一日", date(2026, 12, 31)),
        ("一九九九年九月九日", date(1999, 9, 9)),
        ("2026-03-05", date(2026, 3, 5)),
        ("2026/3/5", date(2026, 3, 5)),
        ("2026.3.5", date(2026, 3, 5)),
        ("1999-12-31", date(1999, 12, 31)),
        ("2024年2月29日", date(2024, 2, 29)),
        ("115年11月27日", date(2026, 11, 27)),
        ("115/11/27", date(2026, 11, 27)),
        ("115.3.5", date(2026, 3, 5)),
        ("一百一十五年三月五日", date(2026, 3, 5)),
        ("27/11/2026", date(2026, 11, 27)),
        ("27 November 2026", date(2026, 11, 27)),
        ("3rd of Sept. 2026", date(2026, 9, 3)),
        ("Nov 27, 2026", date(2026, 11, 27)),
    ],
)
def test_one_date_is_found_whole(written: str, day: date) -> None:
    assert found(written) == [(day, written.lower())]


@pytest.mark.parametrize("written", ["2026年2月30日", "2025年2月29日", "2026年13月1日", "2026-00-10"])
def test_a_day_that_no_calendar_has_is_found_without_a_day(written: str) -> None:
    assert found(written) == [(None, written)]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "3月5日",  # the year is left open: what it means depends on who speaks
        "2026年3月",
        "12026年3月5日",
        "2026年3月5号楼",  # a building
        "2026-3/5",
        "2026-03-05-06",  # a number of some document
        "192.168.2026.3.5",
        "2126-01-01",
        "115年11月",
        "99年3月5日",  # 1999 or 2010
        "115-11-27",  # a flat
        "115/13/27",
        "115/11/27/3",
        "5/3/2026",  # the third of May or the fifth of March
        "11月27日",
        "27 Nov",
    ],
)
def test_what_is_no_whole_date_is_left_alone(written: str) -> None:
    assert found(written) == []


def test_both_ends_of_a_stretch_across_the_year_are_found() -> None:
    assert [day for day, _ in found("自2026年12月31日起至2027年1月1日止")] == [date(2026, 12, 31), date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("中華民國115年11月27日", date(2026, 11, 27)),
        ("民國 99 年 3 月 5 日", date(2010, 3, 5)),
        ("民國八十年十月十日", date(1991, 10, 10)),
        ("民國一一五年三月五日", date(2026, 3, 5)),
        ("民國115年2月30日", None),
    ],
)
def test_a_year_of_the_republic_counts_from_1911(written: str, day: date | None) -> None:
    assert [one for one, _ in found(written)] == [day]


def test_a_year_of_three_figures_counts_from_the_republic() -> None:
    assert roc_or_common_year("115") == roc_or_common_year("2026") == 2026


def test_traditional_and_full_width_writing_is_the_same_date() -> None:
    assert [day for day, _ in found("於２０２６年３月５號報修")] == [date(2026, 3, 5)]


def test_blanks_within_a_date_do_not_split_it() -> None:
    assert [day for day, _ in found("2026 年 3 月 5 日")] == [date(2026, 3, 5)]


def test_only_the_given_starts_are_tried() -> None:
    text = "2026年3月5日和2026年3月6日"
    assert [one.day for one in calendar_dates(text, [text.index("和") + 1])] == [date(2026, 3, 6)]
    assert calendar_dates(text, []) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("元", 1), ("正", 1), ("三", 3), ("十二", 12), ("13", 13), ("三十一", 31), ("〇", 0), ("", 0), ("某", 0)],
)
def test_a_figure_of_a_date(text: str, value: int) -> None:
    assert figure(text) == value


def test_the_day_of_three_figures() -> None:
    assert day_of(2026, 12, 31) == date(2026, 12, 31)
    assert day_of(2026, 2, 29) is None
    assert day_of(0, 1, 1) is None
    assert day_of(2026, 0, 1) is None
