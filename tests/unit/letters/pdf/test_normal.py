"""A text in the form in which a letter and its PDF are compared: what setting on paper adds or takes is left out."""

import pytest

from letters.pdf.printed.normal import normal


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("", ""),
        ("您 好\n世　界", "您好世界"),
        ("ＡＢＣ１２３", "abc123"),
        ("您好，世界。", "您好,世界。"),
        ("Hello, World.", "hello,world."),
        ("2026—2027", "2026-2027"),
        ("0755–8600", "0755-8600"),
        ("−3", "-3"),
        ("0755\x028600", "0755-8600"),
        ("0755\ufffe8600", "0755-8600"),
        ("目录......3", "目录3"),
        ("签名____", "签名"),
        ("等……", "等"),
        ("1.2", "1.2"),
        ("零\u200b宽\ufeff", "零宽"),
        ("葛\ufe00城", "葛城"),
        ("ﬁn", "fin"),
        ("Straße", "strasse"),
        ("\u00ad软", "软"),
    ],
)
def test_what_is_left_to_compare(written, compared):
    assert normal(written) == compared


@pytest.mark.parametrize(
    "one", ["您好，世界", "ＡＢＣ１２３", "目录......3", "0755—8600", "等……", "a\u00a0b", "①②", "㎡", "½"]
)
def test_the_form_is_its_own(one):
    assert normal(normal(one)) == normal(one)


def test_words_that_differ_stay_different():
    assert normal("电梯已修复") != normal("电梯未修复")
    assert normal("300元") != normal("3000元")
    assert normal("1.5万") != normal("15万")
