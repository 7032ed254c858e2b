"""The admin's pages on other programs: tokens made and revoked, addresses told, tried, stopped and sent to again.

Covers desk.routes.programs.
"""

import re
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from servers.audited import HOME
from servers.desk import Desk, made_desk
from servers.house import House
from servers.webhook import answers, running_webhook

from domain.codes import Role
from domain.settings import NoticeSettings
from domain.staff import Person
from store import webhooks


@pytest.fixture
def desk(house: House) -> Desk:
    """Its settings allow programs on this machine."""
    networks = NoticeSettings(networks=(ip_network("127.0.0.0/8"),))
    house.services = replace(house.services, settings=replace(house.services.settings, notices=networks))
    return made_desk(house)


@pytest.fixture
def admin(desk: Desk) -> TestClient:
    return desk.client(desk.person("guan", Role.ADMIN))


def shown(page: str, label: str) -> str:
    """What stands in the field of that label."""
    found = re.search(rf'{label}<input readonly value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_a_token_is_made_shown_once_used_looked_at_and_revoked(desk: Desk, admin: TestClient) -> None:
    desk.house.directory(HOME)
    fields = {"name": "app", "scope": ["complaints:write", "cases:read"], "project": HOME.project}
    made = desk.post(admin, "/programs", "/programs/tokens", {**fields, "expires": "2027-12-31"})
    token = shown(made.text, "令牌")
    assert token not in admin.get("/programs").text
    asked = {"Authorization": f"Bearer {token}"}
    complaint = {"text": "电梯停了", "channel": "app", "resident": {"project": HOME.project}}
    number = desk.visitor().post("/api/v1/complaints", json=complaint, headers=asked).json()["number"]
    assert desk.visitor().get(f"/api/v1/cases/{number}", headers=asked).status_code == 200
    page = admin.get("/programs/tokens/app").text
    assert number in page
    assert "2028年1月1日（六） 00:00" in page
    assert "从未用过" not in page
    assert desk.post(admin, "/programs", "/programs/tokens/app/revoke").headers["location"] == "/programs"
    assert "已收回" in admin.get("/programs").text
    assert desk.visitor().get("/api/v1/cases", headers=asked).status_code == 401
    assert admin.get("/programs/tokens/none").status_code == 404


def test_what_is_wrong_with_a_token_stands_beside_what_was_typed(desk: Desk, admin: TestClient) -> None:
    for fields, why in (
        ({"name": "热线 1", "scope": "cases:read"}, "令牌的名字由"),
        ({"name": "hotline"}, "请至少给出一项权限"),
        ({"name": "hotline", "scope": "cases:read", "expires": "9999-12-31"}, "日期无效"),
        ({"name": "hotline", "scope": "cases:read", "expires": "2020-01-01"}, "失效时间已过"),
    ):
        answer = desk.post(admin, "/programs", "/programs/tokens", fields)
        assert answer.status_code == 422
        assert why in answer.text
        assert f'value="{fields["name"]}"' in answer.text


def test_an_address_is_told_and_its_log_shows_what(desk: Desk, admin: TestClient, tmp_path: Path) -> None:
    (tmp_path / "hook").mkdir()
    with running_webhook(tmp_path / "hook") as hook:
        fields = {"url": f"http://127.0.0.1:{hook.port}/in", "event": ["decided", "registered"]}
        made = desk.post(admin, "/programs", "/programs/webhooks", fields)
        assert shown(made.text, "密钥").startswith("whsec_")
        (row,) = desk.house.ask(webhooks.all_webhooks)
        place = f"/programs/webhooks/{row.id}"
        assert desk.post(admin, place, f"{place}/test").status_code == 303
        hook.reply = answers(500)
        desk.house.mail()
        desk.house.work()
        page = admin.get(place).text
        assert "连续 1 次没有收下" in page
        assert "不通，等待重试" in page
        assert desk.post(admin, place, f"{place}/stop").headers["location"] == place
        hook.reply = answers()
        assert "未能发出" in admin.get(place).text
        desk.post(admin, place, f"{place}/start")
        (line,) = desk.house.ask(lambda session: webhooks.log(session, row.id, before=None, limit=9))
        assert desk.post(admin, place, f"/programs/deliveries/{line.id}/again").headers["location"] == place
        desk.house.work()
        assert "已发出" in admin.get(place).text
        assert [one["event"] for one in hook.came] == ["ping", "decided", "decided"]
        desk.post(admin, place, f"{place}/remove")
        assert admin.get(place).status_code == 404


def test_a_wrong_address_is_refused_beside_it(desk: Desk, admin: TestClient) -> None:
    answer = desk.post(admin, "/programs", "/programs/webhooks", {"url": "http://10.0.0.1/in", "event": ["decided"]})
    assert answer.status_code == 422
    assert "网址须以 https 开头" in answer.text
    assert 'value="http://10.0.0.1/in"' in answer.text


def test_the_pages_are_for_admins_alone(desk: Desk, clerk: Person, manager: Person) -> None:
    for person in (clerk, manager):
        for path in ("/programs", "/programs/tokens/app", "/programs/webhooks/1"):
            assert desk.client(person).get(path).status_code == 403
