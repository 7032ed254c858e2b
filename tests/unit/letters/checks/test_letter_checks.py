"""The other checks on a letter: marks, names, numbers, tact and what is missing."""

from dataclasses import replace

import pytest
from checking import FACTS, checked, said

from domain.codes import LetterKind
from letters.checks import checks, findings
from letters.checks.checked import CheckedLetter
from letters.templating.sample import samples
from letters.word.blocks import Block, BlockRole

FOUND = [
    ("open_marks", "经查，【待填写：查明的情况】。", "【待填写：查明的情况】"),
    ("open_marks", "□ 张贴告示。", "□ 张贴告示。"),
    ("open_marks", "【待核實：起因】", "【待核實：起因】"),
    ("open_marks", "请联系〔联系人〕。", "〔联系人〕"),
    ("open_marks", "于____前完成。", "____"),
    ("open_marks", "由××部门负责。", "××"),
    ("places", "您反映的5号楼1单元漏水问题收悉。", "5号楼1单元"),
    ("places", "我们已到3栋2单元1202室查看。", "3栋2单元1202室"),
    ("places", "工程部检查了四栋的水泵。", "四栋"),
    ("places", "請確認1302室的水錶。", "1302室"),
    ("numbers", "受理编号为TS-2026-000124。", "TS-2026-000124"),
    ("numbers", "我们在物函〔2026〕12号中答复过您。", "物函〔2026〕12号"),
    ("numbers", "请拨打0755-2600 9999联系我们。", "0755-2600 9999"),
    ("numbers", "联系人手机13812345678。", "13812345678"),
    ("tact", "你们的要求我们知道了。", "你们"),
    ("tact", "请你理解。", "你"),
    ("tact", "这属于无理取闹。", "无理取闹"),
    ("tact", "此事不归我们管。", "不归我们管"),
    ("tact", "停梯是工程部的责任。", "是工程部的责任"),
    ("tact", "请自行联系维保单位。", "请自行"),
    ("tact", "您的诉求不合理。", "诉求不合理"),
    ("tact", "因工程部人员疏忽没有及时通知您。", "因工程部人员疏忽"),
    ("tact", "如您不服，可以投诉。", "如您不服"),
    ("tact", "其他业主都没有意见。", "其他业主都没有意见"),
    ("tact", "這不是我們的責任。", "不是我們的責任"),
    ("tact", "我们已经解释过多次，一再说明原因。", "一再说明"),
    ("tact", "您应该知道收费标准。", "您应该知道"),
    ("tact", "因外包单位失误造成停水是外包单位的过错。", "是外包单位的过错"),
    ("tact", "如果不满意，请走法律程序好了。", "如果不满意"),
]
LEFT_ALONE = [
    "（待办）列入计划，注明来源。",
    "您反映翠湖花园3栋2单元1201室的电梯停运问题。",
    "翠湖花园三号楼二单元1201房的情况已核实。",
    "我们一并检查了3栋、6栋和7栋的机房。",
    "我们在每一栋的门厅张贴了通知。",
    "来信提到“5栋也停了”，经查，5栋已恢复。",
    "共有12户受到影响。",
    "电梯年检编号为T-88。",
    "受理编号为TS-2026-000123。",
    "参照深发改〔2019〕12号文执行。",
    "请拨打0755-86001234联系客户服务中心。",
    "您也可以向区住建局物业科反映，电话0755-26001111。",
    "您可拨打区物业主管部门电话0755-26661234。",
    "我们已致电您预留的13900001111。",
    "您写道“你们到底管不管？”，我们为此致歉。",
    "如有人身危险，请拨打119、120或110。",
    "停梯由工程部负责跟进。",
    "此事由区城市管理局主管，我们可以协助您联系。",
    "请您理解并配合现场施工。",
    "迷你消防站已设在门厅。",
    "物业服务合同约定的责任，我们一定程度上没有做到位。",
]


@pytest.mark.parametrize(("check", "text", "words"), FOUND)
def test_what_must_be_mended_is_found_where_it_stands(check: str, text: str, words: str) -> None:
    found = [one for one in said(text) if one.check == check and one.words == words]
    assert len(found) == 1, [one.text for one in said(text)]
    assert text[found[0].start : found[0].end] == words
    assert found[0].text.endswith(("。", "……", "！")) or found[0].values.get("better")


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert [one.text for one in said(text)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("尊敬的李建国先生：", "李建国"),
        ("尊敬的李先生：", "李"),
        ("尊敬的王建國先生：", None),
        ("尊敬的王先生：", None),
        ("王建国先生：", None),
        ("尊敬的王建国先生／女士：", "先生／女士"),
        ("尊敬的业主：", None),
        ("尊敬的翠湖花园各位业主：", None),
    ],
)
def test_the_salutation_is_the_residents(text: str, words: str | None) -> None:
    found = said(text, role=BlockRole.ADDRESSEE)
    assert [one.words for one in found] == ([words] if words else [])


def test_a_group_is_not_held_against_one_name() -> None:
    assert said("尊敬的李先生：", role=BlockRole.ADDRESSEE, facts=replace(FACTS, group=True)) == ()


@pytest.mark.parametrize("kind", list(LetterKind))
@pytest.mark.parametrize("name", list(samples(LetterKind.REPLY)))
def test_our_own_templates_have_nothing_to_mend_but_their_marks(kind: LetterKind, name: str) -> None:
    found = findings(checked(samples(kind)[name]))
    assert [one.text for one in found if one.check not in ("open_marks", "notice")] == []


def test_an_open_mark_cannot_be_accepted_but_a_promise_can() -> None:
    assert [one.acceptable for one in said("【待填写：结果】，下周一完成。")] == [False, True]


def test_what_a_letter_lacks_is_said_first() -> None:
    block = Block(index=0, role=BlockRole.BODY, text="【待填写：结果】", editable=True)
    found = findings(CheckedLetter(kind=LetterKind.REPLY, blocks=(block,), facts=FACTS))
    assert [one.words for one in found] == ["number", "addressee", "signature", "date", "phone", "【待填写：结果】"]
    assert [one.block for one in found] == [None] * 5 + [0]


def test_a_signature_of_another_company_and_a_letter_without_a_contact_are_found() -> None:
    letter = checked(samples(LetterKind.ACKNOWLEDGEMENT)["one matter"])
    contact = "林晓梅（客户服务中心）"
    texts = [block.text.replace(contact, "前台").replace("工程部", "") for block in letter.blocks]
    texts[-2] = "佳园物业有限公司"
    blocks = tuple(replace(block, text=text) for block, text in zip(letter.blocks, texts, strict=True))
    found = findings(replace(letter, blocks=blocks))
    assert [(one.check, one.words) for one in found] == [("missing", "contact"), ("missing", "佳园物业有限公司")]


def test_a_key_outlives_edits_elsewhere_but_not_of_its_own_clause() -> None:
    first = said("检修中。我们将于下周一完成，谢谢。")[0].key
    assert said("现答复如下，检修中。我们将于下周一完成。")[0].key == first
    assert said("我们力争于下周一完成。")[0].key != first
    twice = said("下周一完成。下周一完成。")
    assert len({one.key for one in twice}) == 2


def test_letters_within_the_house_are_not_held_to_the_plan() -> None:
    block = Block(index=0, role=BlockRole.CELL, text="承诺完成：下周一", editable=True)
    assert findings(CheckedLetter(kind=LetterKind.DEPARTMENT_NOTICE, blocks=(block,), facts=FACTS)) == ()


def test_every_check_has_a_name_of_its_own() -> None:
    assert len({check.id for check in checks()}) == len(checks()) >= 8
