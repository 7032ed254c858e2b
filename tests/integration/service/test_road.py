"""The road of one letter, stage by stage, on both databases: where each kind of letter ends and what it leaves.

Covers store.households, workers.deciding.deadlines, workers.instance.services, workers.instance.stages,
workers.intake.decide, workers.intake.intake, workers.intake.opening, workers.intake.quarantine, workers.intake.read,
workers.sending.delivery_effects, workers.sending.dispatch and workers.service.runner.
"""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from servers.bounces import report
from servers.house import LIFT, NOW
from servers.smtp import Stage, Step

from domain.codes import (
    CaseState,
    Channel,
    ClockName,
    ClockState,
    IgnoredReason,
    IntakeState,
    LetterKind,
    LetterState,
)
from letters.word.document import plain_text
from store import cases, clocks, events, jobs, letters
from store.directory import NewHousehold
from workers.clocks import clock_watch
from workers.correspondence.draft import draft_reply
from workers.intake import opening
from workers.intake.poll import poll_once
from workers.service.recovery import recover
from workers.service.run import BusyError, _only_runner, drain

FORWARDED = f"""请处理。

---------- 转发的邮件 ----------
发件人: 李明 <li@example.com>
日期: 2026年3月1日 20:15
收件人: 街道办 <jiedao@example.com>
主题: 电梯停运

{LIFT}
"""


def test_a_complaint_becomes_a_case_with_clocks_and_an_acknowledgement_that_goes_out(house):
    house.mail()
    house.work()
    (case,) = house.cases()
    assert (case.number, case.category, case.state) == ("TS-2026-000001", "equipment", CaseState.NEW)
    assert (case.resident_name, case.building, case.unit, case.room) == ("王芳", "3", "2", "501")
    running = house.clocks(case)
    assert running[ClockName.REPLY, 1].due_at.astimezone(house.services.zone).isoformat() == "2026-03-05T18:00:00+08:00"
    assert running[ClockName.ACKNOWLEDGE, 1].state is ClockState.MET
    (letter,) = house.letters(case)
    assert (letter.state, letter.number, letter.to_address) == (LetterState.SENT, "物函〔2026〕1号", "wang@example.com")
    (received,) = house.smtp.accepted
    assert received.message["In-Reply-To"] == "<m1@example.com>"
    assert received.message["Auto-Submitted"] == "auto-replied"
    assert case.number in received.message["Subject"]
    assert house.events(case) == [
        "received",
        "decided",
        "clocks_started",
        "letter_queued",
        "letter_sent",
        "clock_stopped",
    ]
    assert house.ask(lambda session: events.verify(session, case.id)) == []


def test_the_letter_lies_under_a_name_that_people_find(house):
    house.mail()
    house.work()
    path = house.services.settings.root / "letters" / "2026" / "TS-2026-000001-1-收悉告知书.docx"
    text = plain_text(path.read_bytes())
    assert "TS-2026-000001" in text
    assert "2026年3月5日" in text


def test_the_same_bytes_twice_are_one_case_with_a_note(house):
    house.mail(Message_ID="<same@example.com>")
    data = house.services.archive.get(house.last().sha256)
    house.receive(data, source="manager")
    house.work()
    (case,) = house.cases()
    assert (house.last().state, house.last().ignored_reason) == (IntakeState.IGNORED, IgnoredReason.DUPLICATE)
    assert "duplicate_received" in house.events(case)
    assert len(house.smtp.accepted) == 1


def test_the_same_message_through_another_mailbox_is_a_duplicate_but_equal_text_is_not(house):
    house.mail(Message_ID="<same@example.com>")
    house.mail(Message_ID="<same@example.com>", source="manager", Received="from a by b; " + format_datetime(NOW))
    house.mail(sender="李明 <li@example.com>")
    house.work()
    assert [row.ignored_reason for row in house.rows()] == [None, IgnoredReason.DUPLICATE, None]
    assert len(house.cases()) == 2


def test_a_message_id_that_somebody_repeats_swallows_nothing(house):
    house.mail("电梯停运", LIFT, sender="王芳 <wang@example.com>", Message_ID="<same@example.com>")
    house.mail("电梯停运", LIFT, sender="x@stranger.example", Message_ID="<same@example.com>")
    house.mail("电梯停运", f"{LIFT}谢谢。", sender="王芳 <wang@example.com>", Message_ID="<same@example.com>")
    house.mail("楼道灯不亮", LIFT, sender="王芳 <wang@example.com>", Message_ID="<same@example.com>")
    house.work()
    assert [row.ignored_reason for row in house.rows()] == [None] * 4


