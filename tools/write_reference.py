"""Writes docs/reference.md and docs/reference.zh.md from the code: every setting, command, page, key, event, API path.

`python tools/write_reference.py [--check]`; a test holds both current.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from reference import api, commands, events, keys, pages, settings
from reference.words import LANGUAGES, Told

DOCS = Path(__file__).parents[1] / "docs"
FILES = {"en": DOCS / "reference.md", "zh": DOCS / "reference.zh.md"}
CHAPTERS = (settings, commands, pages, keys, events, api)
_TITLE = Told("Reference", "参考")
_ABOUT = Told(
    "Every setting, command, page, key, event and path of the API. Written from the code by `make reference`: a change "
    "belongs where the thing itself stands.",
    "全部设置、命令、网页、快捷键、事件和接口路径。由 `make reference` 从程序生成：要改就改程序里的原处。",
)
_OTHER = Told("[中文](reference.zh.md)", "[English](reference.md)")
_RULES = Told("The rulebook", "规则簿")
_RULES_ABOUT = Told(
    "Every key of a rulebook, every predicate, fact and clock is listed in [the rulebook](rulebook.md#reference).",
    "规则簿的每个键、谓词、事实和期限见[规则手册](rulebook.zh.md#参考)。",
)


def reference(language: str) -> str:
    """The whole file; equal code gives equal text."""
    return "\n".join(_lines(language)).rstrip() + "\n"


def _lines(language: str) -> Iterator[str]:
    yield f"# {_TITLE.to(language)}\n"
    yield _OTHER.to(language) + "\n"
    yield _ABOUT.to(language) + "\n"
    for chapter in CHAPTERS:
        name = chapter.HEAD.to(language)
        yield f"- [{name}](#{_anchor(name)})"
    yield f"- [{_RULES.to(language)}](#{_anchor(_RULES.to(language))})\n"
    for chapter in CHAPTERS:
        yield from chapter.chapter(language)
    yield f"## {_RULES.to(language)}\n"
    yield _RULES_ABOUT.to(language)


def _anchor(head: str) -> str:
    """As Markdown makes it of a heading."""
    return "".join(one for one in head.lower().replace(" ", "-") if one.isalnum() or one == "-")


def main(argv: Sequence[str]) -> int:
    """Write both; with --check only say whether they are current."""
    if "--check" in argv:
        old = [file.name for language, file in FILES.items() if _kept(file) != reference(language)]
        sys.stdout.write(f"out of date: {' '.join(old)}: make reference\n" if old else "current\n")
        return 1 if old else 0
    for language in LANGUAGES:
        FILES[language].write_text(reference(language), "utf-8")
    return 0


def _kept(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
