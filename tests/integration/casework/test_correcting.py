"""What was read wrongly is put right: the case is decided again, its clocks are recalculated, and nothing is lost.

Covers workers.clocks.case_clocks, workers.clocks.recalculation, workers.correspondence.stale_drafts,
workers.deciding.case_lookup and workers.deciding.effective_document.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from servers.house import LIFT, NOW

from domain.codes import (
    Channel,
    ClockName,
    ClockState,
    Grade,
    IntakeState,
    LetterKind,
    LetterState,
    Urgency,
)
from domain.correction import Correction
from domain.staff import operator
from letters.word.document import plain_text
from rules.decide import decide
from store import cases, corrections, events, intake
from store.directory import NewHousehold
from workers.casework.correcting import confirm, correct
from workers.correspondence.draft import draft_reply
from workers.deciding.validation import CorrectionError
from workers.intake.poll import poll_once

NUMBER = "TS-2026-000001"
WANG = {"project": "阳光花园", "building": "3栋", "unit": "2单元", "name": "王芳"}
MISREAD = "电柿又停远了，已经三夭，没有人来修。"
FORWARDED = f"""请处理。

---------- 转发的邮件 ----------
发件人: 李明 <li@example.com>
日期: 2026年3月1日 20:15
收件人: 街道办 <jiedao@example.com>
主题: 来信