def test_a_forged_copy_that_waits_swallows_no_genuine_one(house):
    house.mail(sender="王芳 <wang@example.com>", Message_ID="<same@example.com>", X_Spam_Flag="YES")
    house.mail(sender="王芳 <wang@example.com>", Message_ID="<same@example.com>")
    house.work()
    assert [row.state for row in house.rows()] == [IntakeState.AWAITING_PERSON, IntakeState.CASE]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"List_Id": "<news.example.com>"},
        {"Precedence": "bulk"},
        {"X_Failed_Recipients": "nobody@example.com"},
        {"sender": "kefu@wuye.example"},
        {"sender": "noreply@forms.example.com"},
    ],
)
def test_a_complaint_under_an_automatic_header_is_neither_ended_nor_acknowledged(house, headers):
    house.mail(**headers)
    house.work()
    row = house.last()
    assert row.state is IntakeState.AWAITING_PERSON
    assert row.note
    assert house.ask(lambda session: clocks.of_intake(session, row.id))
    assert not house.cases()
    assert not house.smtp.accepted


@pytest.mark.parametrize(
    ("subject", "text", "headers", "reason"),
    [
        ("自动回复：您好", "我正在休假。", {"Auto_Submitted": "auto-replied"}, IgnoredReason.AUTO_REPLY),
        ("本周团购", "本周团购优惠。", {"List_Id": "<news.example.com>"}, IgnoredReason.LIST),
    ],
)
def test_what_is_proved_is_ignored_and_never_acknowledged(house, subject, text, headers, reason):
    house.mail()
    house.work()
    (letter,) = house.letters(house.cases()[0])
    house.mail(subject, text, In_Reply_To=letter.message_id, **headers)
    house.work()
    assert (house.last().state, house.last().ignored_reason) == (IntakeState.IGNORED, reason)
    assert len(house.smtp.accepted) == 1


def test_a_follow_up_of_the_resident_opens_a_reply_round_and_is_acknowledged(house):
    first = house.mail()
    house.work()
    house.time[0] += timedelta(days=1)
    house.mail("补充", "电梯还是停运，请回复。", In_Reply_To=first, found="dmarc=pass")
    house.work()
    (case,) = house.cases()
    assert house.last().state is IntakeState.FOLLOW_UP
    assert case.reply_round == 2
    assert house.clocks(case)[ClockName.REPLY, 2].state is ClockState.RUNNING
    assert [(one.round, one.state) for one in house.letters(case)] == [(1, LetterState.SENT), (2, LetterState.SENT)]


def test_an_answer_to_our_letter_finds_its_case_by_our_number(house):
    house.mail()
    house.work()
    house.mail("Re: 您的来信已收悉（TS-2026-000001）", "电梯还是停运，请回复。", found="dmarc=pass")
    house.work()
    assert house.last().state is IntakeState.FOLLOW_UP


def test_thanks_join_the_case_and_ask_for_nothing(house):
    first = house.mail()
    house.work()
    house.mail("谢谢", "收到，谢谢！", In_Reply_To=first, found="dmarc=pass")
    house.work()
    (case,) = house.cases()
    assert (case.reply_round, len(house.letters(case))) == (1, 1)
    assert house.last().case_id == case.id


def test_a_new_topic_in_a_follow_up_is_a_linked_case(house):
    first = house.mail()
    house.work()
    house.mail(
        "停车费", "另外，地下车库的停车费为什么没有公示就涨价？请说明收费依据。", In_Reply_To=first, found="dmarc=pass"
    )
    house.work()
    old, new = house.cases()
    assert new.parent_id == old.id
    assert new.category == "service"
    assert "linked_case" in house.events(old)


def test_a_filed_case_is_reopened(house):
    first = house.mail()
    house.work()
    with house.services.database.transaction() as session:
        cases.update_case(session, house.cases()[0].id, state=CaseState.FILED)
    house.mail("又坏了", "电梯又停运了。", In_Reply_To=first, found="dmarc=pass")
    house.work()
    assert house.cases()[0].state is CaseState.REOPENED


def test_a_stranger_in_a_thread_waits_for_a_person_with_the_clocks_of_receipt(house):
    first = house.mail()
    house.work()
    house.mail(sender="陌生人 <stranger@example.com>", In_Reply_To=first)
    house.work()
    row = house.last()
    assert row.state is IntakeState.AWAITING_PERSON
    assert "TS-2026-000001" in row.note
    started = house.ask(lambda session: clocks.of_intake(session, row.id))
    assert {one.clock for one in started} == {ClockName.REGISTER, ClockName.ACKNOWLEDGE}


