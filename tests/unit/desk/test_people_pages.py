"""The admin keeps the people; each keeps their own affairs.

Covers desk.routes.me, desk.routes.people and desk.views.people.
"""

import re

import pytest
from servers.desk import Desk

from domain.codes import Role
from domain.staff import Grant, Person
from store import people


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN, name="周宁")


def _row(desk: Desk, login: str) -> people.PersonRow:
    row = desk.house.ask(lambda session: people.by_login(session, login))
    assert row is not None
    return row


def test_somebody_new_gets_a_role_and_an_invitation(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    added = desk.post(client, "/people", "/people", {"login": "Sun", "name": "孙立", "email": "sun@wuye.example"})
    assert added.headers["location"] == "/people/sun"
    assert "已加入 孙立" in client.get("/people/sun").text
    desk.post(client, "/people/sun", "/people/sun/grant", {"role": "clerk"})
    link = re.search(r"http://desk\.test(/welcome/[\w-]+)", desk.post(client, "/people/sun", "/people/sun/invite").text)
    assert link is not None
    assert desk.visitor().get(link[1]).status_code == 200
    assert desk.house.ask(lambda session: people.grants_of(session, _row(desk, "sun").id)) == (Grant(role=Role.CLERK),)


def test_what_cannot_be_comes_back_with_what_was_typed(desk: Desk, admin: Person, clerk: Person) -> None:
    answer = desk.post(desk.client(admin), "/people", "/people", {"login": clerk.login, "name": "另一位"})
    assert answer.status_code == 422
    assert "已有人用过" in answer.text
    assert 'value="另一位"' in answer.text


def test_who_left_is_out_at_once(desk: Desk, admin: Person, clerk: Person) -> None:
    theirs = desk.client(clerk)
    assert theirs.get("/queue").status_code == 200
    desk.post(desk.client(admin), "/people/chen", "/people/chen/deactivate")
    assert theirs.get("/queue").headers["location"].startswith("/signin")


def test_the_last_admin_stays(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    refused = desk.post(client, "/people/guan", "/people/guan/deactivate")
    assert refused.headers["location"] == "/people/guan"
    assert "最后一位" in client.get("/people/guan").text
    assert _row(desk, "guan").active


def test_language_is_ones_own_choice(desk: Desk, clerk: Person) -> None:
    client = desk.client(clerk)
    desk.post(client, "/me", "/me/choices", {"language": "en"})
    assert 'lang="en"' in client.get("/me").text
    assert not _row(desk, "chen").digest


def test_a_deputy_holds_the_role_for_the_days_named(desk: Desk, clerk: Person, supervisor: Person) -> None:
    client = desk.client(supervisor)
    form = {"login": "chen", "first": "2026-03-02", "last": "2026-03-03"}
    desk.post(client, "/me", "/me/deputy", form)
    assert "陈晓" in client.get("/me").text
    assert "代 li" in desk.client(clerk).get("/me").text
    desk.post(client, "/me", "/me/deputy", {"login": "chen", "first": "gestern", "last": "2026-03-03"})
    assert "请填写代理的起止日期" in client.get("/me").text
