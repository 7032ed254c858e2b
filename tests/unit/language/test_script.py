"""Scripts are told by the characters that only one of them has."""

import pytest

from domain.reading_codes import Script
from language.folding import half_width
from language.script import script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("电梯坏了，请处理", Script.HANS),
        ("電梯壞了，請處理", Script.HANT),
        ("皇后在公里外的台北吃面", Script.HANS),
        ("我們單元的電梯壞了。我们单元的电梯坏了。", Script.MIXED),
        ("電梯壞了兩個星期，還沒有人來處理這個問題，请。", Script.HANT),
        ("The lift is broken", Script.OTHER),
        ("", Script.OTHER),
    ],
)
def test_script_of_a_text(text: str, script: Script) -> None:
    assert script_of(text) is script


@pytest.mark.parametrize("text", ["３棟２單元", "電話：１３８ＡＢ", "😀里里后后裡後", "abc"])
def test_folding_keeps_every_place(text: str) -> None:
    assert len(half_width(text)) == len(text)


def test_folding_makes_both_scripts_and_widths_equal() -> None:
    assert half_width("３棟２單元，電話：") == half_width("3栋2单元,电话:")
