"""What would steer a terminal or turn a line around is written out, and JSON stays the same JSON."""

import json

import pytest

from domain.visible import on_one_line, visible


@pytest.mark.parametrize(
    "mark",
    [
        *map(chr, [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)]),
        *map(chr, [0x61C, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]),
        "\ud800",
    ],
    ids=lambda mark: f"{ord(mark):04x}",
)
def test_a_mark_is_written_and_json_stays_the_same(mark: str) -> None:
    assert visible(f"甲{mark}乙") == f"甲\\u{ord(mark):04x}乙"
    assert json.loads(visible(json.dumps(mark, ensure_ascii=False))) == mark


def test_ordinary_text_stays_as_it_is() -> None:
    text = "王芳：电梯\t坏了\n — ok ✓ 👨‍👩‍👧 é 𠮷"
    assert visible(text) == text


def test_what_must_not_become_a_second_line_does_not() -> None:
    assert on_one_line("甲\n乙\t丙") == "甲\\u000a乙\\u0009丙"
