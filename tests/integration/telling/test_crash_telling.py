"""kill -9 between any two effects of telling people: each is told once a piece of news, or it lies in doubt."""

import signal
from types import SimpleNamespace

import pytest
from servers.instance import make_instance, stop
from servers.smtp import running_smtp
from servers.webhook import running_webhook

from domain.codes import Role
from domain.notices import DeliveryState, NoticeKind, WayKind
from domain.staff import Grant
from store import cases, events, notices, people, webhooks
from store.database import migrate
from store.notices import NewWay
from store.people import NewPerson
from store.webhooks import NewWebhook
from workers.instance.crash_points import NOTICES, PROGRAMS
from workers.instance.keys import Keys
from workers.instance.services import utc_now
from workers.telling import programs
from workers.telling.ways import sealed

LETTER = "电梯困人了，我妈妈还关在里面，快来救人！阳光花园7栋1单元302 赵强 13800138000"
NETWORKS = '\n[notices]\nnetworks = ["127.0.0.0/8"]\n'


def staffed(instance, hook):
    """Clerk Qian is told by mail, supervisor Sun by a webhook."""
    settings = instance.root / "huihan.toml"
    settings.write_text(settings.read_text("utf-8") + NETWORKS, encoding="utf-8")
    migrate(instance.database_url)
    keys = SimpleNamespace(keys=Keys.of(instance.settings().keys))
    with instance.database() as database, database.transaction() as session:
        for login, role in (("qian", Role.CLERK), ("sun", Role.SUPERVISOR)):
            address = f"{login}@wuye.example"
            row = people.create(
                session, NewPerson(login=login, name=login, email=address, made_at=utc_now(), made_by="admin")
            )
            people.grant(session, row.id, Grant(role=role))
        target = sealed(keys, hook.url)
        way = NewWay(person_id=row.id, kind=WayKind.WEBHOOK, name="gateway", target=target, made_at=utc_now())
        notices.add_way(session, way)


def links_to(mail, notice_id):
    return any(word.endswith(f"/notices/{notice_id}") for word in body(mail).split())


def body(mail):
    """The words of a mail, those of a letter with its pages too."""
    return mail.get_body(("plain",)).get_content()


def check_told(instance, smtp, hook):
    with instance.database() as database, database.reading() as session:
        everybody = people.list_people(session)
        rows = {one.login: notices.of_person(session, one.id, limit=100) for one in everybody}
        ways = notices.of_notices(session, [row.id for own in rows.values() for row in own])
    for own in rows.values():
        assert [row.kind for row in own].count(NoticeKind.ALARM) == 1
    ended = [one for deliveries in ways.values() for one in deliveries]
    assert {one.state for one in ended} <= {DeliveryState.SENT, DeliveryState.IN_DOUBT}
    assert len(ways) == sum(len(own) for own in rows.values()), "a notice went no way"
    posts = [one["message"] for one in hook.came]
    assert len(posts) == len(set(posts)), "posted twice"
    for notice_id, deliveries in ways.items():
        came = [one for one in smtp.accepted if links_to(one.message, notice_id)]
        mailed = [one for one in deliveries if one.way_id == notices.BY_MAIL]
        assert len(came) <= len(mailed), "mailed twice"
        if any(one.state is DeliveryState.SENT for one in mailed):
            assert len(came) == 1


@pytest.mark.parametrize("point", NOTICES)
def test_a_kill_at_this_point_tells_no_one_twice(point, dovecot, database_url, tmp_path):
    for name in ("smtp", "hook"):
        (tmp_path / name).mkdir()
    with running_smtp(tmp_path / "smtp") as smtp, running_webhook(tmp_path / "hook") as hook:
        instance = make_instance(tmp_path, dovecot, smtp, database_url)
        staffed(instance, hook)
        (instance.root / "inbox" / "letter.txt").write_text(LETTER, encoding="utf-8")
        assert instance.start(crash_at=point).wait(timeout=90) == -signal.SIGKILL, instance.log()
        process = instance.start()
        try:
            instance.await_quiet(0, process)
        finally:
            assert stop(process) == 0, instance.log()
        check_told(instance, smtp, hook)


def programmed(instance, hook):
    """A program hears of every event; the id of its row."""
    keys = SimpleNamespace(keys=Keys.of(instance.settings().keys))
    settings = instance.root / "huihan.toml"
    settings.write_text(settings.read_text("utf-8") + NETWORKS, encoding="utf-8")
    migrate(instance.database_url)
    with instance.database() as database, database.transaction() as session:
        new = NewWebhook(
            name="erp",
            target=programs.sealed(keys, f"http://127.0.0.1:{hook.port}/in"),
            secret=programs.sealed(keys, "whsec"),
            events=(),
            made_at=utc_now(),
            made_by="admin",
        )
        return webhooks.add(session, new).id


@pytest.mark.parametrize("point", PROGRAMS)
def test_a_kill_at_this_point_keeps_no_event_from_a_program(point, dovecot, database_url, tmp_path):
    for name in ("smtp", "hook"):
        (tmp_path / name).mkdir()
    with running_smtp(tmp_path / "smtp") as smtp, running_webhook(tmp_path / "hook") as hook:
        instance = make_instance(tmp_path, dovecot, smtp, database_url)
        program = programmed(instance, hook)
        (instance.root / "inbox" / "letter.txt").write_text(LETTER, encoding="utf-8")
        assert instance.start(crash_at=point).wait(timeout=90) == -signal.SIGKILL, instance.log()
        process = instance.start()
        try:
            instance.await_quiet(0, process)
        finally:
            assert stop(process) == 0, instance.log()
        with instance.database() as database, database.reading() as session:
            lines = webhooks.log(session, program, before=None, limit=1_000)
            happened = [one for case in cases.list_cases(session) for one in events.history(session, case.id)]
    assert {one.event_id for one in lines} == {one.id for one in happened}
    assert {one.state for one in lines} == {DeliveryState.SENT}
    came = [one["id"] for one in hook.came]
    assert set(came) == {f"{program}-{one.id}" for one in happened}
    assert len(came) - len(set(came)) <= 1, "told again though it was recorded"
