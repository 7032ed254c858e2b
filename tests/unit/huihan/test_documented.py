"""What the manuals must not forget: every command, every code, every label."""

from enum import StrEnum
from pathlib import Path

import pytest

from domain import codes, labels
from huihan.command_table import TABLE, Command

MANUAL = (Path(__file__).parents[3] / "docs" / "commands.md").read_text("utf-8")


def names() -> list[str]:
    alone = [f"huihan {row.name}" for row in TABLE if isinstance(row, Command)]
    return alone + [
        f"huihan {row.name} {one.name}" for row in TABLE if not isinstance(row, Command) for one in row.commands
    ]


def test_every_command_is_in_the_manual() -> None:
    commands = names()
    assert len(commands) >= 18
    assert [name for name in commands if f"`{name}" not in MANUAL] == []


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
