"""How the instance is: what waits, since when, and who polls. Covers workers.health.queues, workers.health.stage,
store.waiting_jobs, store.examinations and huihan.checks.working.
"""

from datetime import timedelta

import pytest
from servers.desk import Desk, made_desk
from servers.house import NOW, House

from domain import labels
from domain.codes import Role
from domain.health import Examination, Finding
from store import examinations, jobs, mailboxes
from workers.health import stage
from workers.health.queues import Queues, queues, said
from workers.instance import stages
from workers.instance.refusals import Refused
from workers.service.lanes import lanes


def _queues(house: House) -> Queues:
    return house.ask(lambda session: queues(session, house.services.mailboxes, house.time[0]))


def test_letters_that_wait_are_counted_and_after_a_while_told_of(house: House) -> None:
    house.mail()
    found = _queues(house)
    assert [(one.stage, one.due, one.failed) for one in found.stages] == [(stages.READ, 1, 0)]
    assert not found.behind
    house.time[0] += timedelta(minutes=16)
    wrong = [one for one in said(_queues(house)) if not one.ok]
    assert [one.what for one in wrong] == ["最早一封来信已等了 16 分钟还没有读完、判定（读信 1 件）"]
    house.work()
    assert _queues(house).lag is None
    assert [one.ok for one in said(_queues(house)) if one.check == "queues"] != [False]


def test_what_failed_is_named_by_its_error_and_what_is_to_come_is_not_due(house: House) -> None:
    with house.services.database.transaction() as session:
        jobs.defer(session, stages.DISPATCH, 7)
        (claimed,) = jobs.claim(session, "w", NOW, timedelta(minutes=1), 1)
        jobs.fail(session, claimed, "TimeoutError: smtp", NOW + timedelta(hours=1))
    (one,) = _queues(house).stages
    assert (one.due, one.later, one.failed, one.error) == (0, 1, 1, "TimeoutError: smtp")
    assert any("发信有 1 件没有做成" in finding.what for finding in said(_queues(house)))


def test_a_source_that_nobody_polls_is_named(house: House) -> None:
    assert _queues(house).unwatched == ("office", "inbox")
    with house.services.database.transaction() as session:
        mailboxes.acquire(session, "office", "w", house.time[0], timedelta(minutes=2))
    assert _queues(house).unwatched == ("inbox",)


def test_every_stage_has_a_name() -> None:
    assert {one.name for lane in lanes().values() for one in lane} <= set(labels.STAGE)


def test_the_examination_is_a_job_and_the_last_one_is_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Examination(
        at=NOW, took=timedelta(seconds=2.5), findings=(Finding(check="disk", ok=False, what="满", mend="腾"),)
    )
    monkeypatch.setattr(stage, "examine", lambda command, *, at: found)
    assert stage.ask_if_old(house.services)
    house.work()
    assert house.ask(examinations.last) == found
    assert not stage.ask_if_old(house.services)
    house.time[0] = NOW + timedelta(hours=1)
    assert stage.ask_if_old(house.services)


def test_only_an_admin_asks_for_it(house: House) -> None:
    desk: Desk = made_desk(house)
    with pytest.raises(Refused, match="管理员"):
        stage.ask(house.services, actor=desk.person("chen", Role.CLERK))
    stage.ask(house.services, actor=desk.person("guan", Role.ADMIN))
    assert house.ask(lambda session: jobs.live(session, stages.EXAMINE, examinations.ONLY))
