"""The picture of a case's course is the table's, and the page about it names every act."""

import re
import subprocess
import sys
from pathlib import Path

from domain.codes import CaseState
from domain.course import Act
from domain.course_table import STEPS
from domain.labels import ACT, CASE_STATE

ROOT = Path(__file__).parents[3]
DRAW = ROOT / "tools" / "draw_course.py"
PICTURE = ROOT / "docs" / "images" / "course.svg"
PAGE = ROOT / "docs" / "course.md"


def test_the_picture_is_current() -> None:
    said = subprocess.run([sys.executable, DRAW, "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_every_state_and_what_filing_asks_for_stand_in_it() -> None:
    drawn = PICTURE.read_text("utf-8")
    assert all(f">{CASE_STATE[state]}<" in drawn for state in CaseState)
    assert drawn.count("缺则不办") == sum(
        len(STEPS[act].needs) for act in (Act.FILE, Act.FILE_UNVISITED, Act.NEW_ROUND)
    )


def test_the_page_names_every_act_in_both_languages_and_which_ask_for_a_reason() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert [name for name, _, _, _ in rows] == [act.value for act in Act]
    assert {name: label for name, label, _, _ in rows} == {act.value: ACT[act] for act in Act}
    assert {name: bool(reason.strip()) for name, _, _, reason in rows} == {act.value: STEPS[act].reason for act in Act}
    assert all(re.search(r"[a-z]", english) for _, _, english, _ in rows)
