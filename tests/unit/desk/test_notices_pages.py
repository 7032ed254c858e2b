"""The bell, the list behind it, the live count, and the ways of being told on one's own page.

Covers desk.pulse, desk.routes.notices, desk.routes.ways, desk.views.notices.
"""

import http.client
import time
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from urllib.parse import urlsplit

import pytest
from servers.desk import made_desk, served
from servers.webhook import answers, running_webhook

from desk import pulse
from desk.access import COOKIE
from desk.pulse import Pulse
from domain.codes import Role
from domain.notices import DeliveryState, NoticeKind
from domain.settings import NoticeSettings
from domain.staff import operator
from domain.staff_codes import LinkPurpose
from store import notices, people
from store.notices import NewNotice
from workers.staff import sign_in_links

HERE = {"origin": "http://desk.test"}


def tell(house, person, key="event:1", **values):
    """A notice of the house's only case."""
    case = house.cases()[0]
    given = {"kind": NoticeKind.APPROVE, "presses": False, "case_id": case.id, "subject": case.number, "about": "plan"}
    with house.services.database.transaction() as session:
        new = NewNotice(person_id=person.id, key=key, made_at=house.time[0], **(given | values))
        return notices.enter(session, new)


@pytest.fixture
def case(house):
    """A case of which everybody has read what they were told."""
    house.mail()
    house.work()
    with house.services.database.transaction() as session:
        for one in people.list_people(session):
            notices.read(session, one.id, house.time[0])
    return house.cases()[0]


def test_the_bell_counts_what_is_not_read_and_the_list_names_it(desk, house, clerk, case):
    tell(house, clerk)
    tell(house, clerk, "event:2", kind=NoticeKind.OVERDUE, about="clock:reply", presses=True)
    page = desk.client(clerk).get("/notices").text
    assert 'role="status">2</span>' in page
    assert case.number in page
    assert all(words in page for words in ("处理方案", "等您审批", "已逾期", "紧急", "未读"))
    assert "王芳" not in page


def test_opening_a_notice_leads_to_its_case_and_marks_it_read(desk, house, clerk, case):
    id_ = tell(house, clerk)
    client = desk.client(clerk)
    assert client.get(f"/notices/{id_}").headers["location"] == f"/cases/{case.number}"
    assert "hidden" in client.get("/notices").text
    assert client.get("/notices/count").json() == {"unread": 0}


@pytest.mark.parametrize("path", ["/notices/999", "/notices/x", "/notices/99999999999999999999"])
def test_a_notice_that_is_not_there_is_missing(desk, clerk, path):
    assert desk.client(clerk).get(path).status_code == 404


def test_a_notice_of_a_colleague_is_not_there(desk, house, clerk, supervisor, case):
    id_ = tell(house, supervisor)
    assert desk.client(clerk).get(f"/notices/{id_}").status_code == 404
    assert house.ask(lambda session: notices.unread(session, supervisor.id)) == 1


def test_all_of_them_are_read_by_one_button(desk, house, clerk, supervisor, case):
    tell(house, clerk)
    tell(house, clerk, "event:2")
    tell(house, supervisor)
    desk.post(desk.client(clerk), "/notices", "/notices/read")
    assert house.ask(notices.all_unread) == {supervisor.id: 1}


def test_what_did_not_arrive_elsewhere_says_so(desk, house, clerk, case):
    id_ = tell(house, clerk)
    with house.services.database.transaction() as session:
        delivery = notices.deliver(session, id_, 7, house.time[0])
        notices.settle(session, delivery, DeliveryState.IN_DOUBT, answer="interrupted", of=DeliveryState.WAITING)
    assert "不确定是否送达" in desk.client(clerk).get("/notices").text


def test_the_admin_sees_who_has_no_way_and_what_did_not_arrive(desk, house, clerk, case):
    id_ = tell(house, clerk)
    with house.services.database.transaction() as session:
        delivery = notices.deliver(session, id_, 7, house.time[0])
        notices.settle(session, delivery, DeliveryState.FAILED, answer="403", of=DeliveryState.WAITING)
    admin = desk.person("admin", Role.ADMIN)
    page = desk.client(admin).get("/people/notices").text
    assert page.count("没有</span>") == 2
    assert all(words in page for words in ("未能发出", "403", clerk.login))
    assert desk.client(clerk).get("/people/notices").status_code == 403


