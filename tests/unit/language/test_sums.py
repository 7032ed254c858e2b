"""Sums of money as Chinese letters write them, each with its place; what only looks like one is left alone."""

from decimal import Decimal

import pytest

from language.folding import half_width
from language.sums import sums_in


def found(text: str) -> list[tuple[Decimal, str]]:
    folded = half_width(text)
    return [(one.yuan, text[one.start : one.end]) for one in sums_in(folded)]


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("三百元", "300"),
        ("1,200元", "1200"),
        ("1,200.50元", "1200.50"),
        ("1.5万元", "15000"),
        ("三千五百元整", "3500"),
        ("壹万贰仟元", "12000"),
        ("一亿元", "100000000"),
        ("百元", "100"),
        ("五十块钱", "50"),
        ("200块", "200"),
        ("100圆整", "100"),
        ("三百人民币", "300"),
        ("¥80", "80"),
        ("￥1,234.50", "1234.50"),
        ("RMB 300", "300"),
        ("¥3万", "30000"),
    ],
)
def test_one_sum_is_found_whole(written: str, yuan: str) -> None:
    assert found(written) == [(Decimal(yuan), written)]


@pytest.mark.parametrize(("written", "yuan"), [("三万多元", "30000"), ("3万余元", "30000"), ("几百元", "100")])
def test_a_vague_sum_counts_as_its_least(written: str, yuan: str) -> None:
    assert [value for value, _ in found(written)] == [Decimal(yuan)]


@pytest.mark.parametrize(
    ("written", "yuan"), [("交了两万", "20000"), ("交了两万五", "25000"), ("花了1.5万", "15000"), ("押金三万", "30000")]
)
def test_after_a_word_of_paying_the_unit_may_be_left_out(written: str, yuan: str) -> None:
    assert [value for value, _ in found(written)] == [Decimal(yuan)]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "三万人",
        "零元",
        "0元",
        "10元旦",  # New Year
        "一元月",
        "第三百元",
        "200块砖",
        "1.2.3元",
        "¥12.345",
    ],
)
def test_what_is_no_sum_is_left_alone(written: str) -> None:
    assert found(written) == []


def test_a_sum_with_both_signs_is_one_sum() -> None:
    assert [value for value, _ in found("¥3万元")] == [Decimal(30_000)]


def test_several_sums_stand_in_order_with_their_places() -> None:
    text = "停车费从三百元涨到四百五十元，另收押金2000元"
    assert found(text) == [(Decimal(300), "三百元"), (Decimal(450), "四百五十元"), (Decimal(2000), "2000元")]


def test_the_same_sum_twice_is_two_sums() -> None:
    assert len(found("1200元和1200元")) == 2


def test_traditional_script_and_full_width_figures_are_read_alike() -> None:
    assert [value for value, _ in found("繳費三萬元，退還１２００元")] == [Decimal(30_000), Decimal(1_200)]


def test_only_the_given_starts_are_tried() -> None:
    assert sums_in("交三百元", []) == []
    assert [one.yuan for one in sums_in("交三百元", [1])] == [Decimal(300)]
