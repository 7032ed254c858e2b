"""What is no complaint, what is a suggestion or enquiry, and who speaks for a group, in letters written for it."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.codes import Kind
from domain.decision import DecisionInput
from rules.compiled import compile_rulebook
from rules.decide import decide
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook

LETTERS = Path(__file__).parents[3] / "bench" / "kinds.jsonl"
RECEIVED = datetime(2026, 3, 2, 2, tzinfo=UTC)
LEAST = {
    Kind.PRAISE: (0.95, 0.9),
    Kind.REQUEST: (0.95, 0.9),
    Kind.NOT_FOR_US: (0.9, 0.85),
    Kind.SUGGESTION: (0.85, 0.9),
    Kind.ENQUIRY: (0.8, 0.9),
    Kind.COMPLAINT: (0.9, 0.85),
}
"""Precision and recall that each kind keeps."""


@pytest.fixture(scope="module")
def decided():
    compiled = compile_rulebook(load_rulebook(shipped_rulebook()).rulebook)
    letters = [json.loads(line) for line in LETTERS.read_text(encoding="utf-8").splitlines()]
    found = [
        (one, decide(compiled, DecisionInput(subject=one["subject"], text=one["text"], received=RECEIVED)))
        for one in letters
    ]
    compiled.engine.close()
    return found


def _figures(pairs):
    """Value → precision and recall."""
    counted = Counter(pairs)
    right = {value: counted[value, value] for value, _ in counted}
    wanted = Counter(want for want, _ in pairs)
    given = Counter(got for _, got in pairs)
    return {value: (right[value] / max(1, given[value]), right[value] / wanted[value]) for value in wanted}


def test_each_kind_is_told_from_the_others(decided):
    figures = _figures([(Kind(letter["kind"]), decision.kind) for letter, decision in decided if "kind" in letter])
    assert figures.keys() == set(Kind)
    for kind, (precision, recall) in LEAST.items():
        assert figures[kind][0] >= precision, kind
        assert figures[kind][1] >= recall, kind


def test_who_speaks_for_a_group(decided):
    figures = _figures([(letter["group"], decision.group) for letter, decision in decided if "group" in letter])
    precision, recall = figures[True]
    assert 2 * precision * recall / (precision + recall) >= 0.9


def test_none_but_a_person_settles_what_is_no_complaint(decided):
    left_alone = [
        letter["id"] for letter, decision in decided if not decision.kind.is_matter and not decision.needs_person
    ]
    assert left_alone == []
