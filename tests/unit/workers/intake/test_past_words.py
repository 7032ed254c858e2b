"""Cells of older ledgers, as offices write them.

Covers workers.intake.past_words.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import Category, Channel, Department, Grade, VisitOutcome
from ingest.table_file import DATED
from rules.compiled import Compiled
from rules.rulebook import Rulebook
from workers.intake import past_words
from workers.intake.past_words import Class, Moment


@pytest.fixture(scope="session")
def book(compiled: Compiled) -> Rulebook:
    return compiled.rulebook


@pytest.fixture(scope="session")
def classes(book: Rulebook) -> Mapping[str, Class]:
    return past_words.classes(book)


@pytest.mark.parametrize(
    ("cell", "day", "at"),
    [
        ("2025-03-01", date(2025, 3, 1), None),
        (f"{DATED}2025-03-01 09:30", date(2025, 3, 1), time(9, 30)),
        ("2025/3/1 9:30", date(2025, 3, 1), time(9, 30)),
        ("2025年3月1日下午3点", date(2025, 3, 1), time(15)),
        ("2025年3月1日 15时20分", date(2025, 3, 1), time(15, 20)),
        ("2025.3.1", date(2025, 3, 1), None),
        ("20250301", date(2025, 3, 1), None),
        ("45717", date(2025, 3, 1), None),
        ("45717.5", date(2025, 3, 1), time(12)),
        ("2025-03-01T08:00:00", date(2025, 3, 1), time(8)),
    ],
)
def test_moments_as_they_are_written(cell: str, day: date, at: time | None) -> None:
    assert past_words.moment(cell) == Moment(day=day, at=at)


@pytest.mark.parametrize(
    "cell", ["", "某日", "3月1日", "2025-13-01", "2025-02-30", "12345678", "2025-03-01 左右", "999"]
)
def test_what_is_no_day_is_none(cell: str) -> None:
    assert past_words.moment(cell) is None


@given(st.dates(min_value=date(1955, 1, 1), max_value=date(2099, 12, 31)))
def test_every_writing_of_a_day_is_that_day(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    for cell in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", serial):
        assert past_words.moment(cell) == Moment(day=day)


@given(st.text(max_size=40))
def test_no_words_stop_the_reader(book: Rulebook, classes: Mapping[str, Class], words: str) -> None:
    past_words.moment(words)
    past_words.class_of(words, classes)
    past_words.departments(words, book)
    past_words.grade(words)
    past_words.visit(words)
    past_words.channel(words)


@given(st.datetimes(min_value=datetime(1955, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - Excel knows no zones
def test_excel_days_with_hours(moment: datetime) -> None:
    found = past_words.moment(repr((moment - datetime(1899, 12, 30)) / timedelta(days=1)))  # noqa: DTZ001
    assert found is not None
    read = datetime.combine(found.day, found.at or time())
    assert abs(read - moment) <= timedelta(minutes=1)


def test_classes_of_every_scheme_and_by_their_own_names(book: Rulebook, classes: Mapping[str, Class]) -> None:
    lift = past_words.class_of("设备管理类：电梯停运", classes)
    assert lift is not None
    assert (lift.category, lift.topics, lift.one) == (Category.EQUIPMENT, lift.topics[:1], True)
    assert past_words.class_of("电梯停运", classes) == lift
    house = past_words.class_of("设备管理类", classes)
    assert house is not None
    assert house.category is Category.EQUIPMENT
    assert house.topics == tuple(one.id for one in book.topics if one.category is Category.EQUIPMENT)
    fees = past_words.class_of("收费", classes)
    assert fees is not None
    assert set(fees.topics) == {one.id for one in book.topics if "收费" in one.schemes.values()}
    for scheme, names in book.schemes.items():
        for name in names:
            found = past_words.class_of(name, classes)
            assert found is not None, (scheme, name)
    assert past_words.class_of("没见过的类", classes) is None


def test_departments_grades_sources_and_visits(book: Rulebook) -> None:
    assert past_words.departments("工程部、客服部", book) == (Department.ENGINEERING, Department.CUSTOMER_SERVICE)
    assert past_words.departments("工程部、外星部", book) is None
    assert [past_words.grade(one) for one in ("c", "C级", "Ａ类投诉", "重大投诉", "D 群体意见", "X")] == [
        *(Grade.C, Grade.C, Grade.A, Grade.A, Grade.D, None)
    ]
    assert past_words.channel("来电") is Channel.PHONE
    assert past_words.channel("12345") is Channel.HOTLINE
    assert past_words.visit("非常满意") is VisitOutcome.SATISFIED
    assert past_words.visit("无人接听") is VisitOutcome.UNREACHABLE
    assert past_words.visit("好像") is None
