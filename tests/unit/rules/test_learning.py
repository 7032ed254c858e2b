"""Training: what the letters of a category have in common, how sure of it the model may be, and what danger is.

Covers rules.learning_danger.
"""

import pytest

from rules.learning import TooFewError, train
from rules.model_file import as_json
from rules.opinion import Opinion
from rules.suggest import Labelled

LIFT = ("轿厢晃得厉害", "轿厢里没有灯", "昨天轿厢又不动了", "轿厢门夹到我", "坐在轿厢里发抖") * 4
RUBBISH = ("满地果皮纸屑", "果皮堆在楼道", "有人乱扔果皮", "果皮招来蚊虫", "到处都是果皮") * 4


def labelled(**topics):
    return [Labelled(subject="", text=text, topic=topic) for topic, texts in topics.items() for text in texts]


def test_it_learns_what_the_letters_of_a_category_have_in_common(compiled):
    learnt = train(compiled(), labelled(lift=LIFT, rubbish=RUBBISH))
    assert (learnt.letters, learnt.tried, learnt.right) == (40, 40, 40)
    assert learnt.categories == ("environment", "equipment")
    opinion = Opinion(learnt)
    assert opinion.of("轿厢停在五楼").likely["equipment"] > 0.8
    assert opinion.of("谁丢的果皮").likely["environment"] > 0.8


def test_letters_that_are_labelled_against_each_other_make_it_less_sure(compiled):
    clear = train(compiled(), labelled(lift=LIFT, rubbish=RUBBISH))
    mixed = train(compiled(), labelled(lift=LIFT + RUBBISH[:12], rubbish=RUBBISH + LIFT[:12]))
    assert mixed.right < mixed.tried
    assert Opinion(mixed).of("轿厢").likely["equipment"] < Opinion(clear).of("轿厢").likely["equipment"]


def test_only_chinese_is_learnt_and_what_stands_in_one_letter_alone_is_not(compiled):
    learnt = train(compiled(), labelled(lift=(*LIFT, "王小芳的轿厢 B1 13800138000"), rubbish=RUBBISH))
    assert not {"王小", "小芳", "B1", "13"} & learnt.grams.keys()
    assert "轿厢" in learnt.grams


def test_a_topic_of_few_letters_is_not_learnt_and_one_category_alone_is_none(compiled):
    fees = ("账单不清", "账单太贵")
    assert train(compiled(), labelled(lift=LIFT, rubbish=RUBBISH, fees=fees)).topics == {
        "lift": "equipment",
        "rubbish": "environment",
    }
    with pytest.raises(TooFewError):
        train(compiled(), labelled(lift=LIFT, fees=fees))


def test_a_topic_of_few_letters_is_learnt_with_the_others_of_its_category(compiled):
    topics = (
        "- {id: lift, name: 电梯停运, category: equipment, signals: {电梯: 2, trapped: 3}}\n"
        "- {id: lift_noise, name: 电梯噪音, category: equipment, signals: {电梯响: 4}}\n"
        "- {id: rubbish, name: 垃圾清运, category: environment, signals: {垃圾: 4}}\n"
        "- {id: fees, name: 物业费, category: service, fee: true, signals: {物业费: 4, 乱收费: 5}}\n"
    )
    few = {"lift": LIFT[:6], "lift_noise": ("轿厢嗡嗡响", "轿厢响了一夜") * 3}
    assert train(compiled({"topics.yaml": topics}), labelled(rubbish=RUBBISH, **few)).topics == {
        "rest of equipment": "equipment",
        "rubbish": "environment",
    }


def test_equal_letters_give_an_equal_file(compiled):
    letters = labelled(lift=LIFT, rubbish=RUBBISH)
    assert as_json(train(compiled(), letters)) == as_json(train(compiled(), letters))


def test_it_learns_what_danger_is_from_letters_that_say_so(compiled):
    there = ("厨房喷火", "喷火了快来", "门口喷火", "车子喷火", "喷火烧人") * 4
    named = ("演习不喷火", "演习通知", "演习几点", "参加演习", "演习很好") * 4
    letters = labelled(lift=LIFT, rubbish=RUBBISH, danger=there, harmless=named)
    learnt = train(compiled(), letters)
    assert learnt.letters == 40
    assert (learnt.danger.letters, learnt.danger.heard, learnt.danger.others) == (20, 20, 60)
    opinion = Opinion(learnt)
    assert opinion.of("楼上喷火").danger > 0.8
    assert max(opinion.of(text).danger for text in ("演习", "轿厢晃", "果皮")) < 0.2
    assert opinion.of("轿厢晃").likely["equipment"] > 0.8


def test_few_letters_teach_no_danger(compiled):
    learnt = train(compiled(), labelled(lift=LIFT, rubbish=RUBBISH, danger=("喷火",), harmless=("演习",)))
    assert learnt.danger is None
    assert Opinion(learnt).of("轿厢喷火").danger == 0.0
