"""Each check by itself: what it finds, what it leaves alone, and where exactly it points.

Covers letters.checks.addressee, letters.checks.guarantees, letters.checks.missing, letters.checks.numbers,
letters.checks.notice, letters.checks.open_marks, letters.checks.places, letters.checks.promised_dates,
letters.checks.promised_sums, letters.checks.tact and letters.checks.withheld.
"""

from dataclasses import replace
from datetime import date

import pytest
from checking import FACTS, WRITTEN, said

from domain.codes import LetterKind
from domain.letter_kinds import TO_RESIDENT
from domain.plan import Measure
from domain.settings import CompanySettings
from letters.checks import checks, findings
from letters.checks.checked import CheckedLetter, authorised
from letters.checks.tactless_words import tactless
from letters.word.blocks import Block, BlockRole


def found(check, text, *, role=BlockRole.BODY, **facts):
    return [one.words for one in said(text, role=role, facts=replace(FACTS, **facts)) if one.check == check]


def whole(*blocks, kind=LetterKind.REPLY, **facts):
    """The finds in a letter of several blocks, role and text each."""
    made = tuple(Block(index=index, role=role, text=text, editable=True) for index, (role, text) in enumerate(blocks))
    return findings(CheckedLetter(kind=kind, blocks=made, facts=replace(FACTS, **facts)))


COMPLETE = (
    (BlockRole.NUMBER, "物函〔2026〕123号"),
    (BlockRole.ADDRESSEE, "尊敬的王建国先生："),
    (BlockRole.BODY, "请联系客户服务中心林晓梅，电话0755-8600 1234。"),
    (BlockRole.SIGNATURE, "和安物业服务有限公司"),
    (BlockRole.DATE, "2026年11月18日"),
)


# addressee


@pytest.mark.parametrize(
    "salutation",
    [
        "尊敬的王建国先生：",
        "尊敬的王先生：",
        "王建国：",
        "尊敬的王建國先生：",
        "尊敬的业主：",
        "各位业主：",
        "尊敬的翠湖花园各位住户：",
        "尊敬的来信人：",
        "",
    ],
)
def test_the_right_name_or_none_is_left_alone(salutation):
    assert found("addressee", salutation, role=BlockRole.ADDRESSEE) == []


@pytest.mark.parametrize(
    ("salutation", "words"),
    [("尊敬的王建军先生：", "王建军"), ("尊敬的李先生：", "李"), ("尊敬的陈志远女士：", "陈志远"), ("王：", "王")],
)
def test_another_name_is_found(salutation, words):
    assert found("addressee", salutation, role=BlockRole.ADDRESSEE) == [words]


def test_a_title_that_is_still_to_be_chosen():
    assert found("addressee", "尊敬的王建国先生／女士：", role=BlockRole.ADDRESSEE) == ["先生／女士"]


def test_a_name_elsewhere_or_of_a_group_is_none_of_its_business():
    assert found("addressee", "王建军先生：") == []
    assert found("addressee", "尊敬的李先生：", role=BlockRole.ADDRESSEE, group=True) == []
    assert found("addressee", "尊敬的李先生：", role=BlockRole.ADDRESSEE, resident_name=None) == []


# missing


def test_a_letter_that_has_everything_lacks_nothing():
    assert [one.text for one in whole(*COMPLETE)] == []


@pytest.mark.parametrize("left_out", [0, 1, 3, 4])
def test_a_part_that_is_not_there_must_be_mended(left_out):
    (one,) = whole(*COMPLETE[:left_out], *COMPLETE[left_out + 1 :])
    assert (one.check, one.words, one.block, one.acceptable) == ("missing", COMPLETE[left_out][0], None, False)


def test_a_number_that_submission_will_give_is_not_missing():
    blocks = ((BlockRole.BODY, "【待编号】"), *COMPLETE[1:])
    assert whole(*blocks) == ()


def test_a_letter_without_a_telephone_or_without_a_name_to_ask_for():
    for body, words in (("请联系客户服务中心。", "phone"), ("请拨打0755-8600 1234。", "contact")):
        blocks = (*COMPLETE[:2], (BlockRole.BODY, body), *COMPLETE[3:])
        assert [(one.check, one.words) for one in whole(*blocks)] == [("missing", words)]


