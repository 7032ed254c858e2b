"""Every form that a text is compared in turns a Chinese character into the same simplified one."""

import pytest

from language.folding import comparing, fold, half_width, said
from language.script import simple_forms, simplified

HAN = [chr(code) for block in (range(0x2E80, 0x2FE0), range(0x3400, 0xA000), range(0xF900, 0xFB00)) for code in block]


def test_all_forms_agree_on_every_character() -> None:
    for char in HAN:
        forms = {simplified(char), half_width(char), said(char), comparing(char), fold(char).text}
        assert len(forms) == 1, (char, forms)


@pytest.mark.parametrize(
    ("written", "simple"),
    [
        ("衞生間", "卫生间"),
        ("屋簷", "屋檐"),
        ("電梯", "电梯"),
        ("裏面", "里面"),
        ("裡面", "里面"),
        ("為什麼", "为什么"),
        ("爲", "为"),
        ("台灣", "台湾"),
        ("牆", "墙"),
        ("鷄", "鸡"),
        ("⾨⾞", "门车"),
        ("𠮷", "𠮷"),
    ],
)
def test_forms_of_hong_kong_taiwan_and_old_print(written: str, simple: str) -> None:
    assert simplified(written) == half_width(written) == said(written) == comparing(written) == simple
    assert fold(written).text == simple


def test_a_simplified_text_stays() -> None:
    assert all(simple_forms().get(form, form) == form for form in simple_forms().values())
