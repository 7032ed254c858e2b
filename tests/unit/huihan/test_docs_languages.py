"""Users read every document in English and in Chinese: a page each, of the same build, whose links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
DEVELOPERS = {
    "architecture": "the rooms of the code",
    "course": "the table of the closed loop as the code holds it",
    "developers": "working on the code",
    "glossary": "it has both languages itself, and the names in the code",
    "threats": "each with the test that shows it",
    "year": "simulating a year of an office",
}
"""Documents of developers, in English alone, and why."""
_HEADING = re.compile(r"^(#{1,6}) +(.+?) *$", re.MULTILINE)
_BLOCK = re.compile(r"^```[^\n]*\n.*?^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\[\]]*(?:\[[^\]]*\][^\[\]]*)*\]\(([^()\s]+)\)")
_IMAGE = re.compile(r"!\[[^\]]*\]\(([^()\s]+)\)|<img src=\"([^\"]+)\"")
_CELL = re.compile(r"(?<!\\)\|")


class Pair(NamedTuple):
    """One document in both languages."""

    en: Path
    zh: Path


def pairs() -> list[Pair]:
    """Every document of users that the folder holds, and the READMEs."""
    found = [Pair(ROOT / "README.md", ROOT / "README.zh.md")]
    names = sorted({path.name.split(".")[0] for path in DOCS.glob("*.md")} - set(DEVELOPERS))
    return found + [Pair(DOCS / f"{name}.md", DOCS / f"{name}.zh.md") for name in names]


def prose(text: str) -> str:
    """A document without its blocks of code."""
    return _BLOCK.sub("", text)


def levels(text: str) -> list[int]:
    return [len(marks) for marks, _ in _HEADING.findall(prose(text))]


def blocks(text: str) -> list[list[str]]:
    """The blocks of code, without comments and the lines that held nothing else."""
    return [
        [line.rstrip() for line in _COMMENT.sub("", block).split("\n") if line.strip()]
        for block in _BLOCK.findall(text)
    ]


def images(text: str) -> list[str]:
    return [one or other for one, other in _IMAGE.findall(text)]


def tables(text: str) -> list[int]:
    """How many cells each row of a table has, in the order of the rows."""
    return [len(_CELL.findall(line)) for line in prose(text).splitlines() if line.startswith("|")]


def anchor(heading: str) -> str:
    """As forges make it: lower case, without punctuation, blanks as hyphens."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def broken(path: Path) -> Iterator[str]:
    """The links of a document that lead to no file, or to no heading of it."""
    for target in links(path):
        name, _, wanted = target.partition("#")
        to = (path.parent / name).resolve() if name else path
        if not to.exists() or (
            wanted and wanted not in {anchor(text) for _, text in _HEADING.findall(prose(to.read_text("utf-8")))}
        ):
            yield target


def links(path: Path) -> list[str]:
    """What a document links to in this repository."""
    return [found for found in _LINK.findall(prose(path.read_text("utf-8"))) if "://" not in found]


def strays(pair: Pair) -> Iterator[str]:
    """Links of one language into the other, but for the one at the top."""
    others = {path.resolve() for one in pairs() for path in one}
    for path, chinese in ((pair.en, False), (pair.zh, True)):
        targets = [(path.parent / target.partition("#")[0]).resolve() for target in links(path)]
        top = next((to for to in targets if to in pair), None)
        for to in targets:
            if to in others and to.name.endswith(".zh.md") != chinese and to != top:
                yield f"{path.name}: {to.name}"


PAIRS = pairs()
by_name = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.en.stem)


def test_a_document_is_in_both_languages_or_for_developers() -> None:
    assert [path.name for pair in PAIRS for path in pair if not path.is_file()] == []
    assert len(PAIRS) > 10


@pytest.mark.parametrize("name", DEVELOPERS)
def test_a_document_of_developers_is_there_in_english_alone(name: str) -> None:
    assert (DOCS / f"{name}.md").is_file()
    assert not (DOCS / f"{name}.zh.md").exists()


@by_name
def test_both_languages_have_the_same_build(pair: Pair) -> None:
    en, zh = (path.read_text("utf-8") for path in pair)
    assert levels(en) == levels(zh)
    assert blocks(en) == blocks(zh)
    assert images(en) == images(zh)
    assert tables(en) == tables(zh)


@by_name
def test_each_names_the_other_at_the_top(pair: Pair) -> None:
    for path, other in (pair, reversed(pair)):
        head = [line for line in path.read_text("utf-8").splitlines() if line][:2]
        assert f"]({other.name})" in head[1], path.name


@by_name
def test_links_stay_in_their_language(pair: Pair) -> None:
    assert list(strays(pair)) == []


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")]), ids=lambda path: str(path.relative_to(ROOT))
)
def test_links_lead_to_files_and_headings(path: Path) -> None:
    assert list(broken(path)) == []


def test_what_differs_is_seen(tmp_path: Path) -> None:
    text = "# A\n\n```\nrun   # how\n# why\n```\n| a | b |\n![x](y.png)\n"
    assert blocks(text) == blocks(text.replace("how", "怎样").replace("# why\n", ""))
    assert blocks(text) != blocks(text.replace("run", "stop"))
    assert (levels(text), images(text), tables(text)) == ([1], ["y.png"], [3])
    page = tmp_path / "page.md"
    page.write_text(
        "# 设置：huihan.toml\n[a](#设置huihantoml) [b](#nowhere) [c](gone.md) [d](https://example.com)\n", "utf-8"
    )
    assert list(broken(page)) == ["#nowhere", "gone.md"]
