"""A language model's opinion makes a person look and decides nothing; without one nothing changes.

Covers rules.facts.second_opinion.
"""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.codes import Category, Urgency
from domain.decision import DecisionInput, SecondOpinion
from rules.decide import decide
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook

SHIPPED_RULES = (shipped_rulebook() / "rules" / "second_opinion.yaml").read_text("utf-8")
RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
RULES = {"rules/second_opinion.yaml": SHIPPED_RULES}


def opinion(category="environment", confidence=0.9, *, urgent=False):
    return SecondOpinion(category=Category(category), confidence=confidence, urgent=urgent)


def doubts(decision):
    return [doubt.why for doubt in decision.doubts if doubt.slot == "needs_person"]


def test_another_category_on_thin_evidence_goes_before_a_person(decided):
    [why] = doubts(decided("电梯坏", RULES, second_opinion=opinion()))
    assert "另一类别" in why


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("电梯坏", None),
        ("电梯坏", opinion("equipment")),
        ("电梯坏", opinion(confidence=0.59)),
        ("电梯坏了，电梯停在三楼，有人被困在电梯里", opinion()),
    ],
    ids=["no opinion", "the same category", "not sure", "evidence enough"],
)
def test_nothing_else_does(decided, text, held):
    assert doubts(decided(text, RULES, second_opinion=held)) == []


def test_danger_that_the_rules_have_not_heard_goes_before_a_person(decided):
    [why] = doubts(decided("电梯坏", RULES, second_opinion=opinion("equipment", urgent=True)))
    assert "紧急" in why
    assert doubts(decided("被困电梯，电梯坏", RULES, second_opinion=opinion("equipment", urgent=True))) == []


@pytest.mark.parametrize("text", ["电梯坏", "垃圾没人清运", "物业费太贵，请问标准是多少？", "被困电梯", "今天天气好"])
@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("urgent", [True, False])
def test_whatever_it_holds_only_the_doubts_may_differ(compiled, text, category, urgent):
    book = compiled(RULES)
    for confidence in (0.0, 0.6, 1.0):
        given = DecisionInput(text=text, received=RECEIVED)
        held = replace(given, second_opinion=opinion(category, confidence, urgent=urgent))
        without, with_it = decide(book, given), decide(book, held)
        assert set(without.doubts) <= set(with_it.doubts)
        assert without.needs_person <= with_it.needs_person
        same = replace(with_it, doubts=without.doubts, needs_person=without.needs_person, reasons=without.reasons)
        assert same == without


def test_an_opinion_that_a_letter_is_not_urgent_says_nothing(decided):
    decision = decided("被困电梯", RULES, second_opinion=opinion("equipment"))
    assert decision.urgency is Urgency.URGENT
    assert doubts(decision) == []


@pytest.mark.parametrize("then", ["{grade: E}", "{category: other}", "{urgency: urgent, needs_person: 看}"])
def test_a_rule_that_would_decide_by_it_is_refused(write, then):
    when = "{second_opinion: {differs: category, at_least: 0.5}}"
    folder = write({"rules/more.yaml": f"- {{id: r, because: b, when: {when}, then: {then}}}\n"})
    assert "which what it asks for may not decide" in "".join(one.what for one in load_rulebook(folder).findings)


@pytest.mark.parametrize(
    "when",
    [
        "{not: {second_opinion: {differs: category, at_least: 0.5}}}",
        "{not: {all: [{fee: true}, {second_opinion: {differs: urgency, at_least: 0.5}}]}}",
    ],
)
def test_a_rule_that_would_go_by_its_absence_is_refused(write, when):
    folder = write({"rules/more.yaml": f"- {{id: r, because: b, when: {when}, then: {{needs_person: 看}}}}\n"})
    assert any("cannot stand under not" in finding.what for finding in load_rulebook(folder).findings)


@pytest.mark.parametrize(
    "asked",
    ["{differs: grade, at_least: 0.5}", "{at_least: 0.5}", "{differs: category}", "{differs: category, at_least: 2}"],
)
def test_what_cannot_be_asked_is_said(write, asked):
    rule = f"- {{id: r, because: b, when: {{second_opinion: {asked}}}, then: {{needs_person: 看}}}}\n"
    assert load_rulebook(write({"rules/more.yaml": rule})).findings
