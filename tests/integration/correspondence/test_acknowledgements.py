"""What an acknowledgement says of an earlier promise, in what form it leaves, and which ones wait for a person.

Covers workers.correspondence.earlier_letters and workers.correspondence.acknowledging.
"""

from datetime import date, timedelta

import pytest
from servers.house import LIFT
from servers.letters_day import CLERK, approved, one_case

from domain.codes import Channel, LetterKind, LetterState, Way
from domain.correction import Correction
from letters.word.document import plain_text
from store import letters
from workers.casework.case_work import record_call
from workers.instance.refusals import Refused
from workers.intake.register import Record, register
from workers.sending.held_acknowledgements import release

AT_HOME = {"name": "王芳", "project": "阳光花园", "building": "3", "unit": "2", "room": "501"}


def text_of(office, letter):
    return plain_text(office.services.archive.get(letter.docx_sha))


def registered(office, channel, facts="3栋2单元的电梯停运三天，没有人来修。", **who):
    record = Record(
        key="0" * 31 + "1",
        channel=channel,
        received=office.services.now(),
        about="电梯",
        facts=facts,
        demand="尽快修好",
        who=Correction(**who),
    )
    case = register(office.services, record, actor=CLERK).case
    office.work()
    return case, office.letters(case)[0]


def test_a_resident_gets_a_pdf_and_the_house_keeps_the_word_file(office):
    case = one_case(office)
    (letter,) = office.letters(case)
    mail = office.smtp.accepted[-1].message
    attached = [part for part in mail.walk() if part.get_filename()]
    assert [(one.get_content_type(), one.get_filename()) for one in attached] == [
        ("application/pdf", f"{case.number}.pdf")
    ]
    assert attached[0].get_payload(decode=True).startswith(b"%PDF")
    assert office.services.archive.get(letter.docx_sha).startswith(b"PK")


def test_a_further_letter_before_the_answer_was_due_is_told_so(office):
    case = one_case(office)
    office.time[0] += timedelta(days=1)
    office.mail("补充", "电梯还是停运，请回复。", In_Reply_To="<m1@example.com>", found="dmarc=pass")
    office.work()
    first, second = office.letters(case)
    said = text_of(office, second)
    assert f"同一件事再次向我们提出：我们2026年3月2日的函（{first.number}）曾告知您，最迟于2026年3月5日有结果" in said
    assert "这次所说的情况会一并核实" in said
    assert "再次向我们提出" not in text_of(office, first)


def test_a_further_letter_after_the_promise_broke_says_that_it_did(office):
    case = one_case(office)
    office.time[0] += timedelta(days=7)
    office.mail("补充", "电梯还是停运，请回复。", In_Reply_To="<m1@example.com>", found="dmarc=pass")
    office.work()
    assert "最迟于2026年3月5日有结果，可是问题仍未解决。让您再次费心" in text_of(office, office.letters(case)[-1])


def test_an_interim_letter_s_own_date_is_the_promise(office):
    case = one_case(office)
    interim = approved(office, case, LetterKind.INTERIM, promised=date(2026, 3, 9), way=Way.MAIL, body=(
        "您的来信收悉，受理编号为{number}。电梯门机部件已经订购。", "我们将于2026年3月9日之前再次书面答复您。",
        "如有疑问，请与客户服务中心陈静联系，电话：010-6655 8899。",
    ))  # fmt: skip
    office.work()
    office.time[0] += timedelta(days=10)
    office.mail("补充", "电梯还是停运，请回复。", In_Reply_To="<m1@example.com>", found="dmarc=pass")
    office.work()
    number = office.ask(lambda session: letters.get(session, interim.id)).number
    assert f"（{number}）曾告知您，最迟于2026年3月9日有结果，可是问题仍未解决" in text_of(
        office, office.letters(case)[-1]
    )


def test_a_spoken_complaint_is_answered_by_telephone_unless_a_letter_is_wanted(office):
    _, letter = registered(office, Channel.PHONE, **AT_HOME)
    assert letter.state is LetterState.DRAFT
    assert "口头投诉" in letter.held
    release(office.services, letter.id, actor=CLERK, way=Way.PRINT)
    office.work()
    gone = office.ask(lambda session: letters.get(session, letter.id))
    assert gone.state is LetterState.QUEUED
    assert "您2026年3月2日来电反映的事项" in text_of(office, gone)
    assert "来信" not in text_of(office, gone)


def test_a_call_makes_the_written_acknowledgement_of_a_spoken_complaint_needless(office):
    case, letter = registered(office, Channel.PHONE, **AT_HOME)
    record_call(office.services, case.number, "已告知受理编号和答复日期", actor=CLERK, reached=True)
    assert office.ask(lambda session: letters.get(session, letter.id)).state is LetterState.VOID


def test_what_cannot_be_delivered_waits_for_a_person_and_never_for_the_printer(office):
    _, letter = registered(office, Channel.LETTER, "小区的电梯停运三天，没有人来修。", name="王芳")
    assert letter.state is LetterState.DRAFT
    assert letter.number is None
    assert "收件地址不详" in letter.held
    with pytest.raises(Refused, match="收件地址不详"):
        release(office.services, letter.id, actor=CLERK, way=Way.PRINT)


def test_a_letter_with_its_flat_goes_to_the_printer_by_itself(office):
    _, letter = registered(office, Channel.LETTER, **AT_HOME)
    assert (letter.state, letter.way) == (LetterState.QUEUED, Way.PRINT)


def test_a_letter_names_its_project_not_the_flat_as_the_place_of_the_matter(office):
    case = one_case(office, text=LIFT)
    said = text_of(office, office.letters(case)[0])
    assert "您反映阳光花园的“" in said or "您反映“" in said
    assert "501室的" not in said