def test_the_department_may_be_the_one_to_ask_for():
    blocks = (*COMPLETE[:2], (BlockRole.BODY, "请联系工程部，电话0755-86001234。"), *COMPLETE[3:])
    assert whole(*blocks) == ()


def test_a_signature_that_is_not_ours():
    blocks = (*COMPLETE[:3], (BlockRole.SIGNATURE, "平安物业"), COMPLETE[4])
    assert [(one.check, one.words, one.block) for one in whole(*blocks)] == [("missing", "平安物业", 3)]


def test_a_company_without_a_telephone_cannot_be_called():
    company = CompanySettings(name="和安物业服务有限公司", office="客户服务中心")
    assert ("missing", "phone") in [(one.check, one.words) for one in whole(*COMPLETE, company=company)]


def test_a_form_within_the_house_lacks_nothing():
    assert whole((BlockRole.BODY, "表"), kind=LetterKind.RECORD_FORM) == ()


# numbers


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("编号ts-2026-000124", ["ts-2026-000124"]),
        ("编号ts-2026-000123", []),
        ("见物函[2026]124号", ["物函[2026]124号"]),
        ("见物函〔2026〕第123号", []),
        ("依深圳市物函〔2025〕9号", ["物函〔2025〕9号"]),
        ("依深府规〔2025〕9号", []),
        ("电话+86 13812345678", ["+86 13812345678"]),
        ("电话400-800-1234", ["400-800-1234"]),
        ("客服0755 8600 1234", []),
        ("可拨打派出所电话0755-26001111", []),
        ("可拨打派出所电话。另拨0755-26001111", ["0755-26001111"]),
        ("设备编号T-88", []),
    ],
)
def test_numbers_of_others(text, words):
    assert found("numbers", text) == words


def test_further_numbers_and_telephones_may_be_known():
    assert found("numbers", "关联案件TS-2026-000999", numbers=("TS-2026-000999",)) == []
    assert found("numbers", "请拨0755-26001111", phones=("0755 2600 1111",)) == []


# places


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3栋2单元1201室", []),
        ("三号楼二单元1201房", []),
        ("3栋1202室", ["3栋1202室"]),
        ("B栋", ["B栋"]),
        ("5栋漏水", []),
        ("4栋漏水", ["4栋"]),
        ("4栋、6栋漏水", []),
        ("每栋门厅", []),
        ("1楼大堂", []),
        ("", []),
    ],
)
def test_another_flat_than_the_case_s(text, words):
    assert found("places", text) == words


# promised_dates


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们将于11月27日完成。", []),
        ("我们将于11月28日完成。", ["11月28日"]),
        ("我们已于11月16日检修。", []),
        ("请您于11月28日前回复。", []),
        ("您要求11月28日前完成。", []),
        ("我们将于下月10日前完成。", ["下月10日前"]),
        ("我们将在5天内完成。", ["5天内"]),
        ("4小时内到场。", []),
        ("6小时内到场。", ["6小时内"]),
        ("我们將於明年1月5日前完成。", ["明年1月5日"]),
    ],
)
def test_days_to_come_that_no_plan_has(text, words):
    assert found("promised_dates", text) == words


def test_a_term_of_the_plan_may_be_promised_in_the_same_words():
    known = authorised([Measure(what="更换曳引绳", promise="3个工作日内完成")], written=WRITTEN)
    assert found("promised_dates", "我们将在3个工作日内完成。", authorised=known) == []
    assert found("promised_dates", "我们将在4个工作日内完成。", authorised=known) == ["4个工作日内"]


def test_a_day_at_the_turn_of_the_year():
    known = authorised(dates=[date(2027, 1, 5)], written=date(2026, 12, 30))
    facts = {"dated": date(2026, 12, 30), "authorised": known}
    assert found("promised_dates", "我们将于1月5日完成。", **facts) == []
    assert found("promised_dates", "我们将于1月6日完成。", **facts) == ["1月6日"]


# promised_sums


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们将退还300元。", ["退还300元"]),
        ("减免12月电梯费50元。", []),
        ("减免12月电梯费60元。", ["减免12月电梯费60元"]),
        ("无法退还300元。", []),
        ("您要求退还300元。", []),
        ("我们已退还300元。", []),
        ("请向开发商主张赔偿。", []),
        ("关于赔偿事宜，另行商议。", []),
        ("我们免费为您更换。", ["免费"]),
        ("停车费打八折。", ["八折"]),
        ("维修需300元。", []),
    ],
)
def test_money_that_no_plan_grants(text, words):
    found_words = found("promised_sums", text)
    assert [bool(one) for one in found_words] == [bool(one) for one in words]
    assert all(word in "".join(found_words) for word in words)


