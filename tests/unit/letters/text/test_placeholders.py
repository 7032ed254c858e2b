"""Marks for what is not known: made, found again, and told apart by what a person has to do."""

import pytest

from letters.text import placeholders
from letters.text.placeholders import PlaceholderKind, open_placeholders


@pytest.mark.parametrize(
    ("mark", "kind"),
    [
        (placeholders.fill("查明的情况"), PlaceholderKind.FILL),
        (placeholders.verify("查明的情况"), PlaceholderKind.VERIFY),
        (placeholders.choose("查明的情况"), PlaceholderKind.CHOOSE),
        ("【待填寫：查明的情况】", PlaceholderKind.FILL),
        ("【待核實:查明的情况】", PlaceholderKind.VERIFY),
        ("【待選定： 查明的情况 】", PlaceholderKind.CHOOSE),
        ("□ 查明的情况", PlaceholderKind.CHOOSE),
    ],
)
def test_a_mark_is_found_again_in_either_script(mark: str, kind: PlaceholderKind) -> None:
    (found,) = open_placeholders(mark)
    assert (found.kind, found.what, found.text) == (kind, "查明的情况", mark)


@pytest.mark.parametrize("mark", [placeholders.NUMBER, "【待編號】"])
def test_the_number_is_given_without_anybody_s_doing(mark: str) -> None:
    (found,) = open_placeholders(f"物函〔2026〕{mark}号")
    assert (found.kind, found.what) == (PlaceholderKind.NUMBER, "")


@pytest.mark.parametrize("setting", ["公司名称", "联系电话", "联系人", "公司地址", "聯繫電話"])
def test_a_missing_setting(setting: str) -> None:
    (found,) = open_placeholders(f"请联系〔{setting}〕。")
    assert (found.kind, found.what) == (PlaceholderKind.SETTING, setting)


@pytest.mark.parametrize(
    "text", ["", "【通知】", "（待填写）", "物函〔2026〕12号", "选项 □ 甲", "待核实的情况", "〔附件〕"]
)
def test_what_is_no_mark(text: str) -> None:
    assert open_placeholders(text) == ()


def test_marks_stand_in_order_with_paragraph_place_and_line() -> None:
    text = "您好：\n经查，【待填写：情况】，【待核实：起因】。\n□ 甲"
    one, two, three = open_placeholders(text)
    assert (one.paragraph, two.paragraph, three.paragraph) == (2, 2, 3)
    assert one.line[one.start : one.end] == "【待填写：情况】"
    assert two.line[two.start : two.end] == "【待核实：起因】"
    assert three.what == "甲"


def test_an_empty_mark_is_open_as_well() -> None:
    assert [found.what for found in open_placeholders("【待填写】【待填写：】")] == ["", ""]
