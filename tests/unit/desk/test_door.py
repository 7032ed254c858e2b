"""Signing in and out at the desk, by password and by link."""

import base64
import re

import pytest
from servers.desk import Desk

from desk.access import COOKIE
from domain.codes import Role
from domain.staff import Person, operator
from domain.staff_codes import LinkPurpose
from workers.staff import desk_sessions, sign_in_links

PASSWORD = "梧桐树下有三只猫呢还有两只狗"
HERE = {"origin": "http://desk.test"}
CSRF = re.compile(r'name="csrf" value="[^"]*"')


def _with_password(desk: Desk, person: Person) -> None:
    services = desk.house.services
    token = sign_in_links.make_link(services, person.id, LinkPurpose.INVITE, actor=operator("huihan"))
    sign_in_links.use_invite(services, token, PASSWORD + "！")


def test_a_page_asks_to_sign_in_and_comes_back(desk: Desk) -> None:
    answer = desk.visitor().get("/keys?mine=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/signin?next=/keys%3Fmine%3D1"


def test_a_password_opens_the_desk(desk: Desk, clerk: Person) -> None:
    _with_password(desk, clerk)
    visitor = desk.visitor()
    answer = visitor.post("/signin", data={"login": "chen", "password": PASSWORD + "！", "next": "/keys"}, headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/keys")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "陈晓" in visitor.get("/keys").text


def test_a_wrong_password_is_one_sentence_and_keeps_the_name(desk: Desk, clerk: Person) -> None:
    _with_password(desk, clerk)
    answer = desk.visitor().post("/signin", data={"login": "chen", "password": "不对不对不对不对不对"}, headers=HERE)
    assert answer.status_code == 422
    assert "用户名或密码不对" in answer.text
    assert 'value="chen"' in answer.text


def test_after_signing_in_nobody_is_led_away(desk: Desk, clerk: Person) -> None:
    _with_password(desk, clerk)
    for target in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        form = {"login": "chen", "password": PASSWORD + "！", "next": target}
        assert desk.visitor().post("/signin", data=form, headers=HERE).headers["location"] == "/"


def test_a_form_from_elsewhere_is_refused(desk: Desk, clerk: Person) -> None:
    _with_password(desk, clerk)
    form = {"login": "chen", "password": PASSWORD + "！"}
    answer = desk.visitor().post("/signin", data=form, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    client = desk.client(clerk)
    assert client.post("/signout", data={"csrf": "guessed"}, headers=HERE).status_code == 403
    assert client.get("/keys").status_code == 200


def test_signing_out_ends_the_session_in_the_store(desk: Desk, clerk: Person) -> None:
    client = desk.client(clerk)
    token = client.cookies[COOKIE]
    assert desk.post(client, "/keys", "/signout").headers["location"] == "/signin"
    assert desk_sessions.session_of(desk.house.services, token) is None


def test_an_invitation_sets_the_first_password(desk: Desk, clerk: Person) -> None:
    token = sign_in_links.make_link(desk.house.services, clerk.id, LinkPurpose.INVITE, actor=operator("admin"))
    visitor = desk.visitor()
    assert "陈晓" in visitor.get(f"/welcome/{token}").text
    form = {"password": PASSWORD + "？", "again": PASSWORD}
    assert "两次输入的密码不同" in visitor.post(f"/welcome/{token}", data=form, headers=HERE).text
    form = {"password": PASSWORD + "？", "again": PASSWORD + "？"}
    assert visitor.post(f"/welcome/{token}", data=form, headers=HERE).headers["location"] == "/"
    assert visitor.get("/keys").status_code == 200
    assert visitor.get(f"/welcome/{token}").status_code == 410


def test_looking_at_a_link_does_not_use_it_up(desk: Desk, clerk: Person) -> None:
    token = sign_in_links.make_link(desk.house.services, clerk.id, LinkPurpose.SIGN_IN, actor=operator("admin"))
    for _ in range(3):
        assert desk.visitor().get(f"/welcome/{token}").status_code == 200
    assert desk.visitor().post(f"/welcome/{token}", headers=HERE).status_code == 303
    assert desk.visitor().post(f"/welcome/{token}", headers=HERE).status_code == 410


def test_an_admin_without_cases_begins_with_the_people(desk: Desk) -> None:
    admin = desk.person("guan", Role.ADMIN)
    assert desk.client(admin).get("/").headers["location"] == "/people"


def test_every_page_forbids_what_it_does_not_need(desk: Desk, clerk: Person) -> None:
    for path in ("/signin", "/keys", "/nothing-here"):
        headers = desk.client(clerk).get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_the_script_of_an_old_version_is_never_used_again(desk: Desk) -> None:
    first = desk.visitor().get("/static/desk.js")
    assert first.headers["cache-control"] == "no-cache"
    again = desk.visitor().get("/static/desk.js", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_number_that_no_row_can_have_is_not_found(desk: Desk, clerk: Person) -> None:
    client = desk.client(clerk)
    for path in (
        "/letters/99999999999999999999",
        "/intake/99999999999999999999",
        "/outgoing/batches/99999999999999999999",
    ):
        assert client.get(path).status_code == 404, path


FORGED = (
    '["done", "{a.gettext.__func__.__globals__}", {"a": {"message": "已归档", "values": {}}}]',
    '["done", "{a:>400000000}", {"a": "x"}]',
    '["done", "{a.__class__.__init__.__globals__}", {"a": "x"}]',
    '["refused", "{nobody.knows} {0} {} {a!r}", {"a": "x"}]',
    '["done", "请把密码发到 evil@example.com", {}]',
    "cos\nsystem\n(S'id'\ntR.",
    "null",
    "1e999",
)


@pytest.mark.parametrize("said", FORGED)
@pytest.mark.parametrize("page", ["/signin", "/keys"])
def test_a_forged_flash_cookie_says_nothing(
    desk: Desk, clerk: Person, monkeypatch: pytest.MonkeyPatch, said: str, page: str
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "canary-of-the-environment")
    client = desk.visitor() if page == "/signin" else desk.client(clerk)
    honest = client.get(page).text
    client.cookies.set("huihan_said", base64.urlsafe_b64encode(said.encode()).decode())
    answer = client.get(page)
    assert answer.status_code == 200
    assert "canary-of-the-environment" not in answer.text
    assert CSRF.sub("", answer.text) == CSRF.sub("", honest)


def test_a_flash_is_said_once_and_lies_in_the_session(desk: Desk, clerk: Person) -> None:
    client = desk.client(clerk)
    answer = desk.post(client, "/me", "/me/choices", {"language": "zh"})
    assert "set-cookie" not in answer.headers
    assert 'class="said done"' in client.get("/me").text
    assert 'class="said done"' not in client.get("/me").text


def test_a_refusal_without_a_session_is_a_page_of_its_own(desk: Desk) -> None:
    answer = desk.visitor().post("/queue", data={}, headers={**HERE, "referer": "http://desk.test/queue"})
    assert answer.status_code in (401, 405)
    assert "set-cookie" not in answer.headers