def test_a_member_of_the_household_is_trusted_in_its_thread(house):
    house.directory(
        NewHousehold(
            project="阳光花园",
            building="3栋",
            unit="2单元",
            room="501",
            name="王芳",
            email="wang@example.com、son@example.com",
        )
    )
    first = house.mail()
    house.work()
    (case,) = house.cases()
    assert case.household_id is not None
    assert house.clocks(case)[ClockName.REGISTER, 1].state is ClockState.MET
    house.mail("补充", "电梯还是停运。", sender="son@example.com", In_Reply_To=first, found="dmarc=pass")
    house.work()
    assert house.last().state is IntakeState.FOLLOW_UP


def test_list_mail_from_the_directory_and_spam_wait_for_a_person(house):
    house.directory(NewHousehold(project="阳光花园", room="501", email="wang@example.com"))
    house.mail(List_Id="<news.example.com>")
    house.mail(sender="x@example.com", X_Spam_Flag="YES")
    house.work()
    assert [row.state for row in house.rows()] == [IntakeState.AWAITING_PERSON] * 2


def test_a_forwarded_complaint_is_the_inner_writers_and_its_letter_is_held(house):
    house.mail(
        "转发：电梯停运",
        FORWARDED,
        sender="街道办 <jiedao@example.com>",
    )
    house.work()
    (case,) = house.cases()
    assert case.email == "li@example.com"
    (letter,) = house.letters(case)
    assert letter.state is LetterState.DRAFT
    assert letter.held
    assert letter.to_address is None
    assert letter.number is None
    assert not house.smtp.accepted


def test_the_fourth_acknowledgement_to_one_sender_in_a_day_is_held(house):
    for number in range(5):
        house.mail(f"投诉{number}", f"{LIFT} 第{number}次来信")
    house.work()
    held = [letter.held for case in house.cases() for letter in house.letters(case)]
    assert [bool(why) for why in held] == [False, False, False, True, True]
    assert len(house.smtp.accepted) == 3


def test_mail_that_was_old_when_first_seen_is_a_case_without_an_automatic_letter(house):
    house.mail(no_letter=True)
    house.work()
    (case,) = house.cases()
    assert house.letters(case)[0].state is LetterState.DRAFT
    assert not house.smtp.accepted


def test_a_bounce_marks_the_letter_and_is_not_answered(house):
    house.mail()
    house.work()
    sent = house.smtp.accepted[0].message
    house.receive(report(sent["Message-ID"]))
    house.work()
    assert house.last().ignored_reason is IgnoredReason.BOUNCE
    letter = house.letters(house.cases()[0])[0]
    assert (letter.state, letter.error) == (LetterState.BOUNCED, "退信：550 no such user")


def test_the_scan_folder_ends_in_done_and_quarantine(house):
    inbox = house.services.settings.inbox / "阳光花园"
    inbox.mkdir(parents=True)
    (inbox / "投诉信.txt").write_text("楼道的灯坏了半个月，晚上看不见路。\n5栋1单元302 李明", encoding="utf-8")
    (inbox / "broken.bin").write_bytes(bytes(range(256)) * 4)
    *_, polled = poll_once(house.services)
    assert polled.report.received == 2
    house.work()
    (case,) = house.cases()
    assert (case.channel, case.project, case.building, case.room) == (Channel.LETTER, "阳光花园", "5", "302")
    (letter,) = house.letters(case)
    assert (letter.state, letter.to_address) == (LetterState.QUEUED, None)  # waits for the print queue
    root = house.services.settings.root
    assert [path.name for path in (root / "done").rglob("*.txt")] == ["投诉信.txt"]
    reason = (root / "quarantine" / "broken.bin.reason.txt").read_text(encoding="utf-8")
    assert "broken.bin" in reason


def test_a_mail_file_dated_by_a_stopped_clock_counts_from_its_arrival(house):
    inbox = house.services.settings.inbox
    inbox.mkdir(parents=True, exist_ok=True)
    dated = "From: wang@example.com\nDate: Mon, 1 Mar 1926 10:00:00 +0800\nMessage-ID: <old@example.com>\n"
    (inbox / "old.eml").write_text(f"{dated}Content-Type: text/plain; charset=utf-8\n\n{LIFT}", encoding="utf-8")
    poll_once(house.services)
    house.work()
    (case,) = house.cases()
    assert case.channel is Channel.EMAIL
    assert case.received_at.year > 2000


def test_a_replys_draft_is_made_when_first_wanted_and_only_once(house):
    house.mail()
    house.work()
    (case,) = house.cases()
    draft = draft_reply(house.services, case.number)
    assert (draft.kind, draft.state, draft.number) == (LetterKind.REPLY, LetterState.DRAFT, None)
    assert draft_reply(house.services, case.number).id == draft.id
    text = plain_text(house.services.archive.get(draft.docx_sha))
    assert "待" in text
    with pytest.raises(LookupError, match="TS-2026-999999"):
        draft_reply(house.services, "TS-2026-999999")


