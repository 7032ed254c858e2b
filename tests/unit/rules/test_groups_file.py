"""When letters are proposed as one matter, as the rulebook says; a rulebook without the file has the usual numbers.

Covers rules.schema.groups.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.groups import GroupRules
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook

Write = Callable[..., Path]


def test_without_the_file_the_usual_numbers_hold(write: Write) -> None:
    assert load_rulebook(write()).rulebook.groups == GroupRules()


def test_each_number_may_be_set_alone(write: Write) -> None:
    found = load_rulebook(write({"groups.yaml": "within_days: 10\napart: [lift]\n"})).rulebook.groups
    assert found == GroupRules(within_days=10, apart=frozenset({"lift"}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("within_days: 0", "within_days"),
        ("same_building: 1", "same_building"),
        ("same_project: many", "same_project"),
        ("apart: [liftt]", "liftt"),
        ("windows: 3", "windows"),
    ],
)
def test_what_cannot_be_is_a_finding(write: Write, text: str, words: str) -> None:
    loaded = load_rulebook(write({"groups.yaml": f"{text}\n"}))
    assert any(words in str(found) and found.file == "groups.yaml" for found in loaded.findings)


def test_the_shipped_numbers_are_the_usual_ones() -> None:
    assert load_rulebook(shipped_rulebook()).rulebook.groups == GroupRules()
