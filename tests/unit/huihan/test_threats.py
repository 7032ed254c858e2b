"""docs/threats.md names a test for every line, and each of them exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
THREATS = ROOT / "docs" / "threats.md"
SECTIONS = ("The door", "Who wrote", "What is approved is what goes out", "The machine")


def _rows() -> list[list[str]]:
    lines = THREATS.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in rows if row[0] != "Who wants what" and set(row[0]) != {"-"}]


def _defined(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_line_says_who_what_holds_and_which_test() -> None:
    for row in _rows():
        assert len(row) == 3, row
        assert all(row), row
        assert re.search(r"`tests/[^`]+::test_\w+`", row[2]), row


def test_every_test_named_exists() -> None:
    named = [one for row in _rows() for one in re.findall(r"`(tests/[^`]+)`", row[2])]
    missing = [one for one in named if not _exists(one)]
    assert named
    assert missing == []


def _exists(test: str) -> bool:
    file, _, name = test.partition("::")
    return (ROOT / file).is_file() and name in _defined(ROOT / file)


def test_the_sections_are_those_of_the_attack() -> None:
    text = THREATS.read_text(encoding="utf-8")
    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == SECTIONS
