"""Numbers in a text: where they begin, what a unit makes of them, and the numbers of buildings and rooms."""

import re
from decimal import Decimal

import pytest

from language.numbers import NUMBER, matches_at, number_starts, ordinal, parse_number, plain, scaled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("03", 3),
        ("一", 1),
        ("十二", 12),
        ("二十", 20),
        ("一二〇一", 1201),
        ("三四", 34),
        ("二百零三", 203),
        ("〇", 0),
    ],
)
def test_an_ordinal_reads_its_digits_one_by_one(text: str, value: int) -> None:
    assert ordinal(text) == value


@pytest.mark.parametrize("text", ["", "B", "三万", "3栋", "３", "壹佰"])
def test_what_no_building_is_numbered_with(text: str) -> None:
    assert ordinal(text) is None


def test_a_range_counts_as_its_lower_end_but_a_room_does_not() -> None:
    assert parse_number("三四") == 3
    assert ordinal("三四") == 34


@pytest.mark.parametrize(
    ("number", "unit", "value"),
    [("3", None, "3"), ("3", "", "3"), ("3", "万", "30000"), ("1.5", "百万", "1500000"), ("三", "十", "30")],
)
def test_a_unit_multiplies(number: str, unit: str | None, value: str) -> None:
    result = scaled(number, unit)
    assert result is not None
    assert plain(result) == value


@pytest.mark.parametrize("number", ["0", "零", "", "某"])
def test_nothing_and_zero_scale_to_nothing(number: str) -> None:
    assert scaled(number, "万") is None


def test_a_number_too_long_to_be_one_is_none() -> None:
    assert parse_number("1" * 20) is not None
    assert parse_number("1" * 21) is None
    assert parse_number("一" * 21) is None


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", []),
        ("没有", []),
        ("3天", [0]),
        ("共3天，12户", [1, 4]),
        ("元月", [0]),
        ("几百户", [0, 1]),
        ("近三年", [0, 1]),
    ],
)
def test_where_numbers_begin(text: str, starts: list[int]) -> None:
    assert number_starts(text) == starts


def test_matches_begin_at_starts_and_do_not_overlap() -> None:
    pattern = re.compile(NUMBER)
    text = "12户和三百户"
    assert [found[0] for found in matches_at(pattern, text, [0, 1, 4, 5])] == ["12", "三百"]
    assert list(matches_at(pattern, text, [2])) == []


@pytest.mark.parametrize(
    ("value", "text"), [("1", "1"), ("1.50", "1.5"), ("100", "100"), ("1.00", "1"), ("0.05", "0.05"), ("1E+2", "100")]
)
def test_plain_writing(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text
