"""A department gets its notice by mail and answers it: the answer is its report once, if all of it is sure.

Covers workers.correspondence.department_mail, workers.intake.department_answers, workers.intake.department_photos.
"""

from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO

import pytest
from fixtures_mail import settings_for
from PIL import Image
from servers.audited import audited
from servers.house import SERVER
from servers.letters_day import CLERK, SUPERVISOR, furnished, now, submitted
from servers.smtp import Stage, Step

from domain.codes import (
    CaseState,
    ClockName,
    ClockState,
    Department,
    IntakeState,
    LetterKind,
    LetterState,
    Role,
)
from domain.events import EventName
from domain.settings import NoticeSettings
from domain.staff import HOUSE, Grant
from domain.work_codes import EvidenceSource
from store import cases, events, evidence, intake, jobs, people
from store.people import NewPerson
from workers.casework.evidence import withdraw as withdraw_evidence
from workers.correspondence import department_mail
from workers.correspondence.approving import approve
from workers.instance.stages import PHOTOS
from workers.intake.poll import poll_once

WORKS = "gongcheng@wuye.example"
PASS = "dmarc=pass header.from=wuye.example"
NOTICE = ("请在三个工作日内查明停梯原因并修复，修好后回报。",)


def photo(width=400, height=300, colour="grey"):
    """A plain picture."""
    held = BytesIO()
    Image.new("RGB", (width, height), colour).save(held, "PNG")
    return held.getvalue()


@pytest.fixture
def works(house):
    """The engineering department has an address."""
    house = furnished(house)
    notices = NoticeSettings(departments={Department.ENGINEERING: WORKS})
    house.services = replace(house.services, settings=replace(house.services.settings, notices=notices))
    with house.services.database.transaction() as session:
        new = NewPerson(login="gong", name="工程", email="worker@wuye.example", made_at=house.time[0], made_by="admin")
        role = Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING)
        people.grant(session, people.create(session, new).id, role)
    return house


def noticed(house):
    """A notice approved and on its way: the case, the letter, the mail."""
    house.mail()
    house.work()
    case = house.cases()[0]
    letter = submitted(house, case, LetterKind.DEPARTMENT_NOTICE, by=CLERK, body=NOTICE)
    approve(house.services, letter.id, actor=SUPERVISOR, pdf_sha=letter.pdf_sha)
    house.work()
    (mail,) = [one.message for one in house.smtp.accepted if one.recipients == (WORKS,)]
    return case, now(house, letter), mail


def answer(house, mail, text, *, sender=f"工程部 <{WORKS}>", found=PASS, to=None, **headers):
    """The department's mail program answers."""
    headers = {"In_Reply_To": mail["Message-ID"], "References": mail["Message-ID"], **headers}
    house.mail(
        f"Re: {mail['Subject']}",
        text,
        sender=sender,
        found=found,
        Cc=to or mail["Reply-To"],
        **{name: value for name, value in headers.items() if value is not None},
    )
    house.work()
    return house.last()


def evidence_of(house, case):
    return house.ask(lambda session: evidence.of_case(session, case.id))


def read_again(house, row):
    """The job runs once more, as after a crash."""
    with house.services.database.transaction() as session:
        jobs.defer(session, PHOTOS, row.id)
    house.work()


def reports(house, case):
    found = house.ask(lambda session: events.history(session, case.id))
    return [one.payload for one in found if one.what == EventName.DEPARTMENT_REPORT]


def state_of(house, case, clock):
    return {one.state for (name, _), one in house.clocks(case).items() if name is clock}


def test_the_notice_goes_by_mail_with_its_pages_and_an_address_to_answer(works):
    _, letter, mail = noticed(works)
    assert letter.state is LetterState.SENT
    (pages,) = mail.iter_attachments()
    assert pages.get_content_type() == "application/pdf"
    assert "三个工作日" in mail.get_body(("plain",)).get_content()
    assert "第一行写" in mail.get_body(("plain",)).get_content()
    assert mail["Reply-To"] == f"kefu+d{letter.id}-{mail['Reply-To'].partition('-')[2]}"
    assert len(mail["Reply-To"].partition("@")[0]) <= 64
    assert mail["In-Reply-To"] is None  # the thread with the resident is the resident's


