"""A form is decided by what was ticked and written on it, never by what was printed there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.codes import Channel, Urgency
from domain.decision import Decision, DecisionInput
from domain.settings import Limits
from ingest.read import read_letters
from rules.compiled import Compiled
from workers.deciding.decision_input import decide_document

SAMPLES = Path(__file__).parents[2] / "samples"
RECEIVED = datetime(2026, 11, 20, 1, tzinfo=UTC)


def decided(compiled: Compiled, name: str) -> Decision:
    (document,) = read_letters((SAMPLES / name).read_bytes(), name=name, limits=Limits())
    return decide_document(compiled, document, received=RECEIVED, channel=Channel.LETTER)[1]


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("form-boxes.txt", "public_lighting"),
        ("form-brackets.txt", "household_noise"),
        ("form-hints.txt", "greening_care"),
    ],
)
def test_what_was_chosen_decides(compiled: Compiled, name: str, topic: str) -> None:
    decision = decided(compiled, name)
    assert decision.topic == topic
    assert decision.urgency is not Urgency.URGENT


def test_the_model_is_asked_of_the_residents_own_words(compiled: Compiled) -> None:
    words = "单元门的闭门器坏了，请来修。"
    form = f"物业服务收费登记表\n姓名：顾南  电话：13900004321  房号：9-2-603\n缴费日期：2026年11月\n情况说明：{words}"
    given = [DecisionInput(text=text, received=RECEIVED) for text in (words, form)]
    plain, filled = (compiled.situation(one, {}).held for one in given)
    assert plain == filled
