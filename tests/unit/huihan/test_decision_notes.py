"""Decision notes: a heading is its file's number, a number is one note, and every note that is mentioned exists."""

import re
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[3]
NOTES = sorted((ROOT / "docs" / "decisions").iterdir())
_FILE = re.compile(r"(\d{3})-[a-z0-9-]+\.md")
_MENTIONED = re.compile(r"\bdecisions?(?:/|\s+(?:note\s+)?)(\d{3})\b", re.IGNORECASE)
_TEXT = (".py", ".md", ".html", ".toml", ".yaml", ".sh")


def _numbers() -> list[str]:
    return [note.name[:3] for note in NOTES]


def test_each_note_begins_with_the_number_of_its_file() -> None:
    for note in NOTES:
        assert _FILE.fullmatch(note.name), note.name
        heading = note.read_text(encoding="utf-8").split("\n", 1)[0]
        assert re.fullmatch(rf"# {note.name[:3]} \S.*", heading), f"{note.name}: {heading}"


def test_no_two_notes_have_one_number() -> None:
    assert [number for number, count in Counter(_numbers()).items() if count > 1] == []


def test_every_note_that_is_mentioned_exists() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    missing = {
        f"{name}: decision {number}"
        for name in listed.splitlines()
        if name.endswith(_TEXT) and (ROOT / name).is_file()
        for number in _MENTIONED.findall((ROOT / name).read_text(encoding="utf-8", errors="replace"))
        if number not in _numbers()
    }
    assert missing == set()
