"""A doubt is said in English too, whatever part of it the letter or the rulebook gave.

Covers desk.views.doubt_sentences.
"""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from desk.messages import known, translations
from desk.spoken import sayer
from desk.views.doubt_sentences import doubt_sentence
from domain.decision import DecisionInput
from rules.compiled import Compiled
from rules.decide import decide

LETTERS = Path(__file__).parents[4] / "bench" / "labelled.jsonl"
RECEIVED = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
FURTHER = (
    "阿萨德发斯蒂芬",
    "电梯坏了。垃圾没人清运。停车费涨价。",
    "麻烦看一下，谢谢。",
    "昨天路灯",
)


def english(why: str) -> str:
    sentence = doubt_sentence(why)
    return sayer(translations("en").gettext, known())(sentence.message, sentence.values)


def test_what_the_shipped_rulebook_doubts_is_said_without_a_word_of_chinese(compiled: Compiled) -> None:
    texts = [*FURTHER, *(json.loads(line)["text"] for line in LETTERS.read_text("utf-8").splitlines())]
    decided = (decide(compiled, DecisionInput(subject="", text=text, received=RECEIVED)) for text in texts)
    said = {english(doubt.why) for decision in decided for doubt in decision.doubts}
    assert len(said) > 5
    assert [one for one in said if re.search("[㐀-鿿]", one)] == []


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("没有听到任何主题的词语，请人工阅读", "No words of any topic were heard: please read it"),
        ("词语得分1.5低于3", "The words score 1.5, less than 3"),
        ("“电梯停运”、“停车收费”得分相近，难分主次", "“Lift out of order”, “Parking fees” score about the same"),
        ("模型的看法不同：设备管理", "The model holds another view: Equipment"),
        (
            "优先级相同的规则结论不同：my-rule（A）、other（B）",
            "Rules of the same priority disagree: my-rule（A）、other（B）",
        ),
        ("“50% {score} <b>”、“停车收费”得分相近，难分主次", "“50% {score} <b>”, “Parking fees” score about the same"),
        ("按{我们的}规定 100% 要看", "按{我们的}规定 100% 要看"),
    ],
)
def test_each_form_keeps_its_values(why: str, said: str) -> None:
    assert english(why) == said