{LIFT}
"""


def scan(house, text, name="来信.txt"):
    """A letter in the scan folder, decided."""
    inbox = house.services.settings.inbox
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_text(text, encoding="utf-8")
    poll_once(house.services)
    house.work()


def change(house, **values):
    return correct(house.services, NUMBER, Correction(**values), actor=operator("张三"))


def decisions(house):
    (case,) = house.cases()
    return house.ask(lambda session: cases.decisions_of_case(session, case.id))


def payloads(house, what):
    (case,) = house.cases()
    found = house.ask(lambda session: events.history(session, case.id))
    return [(event.who, event.payload) for event in found if event.what == what]


def test_a_corrected_text_is_decided_again_and_the_reading_stays(house):
    house.mail("来信", MISREAD)
    house.work()
    (before,) = house.cases()
    assert before.topic is None
    after = change(house, text=LIFT)
    assert (after.category, after.topic, after.needs_person) == ("equipment", "lift_outage", False)
    assert (after.resident_name, after.room, after.phone) == ("王芳", "501", "13800138000")
    (read,) = house.ask(lambda session: intake.load_reading(session, after.intake_id))
    assert MISREAD in read.text
    kept = house.ask(lambda session: corrections.latest(session, after.intake_id))
    assert (kept.version, kept.made_by, kept.document.text) == (1, "张三", LIFT)
    ((who, payload),) = payloads(house, "corrected")
    assert who == "张三"
    assert payload["changes"]["text"] == [read.text, LIFT]
    assert house.ask(lambda session: events.verify(session, after.id)) == []


def test_the_new_decision_is_kept_with_its_whole_input_and_replays(house):
    house.mail("来信", MISREAD)
    house.work()
    after = change(house, text=LIFT, room="502")
    first, second = decisions(house)
    assert (first.input.text, second.input.text) == (MISREAD, LIFT)
    assert after.decision_id == second.id
    assert decide(house.services.compiled, second.input) == second.decision


def test_the_words_of_the_reasons_stand_where_they_say_in_the_corrected_text(house):
    house.mail("来信", MISREAD)
    house.work()
    change(house, subject="电梯", text=f"您好：\r\n{LIFT}\n")
    decided = decisions(house)[-1]
    matches = [match for reason in decided.decision.reasons for match in reason.matched]
    assert matches
    for match in matches:
        text = decided.input.subject if match.source == "subject" else decided.input.text
        assert text[match.start : match.end] == match.text


def test_a_corrected_room_finds_the_household_and_registers_the_case(house):
    house.directory(NewHousehold(**WANG, room="501"), NewHousehold(**WANG | {"name": "赵六"}, room="502"))
    house.mail("电梯停运", "电梯又停运了，请尽快安排。阳光花园3栋2单元509")
    house.work()
    (before,) = house.cases()
    assert before.household_id is None
    assert house.clocks(before)[ClockName.REGISTER, 1].state is ClockState.RUNNING
    after = change(house, room="502")
    assert after.household_id is not None
    assert (after.resident_name, after.project, after.room) == ("赵六", "阳光花园", "502")
    register = house.clocks(after)[ClockName.REGISTER, 1]
    assert (register.state, register.stopped_by) == (ClockState.MET, "张三")


def test_whoever_corrects_the_room_alone_means_the_house_that_stood_there(house):
    house.directory(
        NewHousehold(**WANG, room="501", email="wang@example.com"), NewHousehold(**WANG | {"name": "赵六"}, room="502")
    )
    house.mail("电梯停运", "电梯又停运了，请尽快安排。")
    house.work()
    after = change(house, room="502")
    assert (after.building, after.unit, after.room, after.resident_name) == ("3栋", "2单元", "502", "赵六")


def test_a_household_is_named_by_its_id_and_an_unknown_one_is_refused(house):
    house.directory(NewHousehold(**WANG, room="501"), NewHousehold(**WANG | {"name": "赵六"}, room="502"))
    house.mail()
    house.work()
    (case,) = house.cases()
    other = case.household_id + 1
    assert change(house, household_id=other).room == "502"
    assert change(house, building="3", room="501").household_id == case.household_id
    with pytest.raises(CorrectionError, match="没有编号 999"):
        change(house, household_id=999)


def test_what_is_not_known_after_all_is_cleared(house):
    house.mail()
    house.work()
    after = change(house, phone="", room="")
    assert (after.phone, after.room, after.household_id) == (None, None, None)


def test_an_address_of_record_is_no_address_to_send_to(house):
    house.directory(NewHousehold(**WANG, room="501", email="fang@example.com"))
    house.mail()
    house.work()
    after = change(house, email="typed@example.com")
    assert (after.email, after.reply_to_email) == ("typed@example.com", "wang@example.com")
    after = change(house, email="fang@example.com")
    assert after.reply_to_email == "fang@example.com"
    after = change(house, reply_to="typed@example.com")
    assert after.reply_to_email == "typed@example.com"


def test_a_forwarded_complaint_gets_an_address_once_its_household_is_known(house):
    house.directory(NewHousehold(project="翠湖花园", building="1", room="101", email="li@example.com"))
    house.directory(NewHousehold(**WANG, room="501", phone="13800138000"))
    house.mail("转发：来信", FORWARDED, sender="街道办 <jiedao@example.com>")
    house.work()
    (case,) = house.cases()
    assert case.reply_to_email is None
    assert change(house, name="李明").reply_to_email is None
    assert change(house, project="翠湖花园", building="1", unit="", room="101").reply_to_email == "li@example.com"
    assert change(house, email="jiedao@example.com").reply_to_email == "jiedao@example.com"


def test_the_date_of_a_paper_letter_moves_its_clocks_to_the_opening_hour_of_that_day(house):
    scan(house, LIFT)
    (case,) = house.cases()
    zone = house.services.zone
    day = datetime(2026, 2, 27, tzinfo=zone)  # the Friday before; Saturday is a make-up day
    after = change(house, received=day, received_date_only=True)
    assert after.received_at == day
    moved = house.clocks(after)
    assert moved[ClockName.ACKNOWLEDGE, 1].started_at.astimezone(zone).isoformat() == "2026-02-27T09:00:00+08:00"
    assert moved[ClockName.REPLY, 1].due_at.astimezone(zone).isoformat() == "2026-03-03T18:00:00+08:00"
    assert "自当日上班时间起算" in moved[ClockName.REPLY, 1].steps[0].why
    ((who, payload),) = payloads(house, "clocks_reckoned")
    assert who == "张三"
    reply = next(one for one in payload["clocks"] if one["clock"] == "reply")
    assert reply["due"] == ["2026-03-05T18:00:00+08:00", "2026-03-03T18:00:00+08:00"]
    assert house.clocks(case)[ClockName.REGISTER, 1].state is ClockState.LATE


def test_a_stopped_clock_is_judged_anew_only_if_its_start_changed_and_never_runs_again(house):
    scan(house, LIFT)
    confirm(house.services, NUMBER, actor=operator("张三"))
    (case,) = house.cases()
    assert house.clocks(case)[ClockName.REGISTER, 1].state is ClockState.MET
    change(house, text="有人被困在电梯里！3栋2单元的电梯停运，请马上救人！")
    after = house.clocks(case)
    assert after[ClockName.REGISTER, 1].state is ClockState.MET
    assert after[ClockName.ACKNOWLEDGE, 1].due_at == NOW + timedelta(minutes=30)
    change(house, received=NOW - timedelta(days=3))
    after = house.clocks(case)
    assert (after[ClockName.REGISTER, 1].state, after[ClockName.REGISTER, 1].stopped_at) == (ClockState.LATE, NOW)
    assert after[ClockName.ACKNOWLEDGE, 1].state is ClockState.RUNNING


def test_what_was_sent_stays_and_an_unedited_draft_is_drafted_anew(house):
    house.mail("来信", f"{MISREAD}王芳")
    house.work()
    (case,) = house.cases()
    old = draft_reply(house.services, NUMBER)
    change(house, text=LIFT, name="王小芳")
    acknowledgement, first = house.letters(case)
    assert (acknowledgement.state, first.state) == (LetterState.SENT, LetterState.VOID)
    assert len(house.smtp.accepted) == 1
    new = draft_reply(house.services, NUMBER)
    assert (new.kind, new.version, new.state) == (LetterKind.REPLY, 2, LetterState.DRAFT)
    assert draft_reply(house.services, NUMBER).id == new.id
    assert "王小芳" in plain_text(house.services.archive.get(new.docx_sha))
    assert "王小芳" not in plain_text(house.services.archive.get(old.docx_sha))


def test_a_held_acknowledgement_stays_held(house):
    house.mail("转发：来信", FORWARDED, sender="街道办 <jiedao@example.com>")
    house.work()
    change(house, room="502", reply_to="li@example.com")
    house.work()
    (letter,) = house.letters(house.cases()[0])
    assert (letter.state, bool(letter.held), letter.to_address) == (LetterState.DRAFT, True, None)


def test_what_a_person_set_by_hand_stays(house):
    house.mail("来信", MISREAD)
    house.work()
    with house.services.database.transaction() as session:
        cases.update_case(session, house.cases()[0].id, grade=Grade.B)
    after = change(house, text=LIFT)
    assert (after.grade, after.category) == (Grade.B, "equipment")
    assert decisions(house)[-1].decision.grade is Grade.C


def test_a_confirmed_doubt_does_not_come_back_with_the_same_words(house):
    house.mail("来信", MISREAD)
    house.work()
    (case,) = house.cases()
    assert case.needs_person
    after = confirm(house.services, NUMBER, actor=operator("张三"))
    assert not after.needs_person
    assert house.clocks(after)[ClockName.REGISTER, 1].state is ClockState.MET
    assert payloads(house, "confirmed")[0][0] == "张三"
    assert not change(house, phone="13900139000").needs_person
    assert change(house, text="你们看着办吧，我不满意！").topic is None


def test_a_case_is_no_history_of_its_own(house):
    scan(house, LIFT)
    change(house, received=NOW - timedelta(days=5))
    change(house, received=NOW - timedelta(days=2))
    assert [one.number for one in decisions(house)[-1].input.history] == []


def test_two_corrections_at_once_lose_nothing(house):
    house.mail()
    house.work()
    given = [{"phone": "13900139000"}, {"name": "王小芳"}, {"room": "502"}, {"subject": "电梯停运三天"}]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda values: change(house, **values), given))
    (case,) = house.cases()
    assert (case.phone, case.resident_name, case.room, case.subject) == ("13900139000", "王小芳", "502", "电梯停运三天")
    kept = house.ask(lambda session: corrections.latest(session, case.intake_id))
    assert (kept.version, house.ask(lambda session: corrections.count(session, case.intake_id))) == (4, 4)
    assert len(decisions(house)) == 5
    assert house.ask(lambda session: events.verify(session, case.id)) == []


def test_a_correction_of_what_has_changed_meanwhile_is_refused(house):
    house.mail()
    house.work()
    change(house, phone="13900139000")
    with pytest.raises(CorrectionError, match="刚被他人更正过"):
        correct(house.services, NUMBER, Correction(phone="13700137000"), actor=operator("李四"), seen=0)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "没有写明要更正什么"),
        ({"room": "501"}, "现有的记录相同"),
        ({"text": " \n"}, "空的"),
        ({"phone": "没有"}, "不是电话号码"),
        ({"email": "王芳 <a@b.c>"}, "不是邮箱地址"),
        ({"reply_to": "a@b.c\r\nBcc: x@y.z"}, "不是邮箱地址"),
        ({"received": NOW - timedelta(days=1)}, "以邮件为准"),
        ({"received": NOW + timedelta(days=1), "channel": Channel.LETTER}, "不能晚于"),
        ({"received": datetime(1900, 1, 1, tzinfo=UTC), "channel": Channel.LETTER}, "无法使用"),
        ({"room": "502", "household_id": 1}, "只能写一样"),
        ({"name": "王" * 501}, "超过 500"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_changes_nothing(house, given, why):
    house.mail()
    house.work()
    draft_reply(house.services, NUMBER)
    (case,) = house.cases()
    before = house.events(case)
    with pytest.raises(CorrectionError, match=why):
        change(house, **given)
    assert house.events(case) == before
    assert house.letters(case)[-1].state is LetterState.DRAFT


def test_an_unknown_case_is_refused(house):
    with pytest.raises(CorrectionError, match=NUMBER):
        change(house, room="1")
    with pytest.raises(CorrectionError, match=NUMBER):
        confirm(house.services, NUMBER, actor=operator("张三"))


def test_a_letter_that_came_by_mail_as_a_scan_may_bear_its_own_date(house):
    house.mail()
    house.work()
    day = NOW - timedelta(days=2)
    after = change(house, channel=Channel.LETTER, received=day)
    assert (after.channel, after.received_at) == (Channel.LETTER, day)
    assert change(house, channel=Channel.EMAIL).received_at == NOW


def test_a_correction_may_raise_the_urgency(house):
    scan(house, LIFT)
    after = change(house, text="有人被困在电梯里！3栋2单元的电梯停运，请马上救人！")
    assert after.urgency is Urgency.URGENT
    assert house.rows()[0].state is IntakeState.CASE
