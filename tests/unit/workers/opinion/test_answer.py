"""What counts as a language model's answer, and which of its proposals people get to see."""

import json

import pytest

from domain.codes import Category, OpinionFailure
from domain.decision import SecondOpinion
from workers.opinion.answer import read_answer
from workers.opinion.language_model import ModelError

GOOD = {
    "category": "equipment",
    "confidence": 0.8,
    "urgent": True,
    "understanding": "来信人反映电梯停运三天，希望尽快修好。",
    "reply": "您好：\n来信收到，电梯停运一事我们正在核实。\n【待填写：原因】",
}


def answer(**changed):
    return read_answer(json.dumps({**GOOD, **changed}, ensure_ascii=False))


def test_an_answer_in_the_form_is_an_opinion_with_two_proposals():
    held = answer()
    assert held.opinion == SecondOpinion(category=Category.EQUIPMENT, urgent=True, confidence=0.8)
    assert held.understanding == GOOD["understanding"]
    assert held.reply == GOOD["reply"]


def test_the_fence_that_many_models_put_around_json_is_taken_off():
    assert read_answer(f"```json\n{json.dumps(GOOD)}\n```") == answer()


def test_further_keys_are_ignored_and_proposals_may_be_missing():
    held = read_answer('{"category": "other", "confidence": 1, "urgent": false, "needs_person": false, "grade": "A"}')
    assert held.model_dump(mode="json") == {
        "category": "other",
        "confidence": 1.0,
        "urgent": False,
        "understanding": None,
        "reply": None,
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我认为是设备类。",
        "[]",
        "null",
        '"equipment"',
        "{",
        "[" * 50_000,
        json.dumps({**GOOD, "category": "lift"}),
        json.dumps({**GOOD, "category": None}),
        json.dumps({**GOOD, "confidence": 1.2}),
        json.dumps({**GOOD, "confidence": -1}),
        json.dumps({**GOOD, "confidence": "sure"}),
        json.dumps({**GOOD, "confidence": float("nan")}),
        json.dumps({**GOOD, "confidence": float("inf")}),
        json.dumps({**GOOD, "urgent": "true"}),
        json.dumps({**GOOD, "urgent": 1}),
        json.dumps({name: value for name, value in GOOD.items() if name != "urgent"}),
        f"前言 {json.dumps(GOOD)}",
    ],
)
def test_anything_else_is_none(text):
    with pytest.raises(ModelError) as caught:
        read_answer(text)
    assert caught.value.failure is OpinionFailure.NONSENSE


@pytest.mark.parametrize(
    "proposal",
    [
        "请登录 https://wuye.example/login 查看",
        "请登录 www.wuye-fuwu.cn 查看",
        "请加 fuwu.top 领取补偿",
        "请拨打 13800138000 联系",
        "请写信到 someone@example.com",
        "请汇到 6222021234567890123",
        17,
        ["x"],
        "",
        "很" * 2000,
    ],
)
def test_a_proposal_that_leads_away_or_is_unfit_is_left_out_and_the_opinion_stands(proposal):
    held = answer(understanding=proposal, reply=proposal)
    assert (held.understanding, held.reply) == (None, None)
    assert held.opinion == answer().opinion


def test_what_would_steer_the_screen_is_made_visible():
    held = answer(understanding="好\u202e的\x1b[31m", reply="一\n二\u2028三")
    assert held.understanding == "好\\u202e的\\u001b[31m"
    assert held.reply == "一\n二\n三"
