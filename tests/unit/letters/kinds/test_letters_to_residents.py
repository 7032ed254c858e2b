"""What each letter to a resident says, and the marks it shows for what is not known yet (TRADE 7)."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from domain.codes import Channel, ClockName, Kind, LetterKind
from domain.decision import Deadline
from domain.reading_codes import Script
from domain.work_codes import Met
from letters.context import Matter
from letters.kinds import acknowledgement, explanation, interim, reply
from letters.kinds.common import VARIABLES, common, document_number, sentence, sentences, subject_of, title_of
from letters.templating.render import Templates
from letters.templating.sample import ANSWERS, samples
from letters.text.placeholders import PlaceholderKind, open_placeholders
from letters.text.wording import Wording

HANS, HANT = Wording(Script.HANS), Wording(Script.HANT)
SHANGHAI = timezone(timedelta(hours=8))


def context(kind=LetterKind.ACKNOWLEDGEMENT, sample="one matter", **values):
    return replace(samples(kind)[sample], **values)


def kinds_of(text):
    return [mark.kind for mark in open_placeholders(text)]


def test_what_every_letter_says_is_described():
    assert set(common(context(), HANS)) == set(VARIABLES)


def test_the_number_is_a_mark_until_it_is_given():
    assert document_number(context(), HANS) == "物函〔2026〕123号"
    text = document_number(context(number=None, dated=date(2027, 1, 1)), HANS)
    assert text == "物函〔2027〕【待编号】号"
    assert kinds_of(text) == [PlaceholderKind.NUMBER]
    assert document_number(context(number=None), HANT) == "物函〔2026〕【待編號】號"


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_has_a_name_for_residents(channel):
    assert common(context(channel=channel), HANS)["来信方式"]


def test_a_person_s_name_is_never_converted_but_the_company_speaks_the_reader_s_script():
    values = common(context(sample="traditional", resident_name="陈志远"), HANT)
    assert "陈志远" in values["称呼"]
    assert values["客服部门"] == "客戶服務中心"


def test_a_group_is_spoken_to_as_a_group():
    values = common(context(sample="group"), HANS)
    assert (values["您"], values["群体来信"], values["户数"]) == ("各位", True, 120)
    assert common(context(sample="group", households=None), HANS)["户数"] == ""


@pytest.mark.parametrize(
    ("matters", "kind", "title"),
    [
        ((), Kind.COMPLAINT, "来信反映事项"),
        ((Matter(name="电梯停运"),), Kind.COMPLAINT, "电梯停运问题"),
        ((Matter(name="电梯停运"), Matter(name="停车")), Kind.COMPLAINT, "电梯停运等问题"),
        ((Matter(name="增设座椅"),), Kind.SUGGESTION, "增设座椅事项"),
    ],
)
def test_the_title_names_the_first_matter(matters, kind, title):
    assert title_of(context(matters=matters, matter_kind=kind)) == title


@pytest.mark.parametrize(
    ("subject", "mail"),
    [
        ("电梯坏了", "[TS-2026-000123] 答复：电梯坏了"),
        ("", "[TS-2026-000123] 答复"),
        ("第一行\n第二行", "[TS-2026-000123] 答复：第一行 第二行"),
        ("字" * 41, "[TS-2026-000123] 答复：" + "字" * 40 + "……"),
    ],
)
def test_the_case_number_leads_the_subject(subject, mail):
    assert subject_of(context(subject=subject), "答复") == mail


def test_sentences_of_staff_lose_their_full_stop_and_a_mark_stands_for_none():
    assert sentences(("已检修。", " 已张贴 "), HANS, "【待填写】") == ("已检修", "已张贴")
    assert sentences((), HANS, "【待填写】") == ("【待填写】",)
    assert sentence("  ", HANS, "【待填写】") == "【待填写】"
    assert sentence("已检修。", HANT, "【待填写】") == "已檢修"


def test_an_acknowledgement_repeats_the_resident_s_words_where_nothing_was_understood():
    values = acknowledgement.build(context(understood=None, quote="“电梯”停了。"), HANS)
    assert values["我们的理解"] == ""
    assert values["来信摘录"] == "‘电梯’停了"
    assert acknowledgement.build(context(understood=None, quote="", subject="电梯"), HANS)["来信摘录"] == "电梯"


def test_an_acknowledgement_says_by_when_and_whether_that_may_move():
    due = datetime(2027, 1, 6, 18, tzinfo=SHANGHAI)
    one = Deadline(clock=ClockName.REPLY, start=due - timedelta(days=3), due=due, provisional=True)
    values = acknowledgement.build(context(deadlines=(one,)), HANS)
    assert (values["答复日期"], values["日期暂定"]) == ("2027年1月6日", True)
    values = acknowledgement.build(context(deadlines=()), HANS)
    assert (values["答复日期"], values["日期暂定"]) == ("", False)


@pytest.mark.parametrize(("channel", "by_mail"), [(Channel.EMAIL, True), (Channel.LETTER, False), (Channel.APP, False)])
def test_only_who_wrote_by_mail_is_told_to_answer_by_mail(channel, by_mail):
    assert acknowledgement.build(context(channel=channel), HANS)["可回复邮件"] is by_mail


def test_an_interim_letter_without_anything_known_is_all_marks():
    values = interim.build(context(LetterKind.INTERIM, "needs a person"), HANS)
    marks = [*values["已办事项"], *values["待办事项"], values["下次答复日期"]]
    assert [kinds_of(mark) for mark in marks] == [[PlaceholderKind.FILL]] * 3
    assert interim.build(context(LetterKind.INTERIM), HANS)["下次答复日期"] == "2026年11月27日"


def test_an_explanation_leaves_its_conclusion_to_be_chosen():
    values = explanation.build(context(LetterKind.EXPLANATION, "needs a person"), HANS)
    assert kinds_of(values["说明结论"]) == [PlaceholderKind.CHOOSE]
    assert kinds_of(values["原因"]) == [PlaceholderKind.FILL]
    whole = explanation.build(context(LetterKind.EXPLANATION), HANS)
    assert not any(kinds_of(str(value)) for value in whole.values())


def test_a_draft_reply_never_states_a_finding():
    values = reply.build(context(LetterKind.REPLY), HANS)
    for name in ("核实工作", "查明的情况", "处理结果", "诉求是否满足", "后续安排", "选定措施"):
        assert kinds_of(values[name]), name


def test_a_reply_takes_the_matters_one_by_one_and_numbers_on():
    values = reply.build(context(LetterKind.REPLY, "several matters"), HANS)
    assert [one["序号"] for one in values["各事项"]] == ["一", "二", "三"]
    assert (values["后续序号"], values["联系序号"]) == ("四", "五")
    assert values["各事项"][1]["标题"] == "“停车收费”问题"


def test_a_reply_to_what_nobody_understood_quotes_it_and_asks_what_is_true():
    values = reply.build(context(LetterKind.REPLY, "needs a person", quote="修一下"), HANS)
    (matter,) = values["各事项"]
    assert (matter["名称"], matter["标题"], matter["原话"]) == ("来信反映的事项", "来信反映的事项", "修一下")
    assert kinds_of(matter["问题"][0]) == [PlaceholderKind.VERIFY]
    assert kinds_of(matter["措施"][0]) == [PlaceholderKind.FILL]


def test_a_matter_with_measures_and_no_questions_asks_none():
    matters = (Matter(name="噪音", measures=("加强巡查。",)),)
    (matter,) = reply.build(context(LetterKind.REPLY, matters=matters), HANS)["各事项"]
    assert (matter["问题"], matter["措施"]) == ((), ("加强巡查",))


@pytest.mark.parametrize(
    ("build", "one", "group"),
    [
        (acknowledgement.subject, "您的来信已收悉", "来信已收悉"),
        (interim.subject, "您来信的办理进展", "来信办理进展"),
        (reply.subject, "关于您来信的答复", "关于来信的答复"),
        (explanation.subject, "关于您来信的说明", "关于来信的说明"),
    ],
)
def test_a_group_is_not_called_you_in_a_subject(build, one, group):
    assert build(context(subject=""), HANS) == f"[TS-2026-000123] {one}"
    assert build(context(sample="group", subject=""), HANS) == f"[TS-2026-000123] {group}"


@pytest.mark.parametrize(
    ("kind", "channel", "came"),
    [
        (Kind.COMPLAINT, Channel.EMAIL, "您2026年11月20日来信反映的事项"),
        (Kind.ENQUIRY, Channel.EMAIL, "您2026年11月20日来信咨询的事项"),
        (Kind.ENQUIRY, Channel.PHONE, "您2026年11月20日来电咨询的事项"),
        (Kind.SUGGESTION, Channel.COUNTER, "您2026年11月20日到服务前台提出的建议"),
        (Kind.PRAISE, Channel.EMAIL, "您2026年11月20日的来信"),
        (Kind.PRAISE, Channel.WECHAT, "您2026年11月20日通过微信所说的事项"),
    ],
)
def test_what_came_is_called_what_it_is(kind, channel, came):
    assert common(context(matter_kind=kind, channel=channel), HANS)["来意"] == came


@pytest.mark.parametrize("sample", ["enquiry", "suggestion"])
@pytest.mark.parametrize("kind", [LetterKind.ACKNOWLEDGEMENT, LetterKind.REPLY])
def test_who_asks_or_suggests_gets_no_apology_for_what_nobody_did(kind, sample):
    text = Templates().text(kind, samples(kind)[sample])
    assert "歉意" not in text
    assert "反映" not in text


def test_a_question_that_is_answered_needs_no_word_on_a_demand():
    values = reply.build(context(LetterKind.REPLY, "enquiry"), HANS)
    assert [answer["满足"] for answer in values["各事项"]] == [""]
    unanswered = replace(ANSWERS[1], met=None)
    values = reply.build(context(LetterKind.REPLY, "enquiry", answers=(unanswered,)), HANS)
    assert "【待选定" in values["各事项"][0]["满足"]


def test_a_suggestion_is_taken_up_where_a_demand_is_met():
    met, partly = (replace(ANSWERS[0], met=met, why="须先公示") for met in (Met.MET, Met.PARTLY))
    said = reply.build(context(LetterKind.REPLY, "suggestion", answers=(replace(met, why=""), partly)), HANS)
    assert [answer["满足"] for answer in said["各事项"]] == [
        "您的建议已经采纳。",
        "您的建议目前采纳了一部分：须先公示。",
    ]


def test_who_was_not_satisfied_is_not_told_the_same_again():
    text = Templates().text(LetterKind.REPLY, context(LetterKind.REPLY, reopened=True))
    assert "此前的处理没有让您满意，我们重新作了核实。这件事让您一再费心，我们深表歉意。" in text


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("我是翠湖花园3栋1201的业主王建国，电话13800138000。电梯停了三天没人修。", "电梯停了三天没人修"),
        ("我住3栋2单元1201室，王建国，13800138000。整栋楼的暖气今天都不热。", "整栋楼的暖气今天都不热"),
        ("我家卫生间漏水，很久没有人来看。我的电话13800138000。", "我家卫生间漏水，很久没有人来看"),
        ("我家卫生间漏水，请回电话，合同编号12345678。", "我家卫生间漏水，请回电话，合同编号12345678"),
        ("您好，我家卫生间漏水，很久没有人来看。", "我家卫生间漏水，很久没有人来看"),
        ("我住的3栋电梯坏了，没有人来修。", "我住的3栋电梯坏了，没有人来修"),
        ("我是3栋的业主王建国。快来。", "我是3栋的业主王建国。快来"),
    ],
)
def test_an_acknowledgement_does_not_tell_the_writer_who_they_are(words, quoted):
    assert acknowledgement.build(context(quote=words), HANS)["来信摘录"] == quoted
