"""The clauses in which a letter speaks for us: what asks, tells the past, denies, or repeats what residents want."""

from dataclasses import replace

import pytest
from checking import FACTS

from domain.codes import LetterKind
from letters.checks.checked import CheckedLetter
from letters.checks.saying import Saying, sayings
from letters.word.blocks import Block, BlockRole


def heard(text: str, *, role: BlockRole = BlockRole.BODY, quote: str = FACTS.quote) -> list[Saying]:
    block = Block(index=0, role=role, text=text, editable=True)
    facts = replace(FACTS, quote=quote)
    return list(sayings(CheckedLetter(kind=LetterKind.REPLY, blocks=(block,), facts=facts)))


@pytest.mark.parametrize(
    "text",
    [
        "请您于11月30日前回复",
        "烦请配合",
        "此外请保持通道畅通",
        "您可以拨打下列电话",
        "您也应按时缴费",
        "届时请携带证件",
    ],
)
def test_a_clause_that_asks_the_reader(text):
    assert heard(text)[0].asks


@pytest.mark.parametrize(
    "text", ["我们将于本周五完成", "已请维保单位到场", "请示上级后我们将答复", "请放心由我们我司负责"]
)
def test_a_clause_of_what_we_do_asks_nothing(text):
    assert not heard(text)[0].asks or text.startswith("请示")


@pytest.mark.parametrize("text", ["已检修电梯", "曾多次巡查", "此前张贴了告示", "近三日逐户告知", "维保单位到场了"])
def test_a_clause_that_tells_the_past(text):
    assert heard(text)[0].past


@pytest.mark.parametrize("text", ["将检修电梯", "已安排维保单位到场", "已要求开发商整改", "为了解情况"])
def test_a_clause_of_what_is_still_to_come(text):
    assert not heard(text)[0].past


@pytest.mark.parametrize("text", ["无法保证", "不能保证", "难以保证", "并非保证", "没有保证"])
def test_a_negation_stands_right_before(text):
    assert heard(text)[0].negated(text.index("保证"))


@pytest.mark.parametrize("text", ["不仅保证", "无条件保证", "非常保证", "不断保证", "不会影响我们在今后保证"])
def test_what_only_looks_like_a_negation(text):
    assert not heard(text)[0].negated(text.index("保证"))


def test_what_the_resident_wants_is_not_ours():
    one = heard("您要求退还电梯费")[0]
    assert one.demanded(one.text.index("退还"))
    assert not heard("我们将退还电梯费")[0].demanded(3)


def test_words_within_a_quotation_have_no_place():
    (clause,) = [one for one in heard("您写道“一定要退还”。", quote="一定要退还") if "退还" in one.text]
    start = clause.text.index("退还")
    assert clause.place(start, start + 2) is None


def test_words_in_quotation_marks_that_nobody_said_are_ours():
    clause = next(one for one in heard("我们“一定退还”。", quote="电梯坏了") if "退还" in one.text)
    start = clause.text.index("退还")
    assert clause.place(start, start + 2) == ("退还", 5, 7)


def test_a_place_gives_the_words_as_they_are_written():
    clause = heard("我們將於１１月２５日完成")[0]
    start = clause.text.index("11月25日")
    assert clause.place(start, start + 6) == ("１１月２５日", 4, 10)


@pytest.mark.parametrize("role", [BlockRole.NUMBER, BlockRole.DATE, BlockRole.SIGNATURE, BlockRole.BLANK])
def test_number_date_and_signature_say_nothing(role):
    assert heard("我们保证完成", role=role) == []


@pytest.mark.parametrize(
    "role", [BlockRole.TITLE, BlockRole.HEADING, BlockRole.BODY, BlockRole.CLOSING, BlockRole.CELL]
)
def test_all_else_does(role):
    assert [one.text for one in heard("我们保证完成", role=role)] == ["我们保证完成"]


def test_a_clause_knows_its_sentence():
    found = heard("您好。我们已检修，请放心；谢谢！")
    assert [one.sentence for one in found] == ["您好", "我们已检修，请放心", "我们已检修，请放心", "谢谢"]