# guarantees


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们保证三天修好。", ["保证"]),
        ("我们一定会尽快处理。", ["一定"]),
        ("保证一定不再发生。", ["保证"]),
        ("我们承诺不再发生。", ["我们承诺"]),
        ("无法保证当天恢复。", []),
        ("为保证安全，我们停梯检修。", []),
        ("您要求保证不再发生。", []),
        ("不一定会恢复。", []),
        ("保证金已退还。", []),
        ("服务承诺书已张贴。", []),
        ("我們絕對不會再犯。", ["絕對"]),
    ],
)
def test_guarantees_that_no_plan_gives(text, words):
    assert found("guarantees", text) == words


# withheld


def test_what_only_the_directory_knows_is_found_word_for_word():
    assert found("withheld", "王建国13900001111您好", withheld=("13900001111", "1202室")) == ["13900001111"]
    assert found("withheld", "您好", withheld=("13900001111",)) == []
    assert found("withheld", "您好") == []


# tact


def test_every_tactless_phrase_offers_a_better_one():
    assert tactless()
    assert all(one.why and one.better and one.pattern.pattern for one in tactless())


def test_no_better_wording_is_itself_tactless():
    for one in tactless():
        assert not one.pattern.search(one.better), one.better


# all together


def test_every_check_has_a_name_of_its_own_and_a_title():
    names = [check.id for check in checks()]
    assert len(set(names)) == len(names)
    assert all(check.title and check.kinds for check in checks())


@pytest.mark.parametrize("kind", list(LetterKind))
def test_promises_are_looked_for_in_letters_to_residents_alone(kind):
    blocks = (*COMPLETE[:2], (BlockRole.BODY, "我们保证修好。电话0755-8600 1234，客户服务中心"), *COMPLETE[3:])
    assert ("guarantees" in {one.check for one in whole(*blocks, kind=kind)}) is (kind in TO_RESIDENT)


def test_finds_stand_in_the_letter_s_order_what_is_missing_first():
    blocks = (COMPLETE[1], (BlockRole.BODY, "4栋漏水，我们保证修好，电话0755-8600 1234，客户服务中心"), *COMPLETE[3:])
    assert [one.check for one in whole(*blocks)] == ["missing", "places", "guarantees"]


def test_a_key_stays_over_edits_elsewhere_and_changes_with_its_own_clause():
    one = said("我们保证修好。")[0]
    assert said("您好，王先生。我们保证修好。")[0].key == one.key
    assert said("我们保证修好电梯。")[0].key != one.key


def test_the_same_words_twice_have_two_keys():
    keys = [one.key for one in said("我们保证修好。我们保证修好。")]
    assert len(keys) == len(set(keys)) == 2


def test_a_find_points_at_its_words_and_says_them():
    text = "您好，我们保证修好。"
    one = said(text)[0]
    assert text[one.start : one.end] == one.words == "保证"
    assert "“保证”" in one.text


# notice


def notice(*cells):
    """A notice's table: each label with what stands beside it."""
    style = {True: "label", False: "text"}
    blocks = [
        Block(index=at, role=BlockRole.CELL, text=text, editable=True, style=style[at % 2 == 0])
        for at, text in enumerate(cells)
    ]
    letter = CheckedLetter(kind=LetterKind.DEPARTMENT_NOTICE, blocks=tuple(blocks), facts=FACTS)
    return [one.words for one in findings(letter) if one.check == "notice"]


def test_a_notice_that_leaves_blank_what_is_to_be_done_is_no_order():
    filled = ("投诉内容", "电梯停运", "诉求期望", "尽快修好", "处理意见", "同意", "处理措施", "1. 更换门机")
    assert notice(*filled) == []
    blank = ("投诉内容", "电梯停运", "诉求期望", "", "处理意见", "主任签字：　日期：", "处理措施", " ")
    assert notice(*blank) == ["诉求期望", "处理意见", "处理措施"]
