"""Numbers as letters write them."""

from decimal import Decimal

import pytest

from language.numbers import parse_number, plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", "3"),
        ("1,200.50", "1200.5"),
        ("1.2万", "12000"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("三千五", "3500"),
        ("一万二", "12000"),
        ("两万三千", "23000"),
        ("壹万贰仟", "12000"),
        ("二〇二六", "2026"),
        ("五零一", "501"),
        ("两三", "2"),
        ("三亿", "300000000"),
    ],
)
def test_value(text: str, value: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert plain(number) == value


@pytest.mark.parametrize("text", ["", "好", "3三", "."])
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_plain_has_no_exponent() -> None:
    assert plain(Decimal("1E+3")) == "1000"
