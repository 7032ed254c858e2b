"""The reference is the code's, in both languages: it is current, and nothing is missing or left unsaid in it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.walk import walked

from desk.api.app import PATH, described_api
from desk.pages import HERE
from domain.events import EventName, HouseEvent
from domain.labels import SCOPE
from domain.notices import NoticeKind
from huihan.command_table import TABLE, Command
from huihan.settings_file import documented_keys

ROOT = Path(__file__).parents[3]
FILES = {"en": ROOT / "docs" / "reference.md", "zh": ROOT / "docs" / "reference.zh.md"}
SETTINGS, COMMANDS, PAGES, KEYS, EVENTS, API = range(6)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def told(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, root / "tools" / "write_reference.py", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def rows(language: str, chapter: int) -> list[tuple[str, ...]]:
    """The rows of all tables of a chapter, without their heads."""
    return list(_rows(FILES[language].read_text("utf-8").split("\n## ")[chapter + 1]))


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    lines = text.splitlines()
    for before, line in zip(["", *lines], [*lines, ""], strict=True):
        if before.startswith("| ") and not line.startswith("|---"):
            yield tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", before)[1:-1])


def names(language: str, chapter: int) -> list[str]:
    return [row[0].strip("`") for row in rows(language, chapter)]


def description(row: tuple[str, ...], chapter: int) -> str:
    """What a row says of its thing."""
    return row[3] if chapter == SETTINGS and len(row) > 2 else row[-1] if chapter == PAGES else row[1]


def commands() -> list[str]:
    return [
        f"huihan {name}"
        for row in TABLE
        for name in ([row.name] if isinstance(row, Command) else [f"{row.name} {one.name}" for one in row.commands])
    ]


def paths() -> list[str]:
    described = described_api().openapi()["paths"]
    return [f"{method.upper()} {PATH}{path}" for path, methods in described.items() for method in methods]


def variables() -> list[str]:
    """The environment variables that the program asks for, but the one by which tests make it crash."""
    source = "".join(path.read_text("utf-8") for path in sorted((ROOT / "huihan").glob("*.py")))
    return sorted(set(re.findall(r'"(HUIHAN_[A-Z_]+)"', source)) - {"HUIHAN_CRASH_AT"})


EVERYTHING = {
    SETTINGS: [*documented_keys(), *variables()],
    COMMANDS: commands(),
    PAGES: [route.route.path for route in walked() if route.method == "GET"],
    KEYS: re.findall(r"\('([^']+)', _\(", (HERE / "templates" / "keys.html").read_text("utf-8")),
    EVENTS: [*EventName, *HouseEvent, *NoticeKind],
    API: [*paths(), f"GET {PATH}/openapi.json", *SCOPE],
}


def test_both_are_current() -> None:
    said = told("--check")
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("chapter", EVERYTHING)
@pytest.mark.parametrize("language", FILES)
def test_everything_that_the_code_has_stands_in_it_and_nothing_else(language: str, chapter: int) -> None:
    assert len(EVERYTHING[chapter]) > 10
    assert sorted(names(language, chapter)) == sorted(EVERYTHING[chapter])


@pytest.mark.parametrize("chapter", EVERYTHING)
def test_nothing_is_left_unsaid_in_either_language(chapter: int) -> None:
    english, chinese = rows("en", chapter), rows("zh", chapter)
    assert [row[0] for row in english] == [row[0] for row in chinese]
    assert [row for row in (*english, *chinese) if not all(row)] == []
    assert [row for row in english if not re.search(r"[a-z]", description(row, chapter))] == []
    assert [row for row in chinese if not CHINESE.search(description(row, chapter))] == []


@pytest.mark.parametrize("chapter", [COMMANDS, PAGES, KEYS, EVENTS, API])
def test_no_chinese_stands_in_the_english_tables(chapter: int) -> None:
    """But in those of the settings: their defaults and examples are in Chinese."""
    assert [row for row in rows("en", chapter) if CHINESE.search(" ".join(row))] == []


def test_every_setting_says_whether_a_change_needs_a_restart() -> None:
    told_when = {row[0].strip("`"): row[-1] for row in rows("en", SETTINGS) if len(row) > 2}
    assert set(told_when.values()) == {
        "after a restart",
        "at once under `/company`, else after a restart",
        "at once under `/mailboxes`, else after a restart",
        "at once under `/mailboxes/smtp`, else after a restart",
    }
    assert told_when["company.phone"].startswith("at once")
    assert told_when["mailbox.poll_every"] == told_when["company.case_prefix"] == "after a restart"


def test_a_setting_without_its_comment_makes_it_out_of_date(tmp_path: Path) -> None:
    for name in ("tools", "docs", "huihan/samples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    file = tmp_path / "huihan" / "samples" / "huihan.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("## 多久不用就要重新登录\n", ""), "utf-8")
    said = told("--check", root=tmp_path)
    assert said.returncode == 1, said.stdout + said.stderr
    assert "make reference" in said.stdout
