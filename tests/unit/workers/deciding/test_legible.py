"""What may be a complaint under an automatic header, and what surely is none."""

import pytest

from domain.reading import Document, Part
from domain.reading_codes import Method
from ingest.fields import find_fields
from workers.deciding.legible import complains


def document(text, subject="", *, parts=()):
    return Document(subject=subject, text=text, parts=parts, fields=find_fields(subject, text, reference=None))


@pytest.mark.parametrize(
    "text",
    [
        "本单元电梯停运三天，请尽快维修。",
        "樓上一直漏水，沒有人處理。",
        "我要投诉你们的保安。",
        "7栋1单元1402李华，电话13912345678，请回电。",
        "The lift in my building has been broken for a week.",
        "门口又没人管了，三天了",
        "你们物业还在吗？",
        "我家的事情说了三次了。",
        "三天没人来，太过分了",
    ],
)
def test_what_may_be_a_complaint(compiled, text):
    assert complains(compiled, document(text))


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("自动回复：您好", "我正在休假，回来后回复您。"),
        ("团购优惠", "本周团购优惠。"),
        ("城市周刊", "本期导读：五个城市的经验。退订请点击链接。"),
        ("已读: [TS-2026-000001] 您的来信已收悉：电梯停运", "您的邮件已于今天阅读。"),
        ("已读", "主题：[TS-2026-000001] 您的来信已收悉：电梯停运，请维修\n已阅读。"),
        ("Automatic reply: elevator", "I am away until Monday."),
        ("", ""),
    ],
)
def test_what_is_none(compiled, subject, text):
    assert not complains(compiled, document(text, subject))


def test_what_could_not_be_read_might_say_anything(compiled):
    scan = Part(name="scan.pdf", media_type="application/pdf", method=Method.NONE, confidence=0.0)
    assert complains(compiled, document("见附件", parts=(scan,)))
