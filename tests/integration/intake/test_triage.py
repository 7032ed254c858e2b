"""What waits for a person is settled by one: a case, a follow-up, or set aside; its clocks have run all the while."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from servers.house import LIFT, NOW

from domain.codes import Channel, ClockName, ClockState, IgnoredReason, IntakeState, LetterState
from domain.correction import Correction
from domain.staff import operator
from rules.decide import decide
from store import cases, clocks, corrections, events, intake
from store.directory import NewHousehold
from store.intake import NewIntake
from workers.deciding.validation import CorrectionError
from workers.intake.poll import poll_once
from workers.intake.triage import accept, join, set_aside, take_up


def spam(house, **values):
    """A mail that waits for a person; its intake id."""
    house.mail(**{"X_Spam_Flag": "YES", **values})
    house.work()
    return house.last().id


def stranger(house, text="电梯还是停运，请回复。", subject="补充"):
    """A letter in the thread of a case from somebody whom the case does not know; its intake id."""
    first = house.mail()
    house.work()
    house.mail(subject, text, sender="李明 <li@example.com>", In_Reply_To=first)
    house.work()
    assert house.last().state is IntakeState.AWAITING_PERSON
    return house.last().id


def waiting_clocks(house, id_):
    """The clocks of the receipt of one letter."""
    return {one.clock: one for one in house.ask(lambda session: clocks.of_intake(session, id_)) if one.round == 1}


def test_an_accepted_letter_is_a_case_like_any_other(house):
    id_ = spam(house)
    house.time[0] += timedelta(hours=3)
    case = accept(house.services, id_, actor=operator("张三"))
    house.work()
    assert (case.category, case.room, case.received_at) == ("equipment", "501", NOW)
    assert house.last().state is IntakeState.CASE
    mine = house.clocks(case)
    assert (mine[ClockName.REGISTER, 1].state, mine[ClockName.REGISTER, 1].stopped_by) == (ClockState.MET, "张三")
    assert mine[ClockName.ACKNOWLEDGE, 1].started_at == NOW
    assert mine[ClockName.REPLY, 1].started_at == NOW
    assert house.letters(case)[0].state is LetterState.SENT
    assert "accepted" in house.events(case)
    assert house.ask(lambda session: events.verify(session, case.id)) == []
    assert house.ask(lambda session: corrections.latest(session, id_)) is None


def test_what_is_urgent_after_all_has_the_clocks_of_the_urgent(house):
    id_ = spam(house)
    urgent = Correction(text="有人被困在电梯里！3栋2单元的电梯停运，请马上救人！")
    case = accept(house.services, id_, actor=operator("张三"), correction=urgent)
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 1].due_at == NOW + timedelta(minutes=30)
    assert "clocks_reckoned" in house.events(case)


def test_a_scan_in_which_nothing_is_readable_is_transcribed_into_a_case(house):
    house.directory(NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="501", name="王芳"))
    inbox = house.services.settings.inbox
    inbox.mkdir(parents=True)
    (inbox / "broken.bin").write_bytes(bytes(range(256)) * 4)
    poll_once(house.services)
    house.work()
    row = house.last()
    assert row.state is IntakeState.QUARANTINED
    with pytest.raises(CorrectionError, match="录入正文"):
        accept(house.services, row.id, actor=operator("张三"))
    assert house.last().state is IntakeState.QUARANTINED
    case = accept(house.services, row.id, actor=operator("张三"), correction=Correction(text=LIFT, project="阳光花园"))
    house.work()
    assert (case.topic, case.resident_name, case.channel) == ("lift_outage", "王芳", Channel.LETTER)
    assert case.household_id is not None
    kept = house.ask(lambda session: corrections.latest(session, row.id))
    assert (kept.version, kept.document.text) == (1, LIFT)
    (made,) = house.ask(lambda session: cases.decisions_of_case(session, case.id))
    assert decide(house.services.compiled, made.input) == made.decision
    assert house.letters(case)[0].state is LetterState.QUEUED


def test_a_message_without_bytes_is_answered_to_the_address_of_its_headers(house):
    new = NewIntake(
        source="office",
        source_key="1:77",
        size=90_000_000,
        state=IntakeState.QUARANTINED,
        received_at=NOW,
        first_seen_at=NOW,
        sender="wang@example.com",
        subject="照片",
        message_id="<big@example.com>",
    )
    with house.services.database.transaction() as session:
        (row,) = intake.enter(session, new)
    case = accept(house.services, row.id, actor=operator("张三"), correction=Correction(text=LIFT))
    assert (case.reply_to_email, case.message_id, case.subject) == ("wang@example.com", "<big@example.com>", "照片")


def test_a_letter_joins_its_case_as_a_follow_up_that_is_acknowledged(house):
    id_ = stranger(house)
    case = join(house.services, id_, "TS-2026-000001", actor=operator("张三"))
    house.work()
    assert (house.last().state, house.last().case_id, case.reply_round) == (IntakeState.FOLLOW_UP, case.id, 2)
    assert waiting_clocks(house, id_)[ClockName.REGISTER].state is ClockState.MET
    assert waiting_clocks(house, id_)[ClockName.ACKNOWLEDGE].state is ClockState.VOID
    acknowledged = [one for (name, _), one in house.clocks(case).items() if name is ClockName.ACKNOWLEDGE]
    assert ClockState.RUNNING not in {one.state for one in acknowledged}
    assert "joined" in house.events(case)


def test_joining_does_not_register_the_case_itself(house):
    id_ = stranger(house)
    (case,) = house.cases()
    join(house.services, id_, case.number, actor=operator("张三"))
    assert waiting_clocks(house, case.intake_id)[ClockName.REGISTER].state is ClockState.RUNNING


def test_thanks_that_join_ask_for_nothing(house):
    id_ = stranger(house, "收到，谢谢！", "谢谢")
    case = join(house.services, id_, "TS-2026-000001", actor=operator("张三"))
    assert case.reply_round == 1
    assert {one.state for one in waiting_clocks(house, id_).values()} == {ClockState.MET, ClockState.VOID}


def test_a_follow_up_is_transcribed_as_it_joins_and_its_clocks_start_when_it_came(house):
    house.mail()
    house.work()
    inbox = house.services.settings.inbox
    inbox.mkdir(parents=True)
    (inbox / "broken.bin").write_bytes(bytes(range(256)) * 4)
    poll_once(house.services)
    house.work()
    id_, came = house.last().id, NOW - timedelta(days=1)
    right = Correction(text="电梯还是停运，请回复。", received=came)
    case = join(house.services, id_, "TS-2026-000001", actor=operator("张三"), correction=right)
    house.work()
    made = house.ask(lambda session: cases.decisions_of_case(session, case.id))[-1]
    assert (made.intake_id, made.input.text) == (id_, right.text)
    assert house.clocks(case)[ClockName.REPLY, 2].started_at == came
    assert waiting_clocks(house, id_)[ClockName.REGISTER].started_at == came
    assert (case.received_at, house.letters(case)[-1].state) == (NOW, LetterState.QUEUED)


def test_a_new_topic_that_joins_is_a_linked_case(house):
    text = "另外，地下车库的停车费为什么没有公示就涨价？请说明收费依据。"
    id_ = stranger(house, text, "停车费")
    case = join(house.services, id_, "TS-2026-000001", actor=operator("张三"))
    old, new = house.cases()
    assert (case.id, new.parent_id) == (new.id, old.id)
    assert house.clocks(new)[ClockName.REGISTER, 1].state is ClockState.MET
    assert house.clocks(new)[ClockName.ACKNOWLEDGE, 1].state is ClockState.RUNNING


def test_what_is_no_complaint_is_set_aside_with_the_reason_and_its_clocks_end(house):
    id_ = spam(house)
    note = house.last().note
    row = set_aside(house.services, id_, why=" 广告 ", actor=operator("张三"))
    assert (row.state, row.ignored_reason, row.note) == (
        IntakeState.IGNORED,
        IgnoredReason.SET_ASIDE,
        "广告（张三）",
    )
    settled = row.details["set_aside"]
    assert (settled["by"], settled["why"], settled["was"], settled["note"]) == ("张三", "广告", "awaiting_person", note)
    assert {one.state for one in waiting_clocks(house, id_).values()} == {ClockState.VOID}
    with pytest.raises(CorrectionError, match="写明"):
        set_aside(house.services, id_, why=" ", actor=operator("张三"))


def test_what_was_set_aside_comes_back_with_its_clocks_as_if_it_had_waited(house):
    id_ = spam(house)
    set_aside(house.services, id_, why="广告", actor=operator("张三"))
    house.time[0] += timedelta(days=2)
    case = accept(house.services, id_, actor=operator("李四"))
    mine = house.clocks(case)
    assert mine[ClockName.REGISTER, 1].state is ClockState.LATE
    assert (mine[ClockName.ACKNOWLEDGE, 1].state, mine[ClockName.ACKNOWLEDGE, 1].started_at) == (
        ClockState.RUNNING,
        NOW,
    )
    assert house.last().ignored_reason is None


def ignored(house):
    """A newsletter that the service ignored by itself."""
    house.mail("本周团购", "本周团购优惠。", List_Id="<news.example.com>")
    house.work()
    row = house.last()
    assert row.ignored_reason is IgnoredReason.LIST
    return row


def test_what_does_not_wait_is_refused_with_a_sentence(house):
    house.mail()
    house.work()
    (opened,) = house.rows()
    for settle in (
        lambda id_: accept(house.services, id_, actor=operator("张三")),
        lambda id_: set_aside(house.services, id_, why="广告", actor=operator("张三")),
        lambda id_: join(house.services, id_, "TS-2026-000001", actor=operator("张三")),
        lambda id_: take_up(house.services, id_, actor=operator("张三")),
    ):
        with pytest.raises(CorrectionError, match="TS-2026-000001"):
            settle(opened.id)
        with pytest.raises(CorrectionError, match="没有编号为 999 的来件"):
            settle(999)
    with pytest.raises(CorrectionError, match="TS-2026-000009"):
        join(house.services, opened.id, "TS-2026-000009", actor=operator("张三"))
    assert len(house.cases()) == 1
    newsletter = ignored(house)
    with pytest.raises(CorrectionError, match="不在等待人工处理"):
        set_aside(house.services, newsletter.id, why="广告", actor=operator("张三"))


def test_what_the_service_ignored_becomes_a_case_whose_clocks_run_from_its_receipt(house):
    row = ignored(house)
    house.time[0] += timedelta(days=1)
    case = accept(house.services, row.id, actor=operator("张三"))
    house.work()
    assert house.last().state is IntakeState.CASE
    assert house.last().details["taken_up"]["reason"] == "list"
    assert house.clocks(case)[ClockName.ACKNOWLEDGE, 1].started_at == NOW


def test_what_the_service_ignored_waits_again_once_and_with_the_reason(house):
    row = ignored(house)
    waits = take_up(house.services, row.id, actor=operator("张三"))
    assert waits.state is IntakeState.AWAITING_PERSON
    assert "群发邮件" in waits.note
    running = house.ask(lambda session: clocks.of_intake(session, row.id))
    assert {(one.clock, one.started_at) for one in running} == {(ClockName.REGISTER, NOW), (ClockName.ACKNOWLEDGE, NOW)}
    with pytest.raises(CorrectionError, match="不在等待人工处理"):
        take_up(house.services, row.id, actor=operator("李四"))


def test_a_duplicate_that_is_taken_up_belongs_to_no_case(house):
    house.mail(Message_ID="<same@example.com>")
    data = house.services.archive.get(house.last().sha256)
    house.receive(data, source="manager")
    house.work()
    (first,) = house.cases()
    second = accept(house.services, house.last().id, actor=operator("张三"))
    assert second.id != first.id
    assert house.last().duplicate_of is None


def test_of_two_persons_who_take_a_letter_at_once_one_is_told(house):
    id_ = spam(house)

    def take(who):
        try:
            return accept(house.services, id_, actor=operator(who))
        except CorrectionError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(take, ("张三", "李四")))
    assert sorted(isinstance(result, CorrectionError) for result in results) == [False, True]
    assert len(house.cases()) == 1