def test_a_webhook_is_added_tried_and_removed(desk, house, clerk, tmp_path):
    (tmp_path / "hook").mkdir()
    settings = replace(house.services.settings, notices=NoticeSettings(networks=(ip_network("127.0.0.0/8"),)))
    house.services = replace(house.services, settings=settings)
    desk = made_desk(house)
    client = desk.client(clerk)
    with running_webhook(tmp_path / "hook") as hook:
        desk.post(client, "/me", "/me/ways/webhook", {"url": f"http://127.0.0.1:{hook.port}/hook", "urgent": "1"})
        (way,) = house.ask(lambda session: notices.ways_of(session, clerk.id))
        page = client.get("/me").text
        assert all(words in page for words in ("已加入", "127.0.0.1", "只发紧急的", "试发"))
        assert str(hook.port) not in page
        desk.post(client, "/me", f"/me/ways/{way.id}/test")
        assert "测试通知" in hook.came[0]["message"]
        hook.reply = answers(403)
        desk.post(client, "/me", f"/me/ways/{way.id}/test")
        page = client.get("/me").text
        assert "没有发出" in page
        assert "403" in page
    desk.post(client, "/me", f"/me/ways/{way.id}/remove")
    assert house.ask(lambda session: notices.ways_of(session, clerk.id)) == []


@pytest.mark.parametrize("url", ["http://10.0.0.1/x", "file:///etc/passwd", "x"])
def test_an_address_that_cannot_be_is_refused_with_a_sentence(desk, house, clerk, url):
    client = desk.client(clerk)
    desk.post(client, "/me", "/me/ways/webhook", {"url": url})
    assert 'class="said refused"' in client.get("/me").text
    assert house.ask(lambda session: notices.ways_of(session, clerk.id)) == []


def test_mail_can_be_kept_for_urgent_news_alone(desk, house, clerk):
    with house.services.database.transaction() as session:
        people.change(session, clerk.id, email="chen@wuye.example")
    desk.post(desk.client(clerk), "/me", "/me/ways/mail", {"urgent": "1"})
    (way,) = house.ask(lambda session: notices.ways_of(session, clerk.id))
    assert (way.kind, way.name, way.urgent_only) == ("mail", "chen@wuye.example", True)


def cookie(house, person):
    token = sign_in_links.make_link(house.services, person.id, LinkPurpose.SIGN_IN, actor=operator("huihan"))
    return {"Cookie": f"{COOKIE}={sign_in_links.use_sign_in(house.services, token).token}"}


def listen(address, headers):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("GET", "/notices/stream", headers=headers)
    return connection, connection.getresponse()


def next_count(answer):
    while not (line := answer.readline()).startswith(b"data: "):
        assert line, "the stream ended"
    return int(line.removeprefix(b"data: "))


def test_the_count_is_told_live_and_a_stop_does_not_wait_for_the_page(house, desk, clerk, case):
    headers = cookie(house, clerk)
    with served(house) as address:
        connection, answer = listen(address, headers)
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        assert next_count(answer) == 0
        tell(house, clerk)
        assert next_count(answer) == 1
        begun = time.monotonic()
    assert time.monotonic() - begun < 4
    connection.close()


def test_no_more_listen_than_there_are_places(house, desk, clerk, monkeypatch):
    monkeypatch.setattr(pulse, "MOST", 1)
    headers = cookie(house, clerk)
    with served(house) as address:
        first, answer = listen(address, headers)
        assert next_count(answer) == 0
        second, refused = listen(address, headers)
        assert refused.status == 204
        for one in (first, second):
            one.close()


def test_a_place_is_given_back(house):
    heart = Pulse(house.services.database)
    with heart.place() as got:
        assert got
    heart.close()
    with heart.place() as got:
        assert not got


def test_what_a_page_asks_by_itself_keeps_no_session_alive(desk, house, clerk):
    client = desk.client(clerk)
    idle = house.services.settings.desk.idle
    for _ in range(4):
        house.time[0] += idle / 3
        last = client.get("/notices/count").status_code
    assert last == 303


def test_a_page_that_is_used_does(desk, house, clerk):
    client = desk.client(clerk)
    for _ in range(4):
        house.time[0] += house.services.settings.desk.idle - timedelta(minutes=1)
        assert client.get("/notices").status_code == 200
