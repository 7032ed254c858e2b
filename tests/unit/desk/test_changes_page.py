"""What one admin alone may not do, over the pages: asked for, confirmed by a second person, refused."""

import re

import pytest
from servers.desk import Desk

from domain.codes import Role
from domain.staff import Person
from store import changes

WAITS = "等另一位管理员或负责人确认后生效"
LINK = re.compile(r"/welcome/[\w-]{43,}")


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN, name="周宁")


def _ask(desk: Desk, admin: Person, act: str, data: dict[str, str] | None = None, *, of: str = "li") -> str:
    """What the admin's page says after a form on somebody's page was sent."""
    client = desk.client(admin)
    answer = desk.post(client, f"/people/{of}", f"/people/{of}/{act}", data)
    assert not LINK.search(answer.text)
    return client.get(f"/people/{of}").text


def test_the_link_for_an_approver_is_shown_once_a_second_person_has_confirmed(
    desk: Desk, admin: Person, supervisor: Person, manager: Person
) -> None:
    second = desk.client(manager)
    assert WAITS in _ask(desk, admin, "invite")
    page = second.get("/changes").text
    assert "让 李敏（li）凭一次性链接重设密码" in page
    assert 'href="/changes"' in second.get("/queue").text, "the navigation says that something waits"
    desk.post(second, "/changes", "/changes/1/confirm")
    assert "变更已生效" in second.get("/changes").text
    client = desk.client(admin)
    assert "取出一次性链接" in client.get("/changes").text
    assert LINK.search(desk.post(client, "/changes", "/people/li/invite").text)
    assert 'href="/changes"' not in second.get("/queue").text


def test_an_approving_role_for_oneself_is_confirmed_by_another(desk: Desk, admin: Person, supervisor: Person) -> None:
    theirs = desk.client(supervisor)
    assert WAITS in _ask(desk, admin, "grant", {"role": "manager"}, of="guan")
    desk.post(desk.client(admin), "/changes", "/changes/1/confirm")
    assert desk.client(admin).get("/approvals").status_code == 403
    desk.post(theirs, "/changes", "/changes/1/refuse", {"reason": "没有商量过"})
    assert "没有商量过" in theirs.get("/changes").text
    assert desk.client(admin).get("/approvals").status_code == 403


def test_with_nobody_else_the_page_says_when_it_takes_effect(desk: Desk, admin: Person) -> None:
    desk.person("li", name="李敏")
    assert "24 小时后自动生效" in _ask(desk, admin, "grant", {"role": "supervisor"})
    assert "2026年3月3日（二） 10:00" in desk.client(admin).get("/changes").text


def test_the_mail_address_of_an_approver_waits(desk: Desk, admin: Person, supervisor: Person, manager: Person) -> None:
    desk.client(manager)
    form = {"name": "李敏", "email": "sock@evil.example"}
    assert WAITS in _ask(desk, admin, "facts", form)
    assert "sock@evil.example" not in desk.client(admin).get("/people/li").text
    assert "— → sock@evil.example" in desk.client(manager).get("/changes").text


def test_whom_it_does_not_concern_sees_nothing(desk: Desk, admin: Person, clerk: Person, supervisor: Person) -> None:
    desk.client(supervisor)
    _ask(desk, admin, "invite")
    page = desk.client(clerk).get("/changes").text
    assert "李敏" not in page
    client = desk.client(clerk)
    for act in ("confirm", "refuse", "withdraw"):
        answers = set()
        for number in (1, 99):
            desk.post(client, "/changes", f"/changes/{number}/{act}", {"reason": "x"})
            answers.add(re.sub(r'name="csrf" value="[^"]*"', "", client.get("/changes").text))
        assert len(answers) == 1, "what is there is answered as what is not"
    with desk.house.services.database.reading() as session:
        assert [one.state for one in changes.waiting(session)] == ["waiting"]
