"""Telephone numbers in every grouping and spelling; what only looks like one is left."""

import pytest

from ingest.phones import find_phones
from language.folding import half_width


def phones(text: str) -> list[str]:
    return [found.value for found in find_phones(half_width(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("138 5561 7788", ["13855617788"]),
        ("1385-561-7788", ["13855617788"]),
        ("+86 (138)55617788", ["13855617788"]),
        ("86-13855617788", ["13855617788"]),
        ("１３８５５６１７７８８", ["13855617788"]),
        ("一三八五五六一七七八八", ["13855617788"]),
        ("壹叁捌 五五六一 七七八八", ["13855617788"]),
        ("零五五一－六二三四五六七八", ["055162345678"]),
        ("13855617788转2", ["13855617788转2"]),
        ("0551-6234 5678 分机 608", ["055162345678转608"]),
        ("0551-62345678-608", ["055162345678转608"]),
        ("(02)2345-6789轉12", ["0223456789转12"]),
        ("02-2345-6789", ["0223456789"]),
        ("0912-345-678、+886 912 345 678", ["0912345678", "+886912345678"[1:]]),
        ("+852 2345 6789，(853)6612-3456", ["85223456789", "85366123456"]),
        ("電話9123 4567", ["91234567"]),
        ("請致電 2888-1234 或 9000 1111", ["28881234", "90001111"]),
        ("6123 8890", ["61238890"]),
        ("何太98765432", ["98765432"]),
        ("13855617788 13955617788", ["13855617788", "13955617788"]),
        ("13855617788 2026年11月25日", ["13855617788"]),
        ("0551-62345678 2026-11-25", ["055162345678"]),
    ],
)
def test_a_number_is_digits_and_perhaps_an_extension(text: str, expected: list[str]) -> None:
    assert phones(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "138556177881234",
        "6222 0212 3456 7890",
        "13855617788 6222021234567890",
        "月薪5000-6000元",
        "2026-11-25 10:00",
        "400-820-8820",
        "三八二十四，一二三四五六七",
        "传真87654321",
        "5000 6000",
    ],
)
def test_what_only_looks_like_one_is_left(text: str) -> None:
    assert phones(text) == []


def test_a_date_behind_a_number_is_not_swallowed() -> None:
    (found,) = find_phones("13855617788 2026年11月25日")
    assert (found.start, found.end) == (0, 11)