def test_a_department_without_an_address_has_its_notice_at_the_desk_as_before(house):
    house = furnished(house)
    house.mail()
    house.work()
    letter = submitted(house, house.cases()[0], LetterKind.DEPARTMENT_NOTICE, by=CLERK, body=NOTICE)
    approve(house.services, letter.id, actor=SUPERVISOR, pdf_sha=letter.pdf_sha)
    house.work()
    assert now(house, letter).state is LetterState.APPROVED


def test_start_progress_and_finish_are_reported_by_mail(works):
    case, _, mail = noticed(works)
    row = answer(works, mail, "开始\n师傅已到现场，正在检查门机。")
    assert (row.state, row.case_id) == (IntakeState.FOLLOW_UP, case.id)
    answer(works, mail, "进展：配件已订货，明天到")
    assert ClockState.RUNNING in state_of(works, case, ClockName.DEPARTMENT_FINISH)
    answer(works, mail, "完成。\n门机已更换，试运行正常。\n\n> 请在三个工作日内查明停梯原因")
    told = reports(works, case)
    assert [(one["department"], one["note"], one["done"]) for one in told] == [
        ("engineering", "师傅已到现场，正在检查门机。", False),
        ("engineering", "配件已订货，明天到", False),
        ("engineering", "门机已更换，试运行正常。", True),
    ]
    assert state_of(works, case, ClockName.DEPARTMENT_FINISH) == {ClockState.MET}
    assert len(works.cases()) == 1
    assert case.reply_round == works.cases()[0].reply_round, "a report is no letter of the resident"
    assert len([one for one in works.letters(case) if one.kind is LetterKind.ACKNOWLEDGEMENT]) == 1
    # The approver of this test has no account; that alone an audit misses.
    assert [one.what for one in audited(works)] == ["作出审批的人不在人员之列"]


def answered(works, mail, text, id_, *, found=PASS):
    """An answer to the notice as it lies in the mailbox, stamped by the mailbox's own server."""
    message = EmailMessage()
    message["Authentication-Results"] = f"{SERVER}; {found}"
    message["From"], message["To"] = f"工程部 <{WORKS}>", mail["Reply-To"]
    message["Subject"], message["Message-ID"] = f"回复：{mail['Subject']}", f"<{id_}@wuye.example>"
    message["Date"] = format_datetime(works.time[0])
    message["In-Reply-To"] = mail["Message-ID"]
    message.set_content(f"{text}\n\n在 3月2日，客户服务中心写道：\n> 请在三个工作日内查明停梯原因\n")
    return message


