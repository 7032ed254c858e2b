"""What could not be read is read again when a person asks; it waits as before and its clocks run on."""

from dataclasses import replace

import pytest
from servers.house import LIFT

from domain.codes import IntakeState
from domain.events import HouseEvent
from domain.staff import operator
from store import clocks, house_log, intake
from workers.deciding.validation import CorrectionError
from workers.instance.pool import PoolError
from workers.intake import read_again
from workers.intake.read import ReadStage
from workers.intake.read_again import ASKED, ReadAgainStage, ask_again
from workers.intake.triage import accept, set_aside
from workers.service.runner import Runner

CLERK = operator("chen")
BURNING = "我是阳光花园3栋2单元501业主王芳，楼道里现在着火了，浓烟很大，请马上处理！13800138000"


class DyingPool:
    """A reader that is killed at every letter."""

    size = 1

    def map(self, _function, tasks, **_how):
        return [PoolError("died") for _ in tasks]


def unread(house, text=LIFT):
    """A mail whose reader died: it lies in quarantine; its intake id."""
    house.mail(text=text)
    dying = replace(house.services, pool=DyingPool())
    assert Runner(dying, (ReadStage(),), name="read-1").work_once()
    house.work()
    assert house.last().state is IntakeState.QUARANTINED
    return house.last().id


def running(house, id_):
    return {
        one.clock: (one.started_at, one.due_at) for one in house.ask(lambda session: clocks.of_intake(session, id_))
    }


def logged(house, what):
    """Who is behind each entry of that kind."""
    wanted = house_log.Wanted(what=(what,))
    return [one.who for one in house.ask(lambda session: house_log.page(session, wanted))]


def test_what_the_reader_died_of_is_read_and_waits_for_a_person(house):
    id_ = unread(house)
    before = running(house, id_)
    ask_again(house.services, id_, actor=CLERK)
    house.work()
    row = house.last()
    assert row.state is IntakeState.AWAITING_PERSON
    assert "已有文字" in row.note
    assert ASKED not in row.details
    assert row.problems == ()
    assert running(house, id_) == before, "the clocks run on from the receipt"
    assert house.cases() == [], "it becomes no case by itself"
    case = accept(house.services, id_, actor=CLERK)
    assert (case.building, case.room) == ("3", "501")
    assert logged(house, HouseEvent.INTAKE_READ_AGAIN) == ["chen"]


def test_danger_that_the_new_reading_says_is_heard_and_shortens_the_clocks(house):
    id_ = unread(house, BURNING)
    before = running(house, id_)
    ask_again(house.services, id_, actor=CLERK)
    house.work()
    assert house.last().alarms
    after = running(house, id_)
    assert all(after[name][1] <= due for name, (_, due) in before.items())
    assert any(after[name][1] < due for name, (_, due) in before.items())


def test_what_stays_unreadable_stays_in_quarantine_with_the_reason(house):
    id_ = unread(house)
    ask_again(house.services, id_, actor=CLERK)
    dying = replace(house.services, pool=DyingPool())
    assert Runner(dying, (ReadAgainStage(),), name="read-again").work_once()
    row = house.last()
    assert row.state is IntakeState.QUARANTINED
    assert "仍没有可读的文字：读取程序意外中止" in row.note
    ask_again(house.services, id_, actor=CLERK)
    house.work()
    assert house.last().state is IntakeState.AWAITING_PERSON, "it may be asked for again"


def test_a_reading_that_stands_is_not_lost_to_a_reader_that_dies(house):
    house.mail(X_Spam_Flag="YES")
    house.work()
    id_ = house.last().id
    ask_again(house.services, id_, actor=CLERK)
    dying = replace(house.services, pool=DyingPool())
    assert Runner(dying, (ReadAgainStage(),), name="read-again").work_once()
    assert "保留原来的读取结果" in house.last().note
    (kept,) = house.ask(lambda session: intake.load_reading(session, id_))
    assert kept.text.strip() == LIFT.strip()


def test_what_was_settled_meanwhile_is_left_alone(house):
    id_ = unread(house)
    ask_again(house.services, id_, actor=CLERK)
    set_aside(house.services, id_, "已电话登记", actor=CLERK)
    house.work()
    assert house.last().state is IntakeState.IGNORED
    assert house.last().note == "已电话登记（chen）"


def test_what_was_settled_in_the_moment_of_recording_keeps_the_reading_that_people_saw(house, monkeypatch):
    """As on PostgreSQL, where the row may have been read before the other one committed."""
    house.mail(text=BURNING, X_Spam_Flag="YES")
    house.work()
    stale = ask_again(house.services, house.last().id, actor=CLERK)
    stage = ReadAgainStage()
    (letters,) = stage.prepare(house.services, [stale.id]).values()
    set_aside(house.services, stale.id, "已电话登记", actor=CLERK)
    monkeypatch.setattr(read_again, "_asked", lambda _session, _id: replace(stale, alarms=()))
    before = house.ask(lambda session: intake.load_reading(session, stale.id))
    with house.services.database.transaction() as session:
        stage.record(house.services, session, stale.id, (replace(letters[0], text="另一段文字，着火了"),))
    assert house.ask(lambda session: intake.load_reading(session, stale.id)) == before
    assert house.last().state is IntakeState.IGNORED
    assert logged(house, HouseEvent.INTAKE_ALARM) == ["huihan"], "told when it came, and not again"


def test_killed_before_it_is_recorded_it_is_read_once_more_and_told_once(house):
    id_ = unread(house, BURNING)
    ask_again(house.services, id_, actor=CLERK)
    stage = ReadAgainStage()
    (letters,) = stage.prepare(house.services, [id_]).values()  # and nothing of it is kept
    house.work()
    row = house.last()
    with house.services.database.transaction() as session:
        stage.record(house.services, session, id_, letters)  # by one that was taken for dead
    assert house.last() == row
    assert logged(house, HouseEvent.INTAKE_ALARM) == ["huihan"]


def test_what_cannot_be_read_again_is_refused_with_a_sentence(house):
    id_ = unread(house)
    ask_again(house.services, id_, actor=CLERK)
    with pytest.raises(CorrectionError, match="正在重新读取"):
        ask_again(house.services, id_, actor=CLERK)
    with pytest.raises(CorrectionError, match="没有编号为 99 的来件"):
        ask_again(house.services, 99, actor=CLERK)
    house.mail("第二封")
    house.work()
    with pytest.raises(CorrectionError, match="不再等待人工处理"):
        ask_again(house.services, house.last().id, actor=CLERK)