def test_a_server_that_is_away_is_tried_again_and_the_letter_goes_out_once(house):
    house.smtp.plan(Step(stage=Stage.MAIL, reply="451 later"))
    house.mail()
    house.work()
    (case,) = house.cases()
    assert house.letters(case)[0].state is LetterState.QUEUED
    house.time[0] += timedelta(minutes=1)
    house.work()
    assert house.letters(case)[0].state is LetterState.SENT
    assert len(house.smtp.accepted) == 1


def test_a_lost_answer_leaves_the_letter_in_doubt_and_it_is_never_sent_again(house):
    house.smtp.plan(Step(stage=Stage.ACCEPTED, drop=True))
    house.mail()
    house.work()
    (case,) = house.cases()
    assert house.letters(case)[0].state is LetterState.IN_DOUBT
    house.time[0] += timedelta(days=2)
    recover(house.services, alone=True)
    house.work()
    assert len(house.smtp.accepted) == 1
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 1].state is ClockState.RUNNING


def test_a_refused_address_bounces_with_the_servers_words(house):
    house.smtp.plan(Step(stage=Stage.RCPT, reply="550 no such user"))
    house.mail()
    house.work()
    letter = house.letters(house.cases()[0])[0]
    assert (letter.state, letter.error) == (LetterState.BOUNCED, "550 no such user")


def test_what_was_sending_when_the_process_died_is_in_doubt_after_recovery(house):
    house.smtp.plan(Step(stage=Stage.MAIL, reply="451 later"))
    house.mail()
    house.work()
    (letter,) = house.letters(house.cases()[0])
    with house.services.database.transaction() as session:
        dead = house.services.worker.rpartition(":")[0] + ":1"
        letters.advance(
            session, letter.id, LetterState.QUEUED, LetterState.SENDING, claimed_by=dead, claimed_at=house.time[0]
        )
    assert recover(house.services, alone=False) == 1
    assert house.letters(house.cases()[0])[0].state is LetterState.IN_DOUBT


def test_rows_without_a_job_get_one_at_the_start(house):
    house.mail()
    with house.services.database.transaction() as session:
        for job in jobs.claim(session, "gone", now=house.time[0], lease=timedelta(hours=9), limit=9):
            jobs.finish(session, job)
    house.work()
    assert not house.cases()
    recover(house.services, alone=True)
    house.work()
    assert len(house.cases()) == 1


def test_a_letter_on_which_our_own_code_fails_ends_before_a_person_and_stops_nobody(house, monkeypatch):
    real = opening.open_case

    def failing(services, session, letter, **more):
        if "毒" in letter.document.subject:
            raise RuntimeError("boom")
        return real(services, session, letter, **more)

    monkeypatch.setattr(opening, "open_case", failing)
    house.mail("毒")
    house.mail("电梯停运", sender="li@example.com")
    for _ in range(4):
        house.work()
        house.time[0] += timedelta(minutes=1)
    assert sorted(row.state for row in house.rows()) == [IntakeState.AWAITING_PERSON, IntakeState.CASE]


def test_an_overrun_is_an_event_of_the_case_and_fires_once(house):
    house.mail()
    house.work()
    (case,) = house.cases()
    house.time[0] += timedelta(days=4)
    assert clock_watch.sweep(house.services) > 0
    assert clock_watch.sweep(house.services) == 0
    assert "clock_passed" in house.events(case)


def test_two_runners_on_one_sqlite_instance_are_refused(house):
    if house.services.database.dialect == "sqlite":
        with _only_runner(house.services), pytest.raises(BusyError):
            drain(house.services)
    else:
        drain(house.services)
        drain(house.services)


def test_a_follow_up_waits_for_a_letter_before_it_that_nobody_has_read_yet(house):
    first = house.mail()
    house.mail("补充", "电梯还是停运，请回复。", In_Reply_To=first, found="dmarc=pass")
    complaint, follow_up = house.rows()
    with house.services.database.transaction() as session:
        for job in jobs.claim(session, "slow", now=house.time[0], lease=timedelta(minutes=5), limit=9, stages=["read"]):
            if job.subject_id == follow_up.id:
                jobs.fail(session, job, error="given back", retry_at=house.time[0])
    house.work()
    assert [row.state for row in house.rows()] == [IntakeState.RECEIVED, IntakeState.READ]
    house.time[0] += timedelta(minutes=6)
    house.work()
    house.time[0] += timedelta(minutes=1)
    house.work()
    assert [row.state for row in house.rows()] == [IntakeState.CASE, IntakeState.FOLLOW_UP]
    assert house.rows()[0].id == complaint.id
