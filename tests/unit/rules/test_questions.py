"""Only facts that can matter reach the engine; what fires is the same as if all did."""

from datetime import datetime

import pytest

from domain.decision import DecisionInput

RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
RULES = """
- {id: both, because: b, when: {all: [{word: 电梯}, {word: 垃圾}]}, then: {grade: B}}
- {id: without, because: b, when: {all: [{word: 物业费}, {not: {word: 收据}}]}, then: {grade: D}}
- {id: never, because: b, when: {not: {word: 谢谢}}, then: {fee: true}}
- {id: later, because: b, when: {all: [{word: 清运}, {category: [environment]}]}, then: {grade: E}}
"""

LATER = "- {id: later, because: b, when: {all: [{word: 清运}, {not: {urgency: [urgent]}}]}, then: {needs_person: 请看}}"


@pytest.mark.parametrize(
    ("text", "needed", "absent"),
    [
        ("电梯", set(), {"word:谢谢"}),
        ("电梯垃圾", {"电梯", "垃圾"}, {"word:谢谢"}),
        ("物业费", {"物业费"}, {"word:收据", "word:谢谢"}),
        ("物业费收据", set(), {"word:谢谢"}),
        ("清运，谢谢", {"清运"}, set()),
    ],
)
def test_a_fact_whose_rule_lacks_another_is_left_out(compiled, text, needed, absent):
    book = compiled({"rules/more.yaml": RULES})
    situation = book.situation(DecisionInput(text=text, received=RECEIVED), {})
    facts, names = book.questions[0].facts(situation, set())
    assert {fact.key for fact in facts if fact.kind == "word"} == needed
    assert {name.removesuffix(">=1") for name in names if name.startswith("word:")} == absent


@pytest.mark.parametrize(("text", "asked"), [("垃圾清运，谢谢", True), ("垃圾满了，谢谢", False)])
def test_a_step_asks_nothing_for_a_rule_whose_earlier_step_was_not_met(compiled, text, asked):
    book = compiled({"rules/more.yaml": LATER})
    met: set[int] = set()
    letter = DecisionInput(text=text, received=RECEIVED)
    book.questions[0].facts(book.situation(letter, {}), met)
    facts, names = book.questions[7].facts(book.situation(letter, {"urgency": "ordinary"}), met)
    assert (facts, bool(names)) == ([], asked)


def test_what_several_steps_answer_is_joined_by_the_engine(decided):
    files = {"rules/more.yaml": RULES}
    assert decided("垃圾没人清运", files).grade == "E"
    assert decided("电梯没人清运", files).grade == "C"
