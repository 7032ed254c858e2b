"""Dates, sums, durations and households of a letter; a date without a year is read against the letter's own time."""

from datetime import datetime, timedelta, timezone

import pytest

from domain.reading_codes import FieldName
from ingest.amounts import find_amounts
from language.folding import half_width

NEW_YEARS_DAY = datetime(2027, 1, 1, 9, tzinfo=timezone(timedelta(hours=8)))


def found(text, name, reference=NEW_YEARS_DAY):
    folded = half_width(text)
    return [(one.value, text[one.start : one.end]) for one in find_amounts(folded, reference) if one.name is name]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12月30日", "2026-12-30"),
        ("1月5日", "2027-01-05"),
        ("1月31号", "2027-01-31"),
        ("3月5日", "2026-03-05"),
        ("去年12月30日", "2026-12-30"),
        ("前年12月30日", "2025-12-30"),
        ("25年6月1日", "2025-06-01"),
        ("2月29日", "2024-02-29"),
        ("上个月28号", "2026-12-28"),
        ("本月1日", "2027-01-01"),
        ("今天", "2027-01-01"),
        ("昨晚", "2026-12-31"),
        ("前天", "2026-12-30"),
        ("2026年12月31日", "2026-12-31"),
    ],
)
def test_a_day_of_which_the_letter_tells(text, day):
    assert [value for value, _ in found(text, FieldName.DATE)] == [day]


@pytest.mark.parametrize("text", ["2月30日", "3月5号楼", "到今天为止", "第三天", "13月1日"])
def test_what_is_no_day(text):
    assert found(text, FieldName.DATE) == []


def test_years_of_the_republic_are_read_and_never_taken_for_a_length_of_time():
    text = "民國115年11月27日報修，115年12月仍未處理，管委會114/12/1成立"
    assert [value for value, _ in found(text, FieldName.DATE)] == ["2026-11-27", "2025-12-01"]
    assert found(text, FieldName.DURATION) == []


def test_without_a_time_of_its_own_only_whole_dates_are_read():
    assert found("12月30日，2026年12月31日，昨天", FieldName.DATE, None) == [("2026-12-31", "2026年12月31日")]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("三天", "3"),
        ("两周", "14"),
        ("一个月", "30"),
        ("一个半月", "45"),
        ("半年", "182.5"),
        ("2年", "730"),
        ("两年半", "912.5"),
        ("12小时", "0.5"),
        ("两个半小时", "0.104"),
        ("30分钟", "0.021"),
        ("三个星期", "21"),
        ("二十多天", "20"),
    ],
)
def test_how_long_something_lasted(text, days):
    assert [value for value, _ in found(f"电梯停了{text}。", FieldName.DURATION)] == [days]


@pytest.mark.parametrize(
    "text",
    ["2026年", "三年级", "24小时值班电话", "有一天", "几天", "第三天", "每隔3天", "一天到晚", "三周年", "一年4032元"],
)
def test_what_lasts_for_no_known_time(text):
    assert found(text, FieldName.DURATION) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("32户", "32"),
        ("五十多户", "50"),
        ("几百户", "300"),
        ("上百户", "100"),
        ("近千户", "1000"),
        ("三十几户", "30"),
        ("12家住户", "12"),
        ("二十位业主", "20"),
        ("1,200户", "1200"),
    ],
)
def test_how_many_households_a_letter_speaks_for(text, count):
    assert [value for value, _ in found(f"我们{text}联名投诉", FieldName.HOUSEHOLDS)] == [count]


@pytest.mark.parametrize("text", ["几户", "1户", "一户", "3户型", "每户", "第3户", "入户", "0户", "户口"])
def test_what_counts_no_households(text):
    assert found(text, FieldName.HOUSEHOLDS) == []


@pytest.mark.parametrize(
    "text",
    ["家住12栋4401户", "3号楼1单元1203户长期堆放杂物", "我是4401户业主", "3402户每天晚上装修", "在5幢-1502户"],
)
def test_a_flat_is_no_number_of_households(text):
    assert found(text, FieldName.HOUSEHOLDS) == []


@pytest.mark.parametrize(
    "text",
    [
        "全市有三千户家庭用上了直饮水",
        "新闻说邻市两百户业主拿到分红",
        "小区共有一千二百多户，保安只有六个",
        "本社区一共八百户",
        "作为一个有两千户的大盘",
    ],
)
def test_households_for_which_the_writer_does_not_speak(text):
    assert found(text, FieldName.HOUSEHOLDS) == []


@pytest.mark.parametrize(
    ("text", "count"), [("全楼312户联名", "312"), ("小区里1203户业主要求", "1203"), ("我们小区有三十户漏水", "30")]
)
def test_many_households_are_no_flat(text, count):
    assert [value for value, _ in found(text, FieldName.HOUSEHOLDS)] == [count]


def test_all_four_kinds_stand_with_their_places():
    text = "去年12月30日起停电梯三天，涉及32户，物业费300元"
    values = {name: found(text, name) for name in FieldName}
    assert values[FieldName.DATE] == [("2026-12-30", "去年12月30日")]
    assert values[FieldName.DURATION] == [("3", "三天")]
    assert values[FieldName.HOUSEHOLDS] == [("32", "32户")]
    assert values[FieldName.SUM] == [("300", "300元")]


def test_traditional_script_is_read_alike():
    assert found("電梯停了兩個月，涉及三十戶", FieldName.DURATION) == [("60", "兩個月")]
    assert found("電梯停了兩個月，涉及三十戶", FieldName.HOUSEHOLDS) == [("30", "三十戶")]
