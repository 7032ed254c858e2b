"""Programs are told of the events of cases: signed, once entered, again until they answer, nothing of a resident.

Covers domain.webhooks, store.webhooks, workers.telling.programs, workers.telling.program_calls and
workers.telling.program_stage.
"""

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from servers.webhook import answers, hangs_up, running_webhook

from domain.codes import Role
from domain.events import EventName, HouseEvent
from domain.notices import DeliveryState, NoticeKind
from domain.settings import NoticeSettings
from domain.staff import Grant, Person
from domain.webhooks import KEPT, MOST_TRIES, wait_after
from store import events, house_log, jobs, notices, people, webhooks
from store.people import NewPerson
from workers.instance.refusals import Refused
from workers.service import recovery
from workers.telling import programs

PERSONAL = ("王芳", "13800138000", "501", "wang@example.com", "阳光花园", "电梯")


@pytest.fixture
def hook(tmp_path):
    (tmp_path / "hook").mkdir()
    with running_webhook(tmp_path / "hook") as running:
        yield running


@pytest.fixture
def office(house):
    """A house whose settings allow programs on this machine, with an admin."""
    notice_settings = NoticeSettings(networks=(ip_network("127.0.0.0/8"),))
    house.services = replace(house.services, settings=replace(house.services.settings, notices=notice_settings))
    with house.services.database.transaction() as session:
        new = NewPerson(login="guan", name="管理员", made_at=house.time[0], made_by="huihan")
        people.grant(session, people.create(session, new).id, Grant(role=Role.ADMIN))
    return house


ADMIN = Person(id=1, login="guan", name="管理员", grants=(Grant(role=Role.ADMIN),))


def told(office, hook, *wanted):
    return programs.add(office.services, f"http://127.0.0.1:{hook.port}/in?k=1", events=wanted, actor=ADMIN)


def log(office, made):
    return office.ask(lambda session: webhooks.log(session, made.row.id, before=None, limit=100))


def row(office, made):
    return office.ask(lambda session: webhooks.get(session, made.row.id))


def test_each_event_is_told_once_signed_and_without_a_word_of_the_resident(office, hook):
    made = told(office, hook)
    office.mail()
    office.work()
    (case,) = office.cases()
    happened = office.ask(lambda session: events.history(session, case.id))
    assert sorted((one["event"], one["seq"]) for one in hook.came) == sorted((one.what, one.seq) for one in happened)
    assert {one["number"] for one in hook.came} == {case.number}
    assert {one["link"].rpartition("/api/v1/cases/")[2] for one in hook.came} == {case.number}
    assert hook.came[-1].keys() == {"id", "event", "at", "number", "seq", "state", "link"}
    for head, body in zip(hook.heads, hook.bodies, strict=True):
        signed = hmac.new(made.secret.encode(), head["Huihan-Timestamp"].encode() + b"." + body, hashlib.sha256)
        assert head["Huihan-Signature"] == f"v1={signed.hexdigest()}"
        assert int(head["Huihan-Timestamp"]) == int(office.time[0].timestamp())
        assert not any(word in body.decode() for word in PERSONAL)
    assert [head["Huihan-Delivery"] for head in hook.heads] == [one["id"] for one in hook.came]
    assert len({one["id"] for one in hook.came}) == len(happened)
    assert set(hook.paths) == {"/in?k=1"}
    assert {one.state for one in log(office, made)} == {DeliveryState.SENT}
    assert made.secret not in repr((made, row(office, made)))


def test_a_program_is_told_of_the_events_it_wants_and_two_each_of_theirs(office, hook):
    one, other = told(office, hook, EventName.DECIDED), told(office, hook)
    office.mail()
    office.work()
    assert [line.what for line in log(office, one)] == ["decided"]
    assert len(log(office, other)) > 1
    with pytest.raises(Refused, match="最多"):
        [told(office, hook) for _ in range(programs.MOST)]


def undone(office, case):
    """An act that writes an event, and fails after it."""
    with office.services.database.transaction() as session:
        events.append(session, case.id, office.time[0], "li", EventName.CALL_RECORDED, {"note": "x", "reached": True})
        raise ZeroDivisionError


def test_what_is_rolled_back_is_told_to_nobody(office, hook):
    made = told(office, hook)
    office.mail()
    office.work()
    before, (case,) = len(log(office, made)), office.cases()
    with pytest.raises(ZeroDivisionError):
        undone(office, case)
    office.work()
    assert len(log(office, made)) == before


@pytest.mark.parametrize("reply", [answers(500), answers(302, Location="https://example.com"), hangs_up])
def test_who_does_not_answer_is_asked_again_later_and_later_under_the_same_id(office, hook, reply):
    made = told(office, hook, EventName.DECIDED)
    hook.reply = reply
    office.mail()
    office.work()
    assert len(hook.came) == 1
    (line,) = log(office, made)
    assert (line.state, line.attempts, line.due_at) == (DeliveryState.WAITING, 1, office.time[0] + timedelta(minutes=1))
    office.work()
    assert len(hook.came) == 1
    office.time[0] += timedelta(minutes=1)
    office.work()
    office.time[0] += timedelta(minutes=1)
    office.work()
    assert len(hook.came) == 2
    hook.reply = answers(204, b"")
    office.time[0] += timedelta(minutes=1)
    office.work()
    assert len({one["id"] for one in hook.came}) == 1
    (line,) = log(office, made)
    assert (line.state, line.answer, row(office, made).failures) == (DeliveryState.SENT, "204", 0)


