"""Why a Word file is not taken, in sentences for staff that name the place."""

import pickle

import pytest

from domain.said import Sentence
from letters.word.packages.refusal import COMMENTED, FIELD, HEADER, PackageRefused, in_body, raise_if, said


def test_a_place_in_the_body_shows_how_its_paragraph_begins():
    assert str(in_body(3, "尊敬的王建国先生，您反映的电梯停运问题收悉")) == "第 3 段“尊敬的王建国先生，您反映”"
    assert str(in_body(3, " \n ")) == "第 3 段"


def test_a_sentence_is_about_its_place():
    assert str(said(FIELD, HEADER, field="DATE")).startswith("页眉有自动变化的域（DATE）")
    assert str(said(COMMENTED, in_body(1, "您好"))).startswith("第 1 段“您好”还有批注")


def test_nothing_to_mend_is_no_refusal():
    raise_if([])


def test_the_same_reason_twice_is_said_once_and_in_order():
    one, other = Sentence("甲"), Sentence("乙")
    with pytest.raises(PackageRefused) as refused:
        raise_if([one, other, Sentence("甲")])
    assert [str(why) for why in refused.value.why] == ["甲", "乙"]
    assert str(refused.value) == "甲 乙"


def test_a_refusal_comes_back_from_another_process():
    refused = pickle.loads(pickle.dumps(PackageRefused(Sentence("甲 {n}", {"n": 3}))))  # noqa: S301 - made here
    assert str(refused) == "甲 3"
