"""A trained model's opinion: numbers in a file that people can read, a fact for rules, and never a decision.

Covers rules.facts.model, rules.facts.danger and rules.model_file.
"""

from dataclasses import replace
from math import exp, sqrt

import pytest

from domain.codes import Category, Grade, Urgency
from rules.diff import diff
from rules.learnt import DangerTold, Learnt, Stretch
from rules.load import load_rulebook
from rules.model_file import as_json, from_json
from rules.opinion import WARMTH, Opinion

SMALL = Learnt(
    letters=20,
    tried=20,
    right=19,
    sure=12,
    sure_right=12,
    topics={"fees": "environment", "rubbish": "environment", "lift": "equipment"},
    start=(0, 0, 0, 0, 0),
    grams={
        "轿厢": Stretch(1000, (0, 1, 2, 3, 4), (-3000, -3000, 3000, -3000, 3000)),
        "果皮": Stretch(1000, (0, 1, 2, 3, 4), (3000, 3000, -3000, 3000, -3000)),
        "桶": Stretch(3000, (3, 4), (400, -400)),
    },
)
TAUGHT = replace(
    SMALL,
    start=(*SMALL.start, 0),
    grams={**SMALL.grams, "坠": Stretch(1000, (5,), (9000,))},
    danger=DangerTold(10, 8, 20, 1),
)
EARLIER = (
    '{"letters": 5, "warmth": 1, "topics": {"lift": 5}, "grams": {"轿厢": {"lift": 5}}}',
    """{"letters": 5, "tried": 5, "right": 5, "sure": 5, "sure_right": 5, "categories": ["equipment", "other"],
    "start": [0, 0], "grams": {"轿厢": [1000, 5, -5]}}""",
)
RULE = "- {id: r, because: b, when: {model: {category: equipment, at_least: 0.8}}, then: {grade: E}}\n"
MODEL = {"model.json": as_json(SMALL)}


def scoring(**choices):
    """The general file with these choices of scoring."""
    lines = "".join(f"  {name}: {value}\n" for name, value in choices.items())
    return {"rulebook.yaml": "name: 小区\nschemes: {desk: [报修, 投诉建议]}\nscoring:\n" + lines}


def test_probabilities_add_up_to_one_and_follow_both_models():
    held = Opinion(SMALL).of("轿厢停在五楼").likely
    of_topics = 2 * exp(-3 * WARMTH) / exp(3 * WARMTH)  # two topics of the one category, one of the other
    of_categories = exp(-3) / exp(3)
    assert held["environment"] / held["equipment"] == pytest.approx(sqrt(of_topics * of_categories))
    assert sum(held.values()) == pytest.approx(1)


def test_what_is_said_again_and_what_is_rare_counts_more():
    opinion = Opinion(SMALL)
    once, again = opinion.of("轿厢，果皮").likely["equipment"], opinion.of("轿厢，果皮，轿厢").likely["equipment"]
    assert once < again < opinion.of("轿厢").likely["equipment"]
    assert opinion.of("轿厢，果皮，桶").likely["environment"] > opinion.of("轿厢，果皮").likely["environment"]


def test_a_letter_without_anything_known_has_no_opinion():
    assert Opinion(SMALL).of("漏水") == ({}, 0.0)


def test_a_file_reads_back_as_it_was_written():
    assert from_json(as_json(SMALL)) == SMALL


def test_danger_has_a_column_of_its_own():
    opinion = Opinion(TAUGHT)
    assert opinion.of("轿厢坠了").danger > 0.9
    assert opinion.of("果皮").danger == pytest.approx(0.5)
    assert sum(opinion.of("轿厢坠了").likely.values()) == pytest.approx(1)
    assert Opinion(SMALL).of("轿厢").danger == 0.0
    assert from_json(as_json(TAUGHT)) == TAUGHT


def test_a_rule_may_ask_whether_it_holds_that_danger_is_there(decided):
    rule = "- {id: r, because: b, when: {danger: 0.8}, then: {urgency: urgent}}\n"
    files = {"model.json": as_json(TAUGHT), "rules/more.yaml": rule}
    assert decided("轿厢坠了", files).urgency is Urgency.URGENT
    assert decided("轿厢", files).urgency is Urgency.ORDINARY
    assert decided("轿厢坠了", {**MODEL, "rules/more.yaml": rule}).urgency is Urgency.ORDINARY


def test_a_rule_may_ask_for_it(decided):
    assert decided("轿厢不动", {**MODEL, "rules/more.yaml": RULE}).grade is Grade.E
    assert decided("果皮", {**MODEL, "rules/more.yaml": RULE}).grade is Grade.C
    assert decided("漏水", {**MODEL, "rules/more.yaml": RULE}).grade is Grade.C


def test_a_rule_written_for_an_earlier_model_asks_for_the_category_of_its_topic(decided):
    rule = RULE.replace("category: equipment", "topic: lift")
    assert decided("轿厢不动", {**MODEL, "rules/more.yaml": rule}).grade is Grade.E


def test_where_nothing_was_heard_its_category_stands_before_a_person(decided):
    alone = decided("轿厢不动")
    assert (alone.category, alone.needs_person) == (Category.OTHER, True)
    advised = decided("轿厢不动", MODEL)
    assert (advised.topic, advised.category, advised.needs_person) == (None, Category.EQUIPMENT, True)
    [reason] = [one for one in advised.reasons if one.slot == "category"]
    assert "模型" in reason.because


