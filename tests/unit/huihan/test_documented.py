"""What the manuals must not forget: every command, every code, every label."""

from enum import StrEnum
from pathlib import Path

import pytest

from domain import codes, labels
from huihan.command_table import TABLE, Command

DOCS = Path(__file__).parents[3] / "docs"
in_both = pytest.mark.parametrize("manual", ["commands.md", "commands.zh.md"])


def names() -> list[str]:
    alone = [f"huihan {row.name}" for row in TABLE if isinstance(row, Command)]
    return alone + [
        f"huihan {row.name} {one.name}" for row in TABLE if not isinstance(row, Command) for one in row.commands
    ]


@in_both
def test_every_command_is_in_the_manual(manual: str) -> None:
    commands = names()
    text = (DOCS / manual).read_text("utf-8")
    assert len(commands) >= 18
    assert [name for name in commands if f"`{name}" not in text] == []


@in_both
@pytest.mark.parametrize(
    "kind",
    [
        *(codes.Category, codes.Department, codes.Urgency, codes.Kind, codes.Channel, codes.CaseState),
        *(codes.LetterState, codes.Role, codes.ClockName, codes.ClockState),
    ],
)
def test_every_code_is_in_the_manual(manual: str, kind: type[StrEnum]) -> None:
    told = (DOCS / manual).read_text("utf-8").rpartition("\n## ")[2]
    listed = [set(cell.split()) for cell in told.split("`")[1::2]]
    assert {code.value for code in kind} in listed


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        (labels.CATEGORY, codes.Category),
        (labels.DEPARTMENT, codes.Department),
        (labels.GRADE, codes.Grade),
        (labels.URGENCY, codes.Urgency),
        (labels.KIND, codes.Kind),
        (labels.CLOCK, codes.ClockName),
        (labels.CLOCK_STATE, codes.ClockState),
        (labels.LETTER, codes.LetterKind),
        (labels.LETTER_STATE, codes.LetterState),
        (labels.CASE_STATE, codes.CaseState),
        (labels.IGNORED, codes.IgnoredReason),
        (labels.CHANNEL, codes.Channel),
    ],
)
def test_every_code_has_a_label(label: dict[str, str], kind: type[StrEnum]) -> None:
    assert set(label) == set(kind)
