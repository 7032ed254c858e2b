"""The grounds of a decision in English. Covers desk.views.ground_sentences."""

import re
from datetime import datetime

import pytest

from desk.messages import known, translations
from desk.spoken import sayer
from desk.views.ground_sentences import ALONE, ground_sentence
from domain.decision import DecisionInput
from rules.compiled import Compiled
from rules.decide import decide

CHINESE = re.compile("[\u4e00-\u9fff]")
RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
LETTERS = (
    "电梯坏了三天没有人修，老人出不了门，请尽快维修",
    "三号楼被困在电梯里了，快来人！",
    "小区的路灯坏了，垃圾也没人清运，楼道里到处都是杂物",
    "感谢保安师傅帮忙，非常满意",
    "物业费怎么算的？想请教一下",
    "我们三十户业主联名投诉停车收费太贵",
    "今天天气不错",
)


def english(because: str) -> str:
    found = ground_sentence(because)
    return sayer(translations("en").gettext, known())(found.message, found.values)


@pytest.mark.parametrize(
    ("because", "said"),
    [
        (
            "“电梯停运”得分最高：12.5分（其中模型3分），其次“垃圾清运不及时”4分",
            "12.5 points (3 of them from the model)",
        ),
        ("“电梯停运”得分最高：9分", "9 points"),
        ("还提到“电梯停运”：3分", "3 points"),
        ("该分类的默认责任部门，抄送", "with a copy"),
        ("按来信性质的默认级别，优先于 my-rule（B）", "before my-rule (B)"),
    ],
)
def test_a_ground_is_told_in_english(because: str, said: str) -> None:
    assert said in english(because)
    assert not CHINESE.search(english(because))
    assert str(ground_sentence(because)) == because


def test_every_ground_of_the_shipped_rules_is_told_in_english(compiled: Compiled) -> None:
    found = {
        reason.because
        for text in LETTERS
        for reason in decide(compiled, DecisionInput(text=text, received=RECEIVED)).reasons
    }
    assert len(found) > 20
    assert {one: english(one) for one in found if CHINESE.search(english(one))} == {}
    assert [one for one in ALONE if CHINESE.search(english(one))] == []


def test_the_note_of_a_house_s_own_rule_stays_as_it_was_written() -> None:
    assert english("本公司自己的规定") == "本公司自己的规定"
    assert english("") == ""