def test_what_waits_for_a_program_that_is_down_does_not_knock_one_by_one(office, hook):
    made = told(office, hook)
    hook.reply = answers(503)
    office.mail()
    office.work()
    assert len(log(office, made)) > 1
    assert len(hook.came) == 1


def test_a_program_that_is_dead_for_days_is_stopped_and_the_admin_hears_of_it(office, hook):
    made = told(office, hook)
    hook.reply = answers(500)
    office.mail()
    for _ in range(MOST_TRIES + 1):
        office.work()
        office.time[0] += wait_after(MOST_TRIES)
    stopped = row(office, made)
    assert (stopped.stopped_by, stopped.failures, len(hook.came)) == ("huihan", MOST_TRIES, MOST_TRIES)
    assert {one.state for one in log(office, made)} == {DeliveryState.FAILED}
    told_of = office.ask(lambda session: notices.of_person(session, ADMIN.id, limit=10))
    assert [(one.kind, one.subject) for one in told_of] == [(NoticeKind.PROGRAM_FAILED, f"127.0.0.1:{hook.port}")]
    hook.reply = answers()
    with pytest.raises(Refused, match="停用"):
        programs.send_again(office.services, log(office, made)[0].id, actor=ADMIN)
    programs.start(office.services, made.row.id, actor=ADMIN)
    programs.send_again(office.services, log(office, made)[0].id, actor=ADMIN)
    office.work()
    assert [one.state for one in log(office, made)][:2] == [DeliveryState.SENT, DeliveryState.FAILED]
    assert hook.came[-1]["id"] == f"{made.row.id}-{log(office, made)[0].event_id}"


def test_what_has_gone_out_can_be_sent_again_under_its_id_by_an_admin(office, hook):
    made = told(office, hook, EventName.DECIDED)
    office.mail()
    office.work()
    (line,) = log(office, made)
    clerk = replace(ADMIN, id=0, grants=(Grant(role=Role.CLERK),))
    with pytest.raises(Refused, match="管理员"):
        programs.send_again(office.services, line.id, actor=clerk)
    programs.send_again(office.services, line.id, actor=ADMIN)
    with pytest.raises(Refused, match="等待发送"):
        programs.send_again(office.services, line.id, actor=ADMIN)
    office.work()
    assert [one["id"] for one in hook.came] == [hook.came[0]["id"]] * 2
    with pytest.raises(Refused, match="没有这个"):
        programs.send_again(office.services, 999, actor=ADMIN)


def test_a_stopped_or_removed_program_is_told_nothing(office, hook):
    made = told(office, hook)
    programs.stop(office.services, made.row.id, actor=ADMIN)
    programs.stop(office.services, made.row.id, actor=ADMIN)
    office.mail()
    office.work()
    assert (hook.came, log(office, made)) == ([], [])
    programs.remove(office.services, made.row.id, actor=ADMIN)
    assert row(office, made) is None
    assert office.ask(webhooks.all_webhooks) == []
    entries = [one.what for one in office.ask(lambda session: house_log.page(session, house_log.Wanted(), limit=10))]
    assert entries[:3] == [HouseEvent.WEBHOOK_REMOVED, HouseEvent.WEBHOOK_STOPPED, HouseEvent.WEBHOOK_ADDED]


def test_what_waits_gets_its_job_again_after_a_crash(office, hook):
    made = told(office, hook, EventName.DECIDED)
    hook.reply = answers(500)
    office.mail()
    office.work()
    with office.services.database.transaction() as session:
        for job in jobs.claim(session, "dead", now=office.time[0] + KEPT, lease=KEPT, limit=9, stages=["webhook"]):
            jobs.finish(session, job)
    hook.reply = answers()
    office.time[0] += timedelta(minutes=1)
    recovery.recover(office.services, alone=True)
    office.work()
    assert [one.state for one in log(office, made)] == [DeliveryState.SENT]


def test_old_lines_leave_the_log_and_what_waits_stays(office, hook):
    made = told(office, hook)
    office.mail()
    office.work()
    with office.services.database.transaction() as session:
        (case,) = office.cases()
        events.append(session, case.id, office.time[0], "li", EventName.CALL_RECORDED, {"note": "x", "reached": False})
    office.time[0] += KEPT + timedelta(seconds=1)
    assert programs.expire(office.services) == len(hook.came)
    assert [one.state for one in log(office, made)] == [DeliveryState.WAITING]


def test_a_trial_says_at_once_what_is_wrong(office, hook):
    made = told(office, hook)
    programs.try_out(office.services, made.row.id, actor=ADMIN)
    assert (hook.came[0]["event"], hook.came[0]["number"]) == ("ping", None)
    hook.reply = answers(401)
    with pytest.raises(Refused, match="没有发出"):
        programs.try_out(office.services, made.row.id, actor=ADMIN)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://example.com/hook",
        "https://",
        "ftp://example.com",
        "https://user:secret@example.com",
        "https://例子.com",
        "https://example.com/a b",
        "https://example.com:99999/",
        "https://example.com/" + "a" * 2_000,
    ],
)
def test_an_address_that_cannot_be_told_safely_is_refused(office, url):
    with pytest.raises(Refused, match="网址"):
        programs.add(office.services, url, events=(), actor=ADMIN)


def test_an_address_inside_the_house_is_reached_only_if_the_settings_say_so(office, hook):
    made = told(office, hook)
    closed = replace(office.services, settings=replace(office.services.settings, notices=NoticeSettings()))
    with pytest.raises(Refused, match="没有发出"):
        programs.try_out(closed, made.row.id, actor=ADMIN)
    with pytest.raises(Refused, match="https"):
        programs.add(closed, "http://127.0.0.1/in", events=(), actor=ADMIN)
    assert hook.came == []
