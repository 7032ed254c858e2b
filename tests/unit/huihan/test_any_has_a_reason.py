"""`Any` switches the type checker off: it stands only where there is a reason, and the reason stands beside it."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROOMS = ("domain", "language", "ingest", "rules", "letters", "store", "workers", "desk", "huihan")
MOST = 60


def uses(source: str) -> Iterator[tuple[int, str]]:
    """The lines that use `Any`, but for imports, each with its comment ("" for none)."""
    if not re.search(r"^from typing import [^\n]*\bAny\b", source, re.MULTILINE):
        return
    comments, lines = {}, set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string.removeprefix("#").strip()
        elif token.type == tokenize.NAME and token.string == "Any" and not re.match(r"\s*from\b", token.line):
            lines.add(token.start[0])
    yield from ((line, comments.get(line, "")) for line in sorted(lines))


def all_uses() -> dict[str, str]:
    return {
        f"{path.relative_to(ROOT)}:{line}": why
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, why in uses(path.read_text("utf-8"))
    }


def test_each_use_has_its_reason() -> None:
    assert [place for place, why in all_uses().items() if not why] == []


def test_there_are_few() -> None:
    assert len(all_uses()) <= MOST


def test_a_use_without_a_reason_is_found() -> None:
    source = "from typing import Any\n\na: Any = 1\nb: list[Any] = []  # rows of three tables\n"
    assert list(uses(source)) == [(3, ""), (4, "rows of three tables")]
