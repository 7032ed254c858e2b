"""What a resident wrote on a form, apart from what was printed there.

Covers language.forms.
"""

import time

import pytest

from language.folding import half_width
from language.forms import heard, own_words, written

HEAD = "云栖花园投诉登记表\n姓名：周敏  电话：13900001234  房号：3-1-302\n"


def said(text: str) -> str:
    return heard(text).replace("\0", "")


@pytest.mark.parametrize(
    "hint",
    [
        "温馨提示：遇电梯困人、火灾请拨打24小时热线。",
        "填表说明\n1. 电梯困人请先报警\n2. 火灾请拨119",
        "投诉类型（如电梯困人、火灾）：噪音",
        "示例：张三，6号楼，电梯困人",
        "注：本表一式两份，电梯困人、火灾优先处理",
        "※ 电梯困人、火灾请直接来电",
        "如遇电梯困人、火灾，请立即拨打消防电话。",
        "是否火灾：否\n有无电梯困人：无",
        "火灾情况：\n电梯困人时间：____",
        "处理意见：已排除火灾，电梯困人属误报",
        "以下由物业填写\n火灾：属实\n电梯困人：不属实",
        "投诉内容：如：电梯困人、火灾\n路灯不亮",
        "类别：□火灾 □电梯困人 ☑噪音（如火灾警铃、电梯困人警铃）",
    ],
)
def test_what_the_form_says_is_not_heard(hint: str) -> None:
    text = f"{HEAD}{hint}\n投诉内容：路灯不亮"
    assert "火灾" not in said(text)
    assert "电梯困人" not in said(text)
    assert "路灯不亮" in said(text)
    assert len(heard(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "物业：\n温馨提示都贴在电梯里，如遇困人请拨打，可是打不通。\n周敏",
        "您好：我想知道小区是否有消防通道？诉求：尽快答复。",
        "一、电梯：三天两头坏。\n二、保安：不在岗。\n如：昨晚十点没人。",
    ],
)
def test_what_a_resident_wrote_is_heard_whole(text: str) -> None:
    assert heard(text) == text


@pytest.mark.parametrize(
    "words",
    [
        "投诉内容：火灾隐患很多（如电梯间堆电瓶车），请清理。",
        "漏水位置：卫生间\n投诉内容：天花板漏水",
        "投诉内容：灯不亮\n注：晚上才有人在家",
        "投诉内容：本单元的电梯停了三天，请尽快维修。\n* 已发生多次，请联系我。",
        "投诉内容：每次遇到下雨就漏水，请致电本人。",
    ],
)
def test_what_was_written_on_a_form_is_heard_whole(words: str) -> None:
    assert heard(f"{HEAD}{words}").endswith(words)


def test_labels_and_titles_that_only_ask_are_not_heard() -> None:
    text = "云栖花园客户服务登记表\n姓名：周敏  联系电话：13900001234\n意见建议：路灯不亮"
    assert said(text).split("\n")[0] == "云栖花园客户服务。。"
    assert "联系电话" not in said(text)
    assert "建议" not in said(text)
    assert "投诉登记表" in said(HEAD + "投诉内容：路灯不亮")


def test_what_the_form_says_below_the_residents_words_is_not_heard() -> None:
    text = f"{HEAD}投诉内容：路灯不亮\n如遇火灾，请立即拨打电话。\n※本表一式两份，火灾除外"
    assert "火灾" not in said(text)


def test_a_question_answered_with_yes_is_what_the_resident_said() -> None:
    assert "有人受伤" in said("是否有人受伤：是")
    assert "是否" not in said("是否有人受伤：是")


def test_labels_stay_for_finding_details_and_the_companys_people_do_not() -> None:
    text = half_width(f"{HEAD}受理人：沈洁  处理结果：已修\n温馨提示：请拨打0571-88880000")
    kept = written(text)
    assert "姓名:周敏" in kept
    assert "沈洁" not in kept
    assert "88880000" not in kept


@pytest.mark.parametrize(
    "text", ["姓名：" * 60_000, "是否：" * 60_000, "□ " * 90_000, "姓名\t" * 50_000, "(如" * 80_000]
)
def test_hostile_forms_take_no_time(text: str) -> None:
    started = time.monotonic()
    heard(text)
    assert time.monotonic() - started < 10


def test_the_residents_own_words_are_what_stands_behind_the_matter() -> None:
    text = f"{HEAD}类别：□火灾 ☑照明\n投诉内容：如：电梯困人\n路灯不亮\n诉求：请换灯。\n受理人：沈洁"
    assert own_words(text) == "路灯不亮；请换灯"
    assert own_words("路灯不亮，请换灯。") == "路灯不亮，请换灯。"
