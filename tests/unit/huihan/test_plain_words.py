"""Comments and docstrings are plain present-day English: words that only old books use do not stand in them."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROOMS = ("domain", "language", "ingest", "rules", "letters", "store", "workers", "desk", "huihan", "tools")
OLD = re.compile(
    r"\b(nobody|whoever|anew|likewise|lest|whence|thereof|heretofore|gives? way|lays? down|laid down|cannot be had)\b",
    re.IGNORECASE,
)


def prose(source: str) -> Iterator[tuple[int, str]]:
    """Comments and docstrings (also of constants) with the lines they begin on."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def old_words(source: str) -> list[tuple[int, str]]:
    return sorted((line, found.group()) for line, text in prose(source) for found in OLD.finditer(text))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_speaks_plainly(room: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}": word
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, word in old_words(path.read_text("utf-8"))
    }
    assert found == {}


def test_old_words_are_found_in_prose_alone() -> None:
    source = '"""Anew."""\nvalue = "nobody"  # likewise\n"""Laid down\nby whoever."""\n'
    assert old_words(source) == [(1, "Anew"), (2, "likewise"), (3, "Laid down"), (3, "whoever")]
