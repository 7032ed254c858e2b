"""Filling values into a sentence knows names and nothing else."""

import ast
from pathlib import Path

import pytest

from domain.said import Sentence, filled

ROOT = Path(__file__).parents[3]
ROOMS = ("domain", "ingest", "rules", "letters", "store", "workers", "desk")


def test_names_are_replaced_and_words_go_with_their_number() -> None:
    assert filled("{who} 于 {day} 登记", {"who": "陈晓", "day": 3}) == "陈晓 于 3 登记"
    assert filled("{n} {n:day|days}", {"n": 1}) == "1 day"
    assert filled("{n} {n:day|days}", {"n": 12}) == "12 days"


def test_braces_in_a_value_are_text() -> None:
    assert filled("{a}{b}", {"a": "{b}", "b": "{a}"}) == "{b}{a}"


@pytest.mark.parametrize(
    "template",
    [
        "{a.__class__}",
        "{a.__class__.__init__.__globals__}",
        "{a[0]}",
        "{a!r}",
        "{a:>400000000}",
        "{0}",
        "{}",
        "{unknown}",
        "%(a)s",
        "{A}",
    ],
)
def test_anything_but_a_known_name_stays_as_it_is_written(template: str) -> None:
    assert filled(template, {"a": "VALUE"}) == template


def test_the_braces_around_a_name_are_text_too() -> None:
    assert filled("{{a}}", {"a": "VALUE"}) == "{VALUE}"
    assert filled("{a:{a}}", {"a": "9"}) == "{a:9}"


def test_a_sentence_within_a_sentence() -> None:
    assert str(Sentence("状态：{state}", {"state": Sentence("已归档")})) == "状态：已归档"


def test_no_room_fills_a_text_by_str_format() -> None:
    """A template that reaches `str.format` reads any attribute of its values (CWE-134)."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"format", "format_map"}
    ]
    assert found == []