def test_start_finish_and_photos_come_in_through_a_real_mailbox_and_what_is_forged_is_shown(works, dovecot):
    case, _, mail = noticed(works)
    box = replace(settings_for(dovecot), name="office", authserv_ids=frozenset({SERVER}), start_from=None)
    works.services = replace(works.services, settings=replace(works.services.settings, mailboxes=(box,)))
    poll_once(works.services)
    begun = answered(works, mail, "开始\n师傅已到场。", "begun")
    forged = answered(works, mail, "完成\n都修好了。", "forged", found="dmarc=fail header.from=wuye.example")
    guessed = answered(works, mail, "完成\n都修好了。", "guessed")
    guessed.replace_header("To", mail["Reply-To"].replace("+d", "+d9"))
    guessed.replace_header("In-Reply-To", "<another@wuye.example>")
    message = answered(works, mail, "完成\n门机已更换。", "real")
    message.add_attachment(photo(), maintype="image", subtype="png", filename="现场.png")
    message.add_attachment(photo(90, 40), maintype="image", subtype="png", filename="logo.png")
    message.add_attachment("电话：…".encode(), maintype="text", subtype="plain", filename="名片.txt")
    dovecot.deliver(box.user, [one.as_bytes() for one in (begun, forged, guessed, message, message)])
    poll_once(works.services)
    works.work()
    told = [(one["note"], one["done"]) for one in reports(works, case)]
    assert told == [("师傅已到场。", False), ("门机已更换。", True)]
    came = {row.message_id: row for row in works.rows() if row.state is not IntakeState.IGNORED}
    assert came["<forged@wuye.example>"].state is IntakeState.AWAITING_PERSON
    assert case.number in came["<forged@wuye.example>"].note
    assert came["<guessed@wuye.example>"].case_id != case.id
    first = came["<real@wuye.example>"]
    (document,) = works.ask(lambda session: intake.load_reading(session, first.id))
    assert "现场.png" in [part.name for part in document.parts], "the photo stays with the case"
    (piece,) = evidence_of(works, case)
    assert (piece.name, piece.media_type, piece.size) == ("现场.png", "image/png", len(photo()))
    day = first.received_at.astimezone(works.services.zone).date()
    assert (piece.source, piece.dated, piece.made_by) == (EvidenceSource.DEPARTMENT, day, HOUSE)
    assert works.services.archive.get(piece.sha256) == photo()
    told = [one.payload for one in works.ask(lambda s: events.history(s, case.id)) if one.what == "evidence_added"]
    assert [one["intake"] for one in told] == [first.id]


def test_a_photo_comes_into_the_evidence_once_and_does_not_return(works):
    case, _, mail = noticed(works)
    photos = [("门机.png", photo(), "image/png"), ("再拍.png", photo(colour="green"), "image/png")]
    row = answer(works, mail, "进展\n在修", attach=photos[:1])
    (first,) = evidence_of(works, case)
    withdraw_evidence(works.services, case.number, first.id, "拍错了", actor=CLERK)
    for again in (lambda: answer(works, mail, "进展\n又拍了一张", attach=photos), lambda: read_again(works, row)):
        again()
        assert [one.name for one in evidence_of(works, case)] == ["门机.png", "再拍.png"]


def test_what_waits_for_a_person_brings_no_evidence(works):
    case, _, mail = noticed(works)
    answer(works, mail, "收到", attach=[("门机.png", photo(), "image/png")])
    assert evidence_of(works, case) == []


def test_a_worker_of_the_department_may_answer_from_their_own_address(works):
    case, _, mail = noticed(works)
    answer(works, mail, "进展\n在修", sender="worker@wuye.example")
    assert len(reports(works, case)) == 1


def test_the_reply_address_alone_names_the_notice(works):
    case, _, mail = noticed(works)
    answer(works, mail, "开始", In_Reply_To=None, References=None)
    assert [one["note"] for one in reports(works, case)] == ["开始"]


def test_without_plus_addresses_the_message_id_names_it(works):
    notices = replace(works.services.settings.notices, reply_to="")
    works.services = replace(works.services, settings=replace(works.services.settings, notices=notices))
    case, _, mail = noticed(works)
    assert mail["Reply-To"] is None
    answer(works, mail, "开始", to="kefu@wuye.example")
    assert len(reports(works, case)) == 1


HOSTILE = {
    "a sender that failed": {"found": "dmarc=fail header.from=wuye.example"},
    "a sender whom nothing proves": {"found": None},
    "a proved stranger": {"sender": "boss@evil.example", "found": "dmarc=pass header.from=evil.example"},
    "a colleague of another department": {"sender": "caiwu@wuye.example"},
    "the resident": {"sender": "王芳 <wang@example.com>", "found": "dmarc=pass header.from=example.com"},
    "our own address": {"sender": "kefu@wuye.example"},
}


