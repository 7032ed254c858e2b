"""The glossary is true: every type of domain/ stands in it, and every name in it exists."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
_ROW = re.compile(r"^\| (?P<term>[^|]+) \| (?P<chinese>[^|]+) \| `(?P<code>[\w.]+)` \|$", re.MULTILINE)
ROWS = [(row["term"], row["chinese"], row["code"]) for row in _ROW.finditer(GLOSSARY)]


def types_of_domain() -> Iterator[str]:
    for path in sorted((ROOT / "domain").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for found in ast.parse(path.read_text("utf-8")).body:
            if isinstance(found, ast.ClassDef) and not found.name.startswith("_"):
                yield f"{module}.{found.name}"


def exists(name: str) -> bool:
    """Whether it is a module, or something that a module holds."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, held = name.rpartition(".")
        return bool(module) and exists(module) and hasattr(importlib.import_module(module), held)
    return True


def test_every_line_of_its_tables_is_a_row() -> None:
    lines = [line for line in GLOSSARY.splitlines() if line.startswith("| ") and not line.startswith("| term")]
    assert len(lines) == len(ROWS) > 0


@pytest.mark.parametrize("name", sorted({code for _, _, code in ROWS}))
def test_every_name_in_it_exists(name: str) -> None:
    assert exists(name)


@pytest.mark.parametrize("name", sorted(types_of_domain()))
def test_every_type_of_domain_stands_in_it(name: str) -> None:
    assert name in {code for _, _, code in ROWS}


def test_a_term_stands_in_it_once_and_has_chinese_words() -> None:
    terms = [term for term, _, _ in ROWS]
    assert sorted(terms) == sorted(set(terms))
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) for _, chinese, _ in ROWS)


def test_a_name_that_is_gone_is_found() -> None:
    assert not exists("domain.codes.NeverThere")
    assert not exists("domain.never_there")
