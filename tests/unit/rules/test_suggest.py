"""Words learnt from letters that people have labelled: frequent, telling, new; and nothing else."""

import pytest
from ruamel.yaml import YAML

from rules.load import load_rulebook
from rules.suggest import Labelled, as_patch, suggest


@pytest.fixture
def book(write):
    return load_rulebook(write()).rulebook


LIFT = ("轿厢晃得厉害", "轿厢里没有灯", "昨天轿厢又不动了", "轿厢门夹到我", "坐在轿厢里发抖")
RUBBISH = ("桶满了没人倒", "门口的桶发臭", "楼下的桶翻倒在地", "桶边全是虫")
FEES = ("账单看不懂", "账单多出一项", "账单没有寄来", "账单上写错面积")


def labelled(**topics):
    return [Labelled(subject="", text=text, topic=topic) for topic, texts in topics.items() for text in texts]


def test_a_word_of_one_topic_alone_is_proposed_with_its_counts(book):
    found = suggest(book, labelled(lift=LIFT, rubbish=RUBBISH, fees=FEES))
    assert [(one.topic, one.word) for one in found] == [("lift", "轿厢"), ("fees", "账单")]
    [lift, _] = found
    assert (lift.letters, lift.of, lift.others, lift.of_others) == (5, 5, 0, 8)
    assert 1 <= lift.weight <= 4


def test_a_word_that_others_use_too_is_not(book):
    others = tuple(f"{text}，轿厢" for text in RUBBISH)
    assert "轿厢" not in {one.word for one in suggest(book, labelled(lift=LIFT, rubbish=others, fees=FEES))}


def test_a_word_that_is_heard_already_is_not(book):
    texts = ("电梯坏在三楼", "电梯坏得很", "电梯坏透了", "又是电梯坏掉")
    assert suggest(book, labelled(lift=texts, rubbish=RUBBISH * 3)) == ()


@pytest.mark.parametrize(("texts", "least"), [(LIFT[:2], 3), (LIFT[:3], 4)])
def test_few_letters_prove_nothing(book, texts, least):
    found = suggest(book, labelled(lift=texts, rubbish=RUBBISH, fees=FEES), least=least)
    assert [one.word for one in found if one.topic == "lift"] == []


def test_the_words_are_whole_and_folded(book):
    texts = ("曳引機異響", "曳引機換了", "曳引機漏油", "曳引機停轉")
    assert [one.word for one in suggest(book, labelled(lift=texts, fees=FEES * 2)) if one.topic == "lift"] == ["曳引机"]


def test_a_word_that_stands_in_others_by_chance_is_not_proposed(book):
    texts = ("请修灯确保安全", "路口确保安全", "一定确保安全", "为了确保安全")
    assert "保安" not in {one.word for one in suggest(book, labelled(lift=texts, fees=FEES * 2))}


def test_the_patch_is_yaml_with_the_evidence_beside_each_word(book):
    patch = as_patch(suggest(book, labelled(lift=LIFT, rubbish=RUBBISH, fees=FEES)), 13)
    assert [entry["id"] for entry in YAML(typ="safe").load(patch)] == ["lift", "fees"]
    assert "本主题 5 封中 5 封，其他 8 封中 0 封" in patch
    assert as_patch((), 0).splitlines()[-1] == "# 没有足够把握的词可提。"