def test_weak_evidence_is_a_doubt_unless_the_model_agrees(decided):
    thin = {**scoring(words=3)}
    assert decided("电梯坏了", thin).needs_person
    assert not decided("电梯坏了，轿厢黑着", {**thin, **MODEL}).needs_person
    assert decided("电梯坏了，旁边有果皮", {**thin, **MODEL}).needs_person


def test_strong_evidence_is_a_doubt_where_the_model_is_sure_of_another_category(decided):
    letter = "电梯坏了，果皮"
    assert not decided(letter, {**scoring(against=1), **MODEL}).needs_person
    against = decided(letter, {**scoring(against=0.8), **MODEL})
    assert (against.category, against.needs_person) == (Category.EQUIPMENT, True)
    [doubt] = against.doubts
    assert (doubt.slot, doubt.candidates[0].value) == ("category", "environment")
    assert "环境管理" in doubt.why


def test_it_adds_to_the_topics_of_a_category_it_holds_for_likely_at_most_eight_times_what_words_say(decided):
    letter = "电梯，垃圾，轿厢"
    plain = decided(letter)
    assert [one.topic for one in plain.topics] == ["rubbish", "lift"]
    advised = decided(letter, {**scoring(model=3), **MODEL})
    assert [one.topic for one in advised.topics] == ["lift", "rubbish"]
    scores = {one.topic: one.score for one in plain.topics}
    assert advised.topics[0].score == pytest.approx(scores["lift"] + 3, abs=0.1)
    most = decided(letter, {**scoring(model=100), **MODEL})
    assert most.topics[0].score == pytest.approx(9 * scores["lift"])
    [reason] = [one for one in advised.reasons if one.slot == "topic"]
    assert "其中模型3分" in reason.because


def test_a_category_of_which_no_topic_was_heard_may_win_but_a_person_looks(decided):
    beyond = decided("垃圾旁边的轿厢不动", {**scoring(model=10), **MODEL})
    assert (beyond.topic, beyond.category, beyond.needs_person) == (None, Category.EQUIPMENT, True)
    assert [one.topic for one in beyond.topics] == ["rubbish"]
    [doubt] = beyond.doubts
    assert (doubt.slot, doubt.candidates[0].value) == ("category", "equipment")
    words = decided("垃圾没人清运，垃圾旁边的轿厢不动", {**scoring(model=4), **MODEL})
    assert (words.topic, words.category) == ("rubbish", Category.ENVIRONMENT)


def test_the_model_is_part_of_the_rulebook(write):
    plain = load_rulebook(write()).rulebook
    learnt = load_rulebook(write(MODEL)).rulebook
    assert plain.sha256 != learnt.sha256
    [change] = diff(plain, learnt)
    assert (change.kind, change.change) == ("model", "added")


@pytest.mark.parametrize("model", EARLIER)
def test_a_model_of_an_earlier_version_is_a_warning_and_not_asked(write, model):
    loaded = load_rulebook(write({"model.json": model}))
    assert loaded.rulebook.learnt is None
    [warned] = [finding for finding in loaded.findings if finding.file == "model.json"]
    assert "rules learn" in str(warned)


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"rules/more.yaml": RULE}, "no model.json stands in the folder"),
        ({"rules/more.yaml": RULE.replace("equipment", "other"), **MODEL}, "has not learnt other"),
        ({"rules/more.yaml": RULE.replace("equipment", "equipmend"), **MODEL}, "`equipmend` is none of"),
        ({"rules/more.yaml": RULE.replace("0.8", "80"), **MODEL}, "model: at_least"),
    ],
)
def test_a_rule_that_asks_for_what_no_model_knows_is_a_finding(write, files, what):
    loaded = load_rulebook(write(files))
    assert loaded.rulebook is None
    assert any(what in str(finding) for finding in loaded.findings)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        as_json(SMALL).replace('"letters": 20', '"letters": -1'),
        as_json(SMALL).replace('"letters": 20', '"letters": true'),
        as_json(SMALL).replace("[3000, 3, 400, 4, -400]", "[3000, 3, 400, 4]"),
        as_json(SMALL).replace("[3000, 3, 400, 4, -400]", "[3000, 3, 400, 5, -400]"),
        as_json(SMALL).replace("[3000, 3, 400, 4, -400]", "[3000, 3, 400, 4, NaN]"),
        as_json(SMALL).replace("[3000, 3, 400, 4, -400]", "[]"),
        as_json(SMALL).replace("[3000, 3, 400, 4, -400]", '"桶"'),
        as_json(SMALL).replace('"equipment"}', '"equipmend"}'),
        as_json(SMALL).replace('"equipment"}', '"environment"}'),
        as_json(SMALL).replace('"equipment"}', "5}"),
        as_json(SMALL).replace('"桶"', '"垃圾桶"'),
        as_json(SMALL).replace('"start": [0, 0, 0, 0, 0]', '"start": [0, 0]'),
        as_json(SMALL).replace('"letters"', '"danger": [1, 1, 1, 1], "letters"'),
        as_json(TAUGHT).replace("[10, 8, 20, 1]", "[10, 8]"),
    ],
)
def test_a_broken_model_is_a_finding(write, text):
    assert text != as_json(SMALL)
    loaded = load_rulebook(write({"model.json": text}))
    assert loaded.rulebook is None
    assert [finding.file for finding in loaded.findings if not finding.warning] == ["model.json"]