@pytest.mark.parametrize("case_of", HOSTILE, ids=list(HOSTILE))
def test_a_forged_sender_reports_nothing(works, case_of):
    case, _, mail = noticed(works)
    row = answer(works, mail, "完成\n都修好了", **HOSTILE[case_of])
    assert reports(works, case) == []
    assert row.state is IntakeState.AWAITING_PERSON
    assert case.number in row.note


@pytest.mark.parametrize("change", ["another letter", "one digit", "no token"])
def test_a_wrong_token_reports_nothing(works, change):
    case, letter, mail = noticed(works)
    good = mail["Reply-To"]
    wrong = {
        "another letter": good.replace(f"d{letter.id}-", "d1-" if letter.id != 1 else "d2-"),
        "one digit": good.replace(good[-18], "0" if good[-18] != "0" else "1"),
        "no token": "kefu@wuye.example",
    }[change]
    row = answer(works, mail, "完成\n都修好了", to=wrong, In_Reply_To=None, References=None)
    assert reports(works, case) == []
    assert row.state is not IntakeState.FOLLOW_UP or row.case_id != case.id


def test_the_same_mail_again_is_no_second_report(works):
    case, _, mail = noticed(works)
    answer(works, mail, "进展\n在修", Message_ID="<one@wuye.example>")
    again = answer(works, mail, "进展\n在修", Message_ID="<one@wuye.example>")
    assert again.state is IntakeState.IGNORED
    replayed = answer(works, mail, "进展\n在修", Message_ID="<two@wuye.example>")
    assert replayed.state is IntakeState.AWAITING_PERSON
    assert "重复" in replayed.note
    assert len(reports(works, case)) == 1


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("完成\n我正在休假，回来后回复。", {"Auto_Submitted": "auto-replied"}),
        ("您好，我正在休假，回来后回复您。", {}),
        ("自动回复：邮件已收到", {"X_Autoreply": "yes"}),
    ],
)
def test_an_out_of_office_answer_is_no_report(works, text, headers):
    case, _, mail = noticed(works)
    row = answer(works, mail, text, **headers)
    assert reports(works, case) == []
    assert row.state in (IntakeState.AWAITING_PERSON, IntakeState.IGNORED)


@pytest.mark.parametrize(
    "text", ["收到", "完成不了", "完成：还没有", "未完成", "预计周五完成", "", "开始不了，缺配件", "完工后再报"]
)
def test_words_that_are_not_clear_go_before_a_person(works, text):
    case, _, mail = noticed(works)
    row = answer(works, mail, text)
    assert reports(works, case) == []
    assert row.state in (IntakeState.AWAITING_PERSON, IntakeState.QUARANTINED)


def test_of_a_case_that_is_done_a_late_report_goes_before_a_person(works):
    case, _, mail = noticed(works)
    with works.services.database.transaction() as session:
        cases.update_case(session, case.id, state=CaseState.DONE)
    assert answer(works, mail, "完成").state is IntakeState.AWAITING_PERSON
    assert reports(works, case) == []


def test_a_notice_that_bounces_is_an_exception_before_people(works):
    works.mail()
    works.work()
    letter = submitted(works, works.cases()[0], LetterKind.DEPARTMENT_NOTICE, by=CLERK, body=NOTICE)
    works.smtp.plan(Step(stage=Stage.RCPT, reply="550 5.1.1 no such user"))
    approve(works.services, letter.id, actor=SUPERVISOR, pdf_sha=letter.pdf_sha)
    works.work()
    assert now(works, letter).state is LetterState.BOUNCED


def test_an_address_cannot_be_made_without_the_key(works):
    _, letter, mail = noticed(works)
    assert works.ask(lambda s: department_mail.answered(works.services, s, (mail["Reply-To"].upper(),))) == letter
    for wrong in ("", "kefu+d1-@wuye.example", f"kefu+d{letter.id}-{'0' * 32}@wuye.example", "kefu+d" + "9" * 30):
        assert works.ask(lambda s, wrong=wrong: department_mail.answered(works.services, s, (wrong,))) is None
