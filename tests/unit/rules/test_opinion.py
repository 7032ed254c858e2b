"""A trained model's opinion: learnt from labelled letters, a fact for rules, and nothing that decides by itself."""

import pytest

from domain.codes import Grade
from rules.diff import diff
from rules.load import load_rulebook
from rules.model import Learnt
from rules.opinion import Opinion, TooFewError, as_json, from_json, train
from rules.suggest import Labelled

LETTERS = {
    "lift": ("轿厢晃得厉害", "轿厢里没有灯", "昨天轿厢又不动了", "轿厢门夹到我", "坐在轿厢里发抖"),
    "rubbish": ("满地果皮纸屑", "果皮堆在楼道", "有人乱扔果皮", "果皮招来蚊虫", "到处都是果皮"),
}
SMALL = Learnt(
    letters=10, warmth=1.0, topics={"lift": 5, "rubbish": 5}, grams={"轿厢": {"lift": 5}, "果皮": {"rubbish": 5}}
)
RULE = "- {id: r, because: b, when: {model: {topic: lift, at_least: 0.8}}, then: {grade: E}}\n"


def labelled(**topics):
    return [Labelled(subject="", text=text, topic=topic) for topic, texts in topics.items() for text in texts]


def test_it_learns_what_the_letters_of_a_topic_have_in_common():
    trained = train(labelled(**LETTERS))
    assert trained.learnt.grams == SMALL.grams
    assert (trained.tried, trained.right) == (10, 10)
    held = Opinion(trained.learnt).of("", "轿厢停在五楼")
    assert held["lift"] > 0.9
    assert sum(held.values()) == pytest.approx(1)


def test_it_is_less_sure_of_what_it_was_wrong_about():
    mixed = {topic: tuple(f"{text}，说明情况" for text in texts) for topic, texts in LETTERS.items()}
    wrong = {"lift": LETTERS["rubbish"][:3], "rubbish": LETTERS["lift"][:3]}
    doubtful = train(labelled(**mixed) + labelled(**wrong))
    assert doubtful.right < doubtful.tried
    assert doubtful.learnt.warmth >= 1
    assert Opinion(doubtful.learnt).of("", "轿厢")["lift"] < Opinion(SMALL).of("", "轿厢")["lift"]


def test_a_letter_without_anything_known_has_no_opinion():
    assert Opinion(SMALL).of("subject", "漏水") == {}


def test_the_words_of_one_writer_alone_are_not_kept():
    letters = labelled(**LETTERS, fees=("王小芳的账单", "账单不清", "账单太贵"))
    assert not any("王小" in gram or "小芳" in gram for gram in train(letters).learnt.grams)


def test_a_topic_of_two_letters_is_not_learnt_and_one_alone_is_none():
    assert train(labelled(**LETTERS, fees=("账单不清", "账单太贵"))).learnt.topics == SMALL.topics
    with pytest.raises(TooFewError):
        train(labelled(lift=LETTERS["lift"], fees=("账单不清", "账单太贵")))


def test_equal_letters_give_an_equal_file_that_reads_back():
    learnt = train(labelled(**LETTERS)).learnt
    assert as_json(learnt) == as_json(train(labelled(**LETTERS)).learnt)
    assert from_json(as_json(learnt)) == learnt


def test_a_rule_may_ask_for_it_and_nothing_else_heeds_it(decided):
    files = {"model.json": as_json(SMALL)}
    assert decided("轿厢不动", files).topic is None
    assert decided("轿厢不动", {**files, "rules/more.yaml": RULE}).grade is Grade.E
    assert decided("果皮", {**files, "rules/more.yaml": RULE}).grade is Grade.C
    assert decided("漏水", {**files, "rules/more.yaml": RULE}).grade is Grade.C


def test_the_model_is_part_of_the_rulebook(write):
    plain = load_rulebook(write()).rulebook
    learnt = load_rulebook(write({"model.json": as_json(SMALL)})).rulebook
    assert plain.sha256 != learnt.sha256
    [change] = diff(plain, learnt)
    assert (change.kind, change.change) == ("model", "added")


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"rules/more.yaml": RULE}, "no model.json stands in the folder"),
        ({"rules/more.yaml": RULE.replace("lift", "fees"), "model.json": as_json(SMALL)}, "has not learnt fees"),
        ({"rules/more.yaml": RULE.replace("lift", "lifd"), "model.json": as_json(SMALL)}, "`lifd` is none of"),
        ({"rules/more.yaml": RULE.replace("0.8", "80"), "model.json": as_json(SMALL)}, "model: at_least"),
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
        as_json(SMALL).replace('"warmth": 1', '"warmth": NaN'),
        as_json(SMALL).replace('"warmth": 1', '"warmth": 0'),
        as_json(SMALL).replace('"letters": 10', '"letters": 0'),
        as_json(SMALL).replace('{"lift": 5}\n', '{"lift": -5}\n'),
        as_json(SMALL).replace('{"lift": 5}', '{"lifd": 5}'),
        as_json(SMALL).replace('{"lift": 5}', "[]"),
        '{"letters": 1, "warmth": 1, "topics": {}, "grams": {}}',
    ],
)
def test_a_broken_model_is_a_finding(write, text):
    assert text != as_json(SMALL)
    loaded = load_rulebook(write({"model.json": text}))
    assert loaded.rulebook is None
    assert [finding.file for finding in loaded.findings if not finding.warning] == ["model.json"]


def test_a_topic_that_the_rulebook_gave_up_is_a_warning(write):
    gone = Learnt(letters=10, warmth=1.0, topics={"lift": 5, "given_up": 5}, grams={"轿厢": {"lift": 5}})
    loaded = load_rulebook(write({"model.json": as_json(gone)}))
    assert loaded.rulebook is not None
    assert any("given_up" in finding.what for finding in loaded.findings)
