"""Text layers that are no language are told from unusual ones.

Covers ingest.common_pairs.
"""

import pytest

from ingest.text_layer import borne_out, improbable, is_unmapped

LETTER = (
    "物业服务中心：\n我是2栋的业主，小区北门外的路灯坏了一个多月，晚上下班回家什么也看不见。\n"
    "上个星期已经有人摔倒，打了几次电话都没有人来修。请尽快处理，并给我们一个答复。"
)
TRADITIONAL = "管理處：本人住第三座，電梯自上星期起時常停在十樓，業主多次致電均無人處理，請盡快維修並書面回覆。"
ENGLISH = "Dear Sir, the lift of block 3 has been out of order since Monday. Please repair it soon. Mr Chan, 9123 0456"


def _moved(text: str, by: int) -> str:
    return "".join(chr(ord(char) + by) if char > " " else char for char in text)


def _exchanged(text: str) -> str:
    found = sorted({char for char in text if char >= "\u4e00"})
    return text.translate(dict(zip(map(ord, found), reversed(found), strict=True)))


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        TRADITIONAL,
        ENGLISH,
        "9栋2单元1703室 何平\n13700002468",
        "郗昶、逄皞",
        "第1页",
        "",
        "合计\t35.20\t1,208.00",
    ],
)
def test_writing_of_any_kind_is_left_alone(text: str) -> None:
    assert improbable(text) == ""
    assert not is_unmapped(text)


@pytest.mark.parametrize("text", [_moved(LETTER, 1), _moved(LETTER, 29), _moved(TRADITIONAL, -4), _exchanged(LETTER)])
def test_characters_in_the_place_of_others_are_no_language(text: str) -> None:
    assert improbable(text) == text


@pytest.mark.parametrize(
    "text", ["!\"#$%&'()*+,-./!#%'*,./\"$&(+-\x91", "qx zvkj wqpt xgbf kzrw vjqm hxtd pwkc zgqv bnxj tqwz fkvx"]
)
def test_codes_taken_for_western_letters_are_no_language(text: str) -> None:
    assert improbable(text * 2)


def test_one_line_in_a_broken_font_is_found_among_good_ones() -> None:
    broken = _moved("九栋二单元一七零三室何平", 9)
    assert improbable(f"{LETTER}\n{broken}") == broken


@pytest.mark.parametrize(
    "raw", ["\ue123\ue200\ue077 13800138001", "\x01\x04\x05\x07\x0e802", "(cid:12)(cid:80)(cid:3)二"]
)
def test_characters_that_no_text_has_are_unmapped(raw: str) -> None:
    assert is_unmapped(raw)


def test_the_bullets_of_a_list_are_not() -> None:
    assert not is_unmapped("\uf0b7 路灯坏了一个多月没有人修\n\uf0b7 电话打了几次都没有人来")


def test_what_was_doubted_is_kept_where_the_page_shows_it() -> None:
    names = "郗昶 亓官翀 逄皞 仝燚"
    assert borne_out(names, "业主签名：郗昶 亓官翀 逢皞 仝燚")
    assert not borne_out(_moved(LETTER, 3), LETTER)
    assert not borne_out("", LETTER)
