"""Short letters of plain danger are urgent and go before a person; letters that only name danger are not urgent.

All letters of `bench/danger.jsonl`: Mandarin of several regions, Cantonese, the wording of Taiwan, English.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.codes import Urgency
from domain.decision import DecisionInput
from rules.compiled import compile_rulebook
from rules.decide import decide
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook

LETTERS = Path(__file__).parents[3] / "bench" / "danger.jsonl"
RECEIVED = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def decisions():
    """Each letter's text, whether danger is there, and the decision."""
    compiled = compile_rulebook(load_rulebook(shipped_rulebook()).rulebook)
    letters = [json.loads(line) for line in LETTERS.read_text(encoding="utf-8").splitlines()]
    found = [
        (one["text"], one["danger"], decide(compiled, DecisionInput(subject="", text=one["text"], received=RECEIVED)))
        for one in letters
    ]
    compiled.close()
    return found


def test_danger_that_is_there_is_urgent_and_goes_before_a_person(decisions):
    there = [(text, decision) for text, danger, decision in decisions if danger]
    assert len(there) >= 60
    for text, decision in there:
        assert (decision.urgency, decision.needs_person) == (Urgency.URGENT, True), text


def test_danger_that_is_only_named_is_not_urgent(decisions):
    named = [(text, decision) for text, danger, decision in decisions if not danger]
    assert len(named) >= 60
    for text, decision in named:
        assert decision.urgency is not Urgency.URGENT, text
        assert decision.alarms == (), text


def test_a_worry_is_no_danger_but_a_worry_with_a_fact_is(decisions):
    urgent = {text: decision.urgency is Urgency.URGENT for text, _, decision in decisions}
    assert not urgent["担心外墙瓷砖掉下来，能不能安排检查？"]
    loose = "外墙瓷砖已经松动了好几块，怕掉下来砸到人。"
    assert urgent[loose]
