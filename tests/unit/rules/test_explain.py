"""Every slot is explained by what won, what it won over, and the letter's exact words where they stand."""

from datetime import datetime

import pytest

from domain.decision import DecisionInput
from rules.decide import decide
from rules.explain import explain

RULES = """
- {id: low, because: 常规, priority: 200, when: {signal: trapped}, then: {grade: C, clocks: {acknowledge: 4 h}}}
- {id: entrapment, because: 有人被困, when: {signal: trapped}, then: {grade: A, clocks: {acknowledge: 30 min}}}
- {id: everyone, because: 代表多户, when: {signal: everyone}, then: {grade: B}}
"""
TEXT = "您好：\n昨晚我父亲被困电梯两个小时，\n门口的垃圾也没有人清运，全体业主都在等。"


@pytest.fixture
def explained(compiled):
    given = DecisionInput(subject="电梯坏了", text=TEXT, received=datetime.fromisoformat("2026-03-02T10:00:00+08:00"))
    book = compiled({"rules/base.yaml": RULES})
    return given, decide(book, given), explain(book, given)


def slot(found, name):
    return next(one for one in found.slots if one.slot == name)


def test_the_decision_is_the_one_that_decide_makes(explained):
    _, decided, found = explained
    assert found.decision == decided
    assert found.again
    assert {one.slot for one in found.slots} == {reason.slot for reason in decided.reasons}


def test_rules_that_fired_and_lost_are_named_with_what_they_wanted(explained):
    _, _, found = explained
    grade = slot(found, "grade")
    assert (grade.value, [(one.rule, one.priority) for one in grade.won]) == ("A", [("entrapment", 100)])
    assert [(one.rule, one.value, one.priority) for one in grade.over] == [("low", "C", 200), ("everyone", "B", 100)]
    clock = slot(found, "clock:acknowledge")
    assert [(one.rule, one.value) for one in clock.won] == [("entrapment", "30 min")]
    assert [(one.rule, one.value) for one in clock.over] == [("low", "4 h")]
    assert clock.value == "2026-03-02T10:30:00+08:00"


def test_words_are_quoted_with_line_column_and_what_stands_around_them(explained):
    given, _, found = explained
    (ground,) = slot(found, "grade").won
    (words,) = ground.words
    assert words.match.text == "被困电梯"
    assert (words.line, words.column) == (2, 6)
    assert given.text.split("\n")[1][words.column - 1 :].startswith("被困电梯")
    assert (words.before, words.after) == ("昨晚我父亲", "两个小时，")


def test_runner_up_topics_stand_with_their_scores_and_words(explained):
    _, decided, found = explained
    assert [topic.topic for topic in found.topics] == [score.topic for score in decided.topics] == ["lift", "rubbish"]
    assert {words.match.text for words in found.topics[1].words} == {"垃圾", "清运"}


def test_a_stored_decision_is_explained_in_its_own_words(compiled, explained):
    given, decided, _ = explained
    stored = type(decided)(**vars(decided) | {"households": 12})
    found = explain(compiled({"rules/base.yaml": RULES}), given, stored)
    assert found.decision == stored
    assert not found.again
