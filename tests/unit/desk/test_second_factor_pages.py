"""Two-step sign-in over the pages: set up, signed in with, required.

Covers desk.routes.second_factor.
"""

import re
from datetime import timedelta

import pyotp
import pytest
from servers.desk import Desk
from servers.house import House

from domain.settings import DeskSettings, TotpFor
from domain.staff import Person, operator
from domain.staff_codes import LinkPurpose
from store import people
from workers.staff import passwords, sign_in_links

PASSWORD = "梧桐树下有三只猫呢还有两只狗"
HERE = {"origin": "http://desk.test"}
SET_UP = "/me/second-factor"
STEP = re.compile(r'name="step" value="([^"]+)"')


@pytest.fixture
def totp(desk: Desk, clerk: Person) -> pyotp.TOTP:
    """The clerk's authenticator app, of half a minute ago."""
    token = sign_in_links.make_link(desk.house.services, clerk.id, LinkPurpose.INVITE, actor=operator("huihan"))
    sign_in_links.use_invite(desk.house.services, token, PASSWORD)
    client = desk.client(clerk)
    desk.post(client, SET_UP, f"{SET_UP}/begin", {"password": PASSWORD})
    page = client.get(SET_UP).text
    assert 'src="data:image/svg+xml' in page
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret is not None
    found = pyotp.TOTP(secret[1])
    done = desk.post(client, SET_UP, f"{SET_UP}/prove", {"code": found.at(desk.house.time[0])}).text
    assert len(re.findall(r"<code>[a-z2-7-]{19}</code>", done)) == 10
    desk.house.time[0] += timedelta(seconds=30)
    return found


def _sign_in(desk: Desk, login: str, password: str) -> str:
    answer = desk.visitor().post("/signin", data={"login": login, "password": password}, headers=HERE)
    assert answer.status_code == 422
    return answer.text


def test_the_second_form_lets_in(desk: Desk, totp: pyotp.TOTP) -> None:
    step = STEP.search(_sign_in(desk, "chen", PASSWORD))
    assert step is not None
    visitor = desk.visitor()
    form = {"step": step[1], "code": totp.at(desk.house.time[0]), "next": "/keys"}
    wrong = visitor.post("/signin", data={**form, "code": "000000"}, headers=HERE)
    assert wrong.status_code == 422
    assert STEP.search(wrong.text), "one may try again"
    assert visitor.post("/signin", data=form, headers={"origin": "https://evil.example"}).status_code == 403
    assert visitor.post("/signin", data=form, headers=HERE).headers["location"] == "/keys"
    assert "陈晓" in visitor.get("/keys").text


def test_right_and_wrong_passwords_are_answered_by_the_same_page(desk: Desk, totp: pyotp.TOTP) -> None:
    pages = [_sign_in(desk, "chen", PASSWORD), _sign_in(desk, "chen", "falsch falsch falsch")]
    assert len({STEP.sub("", page) for page in pages}) == 1
    assert len({len(page) for page in pages}) == 1


def test_without_any_second_factor_in_the_house_no_code_is_asked(desk: Desk, clerk: Person) -> None:
    assert "验证码" not in _sign_in(desk, "chen", PASSWORD)


def test_a_required_one_is_set_up_before_anything_else(house: House, desk: Desk, supervisor: Person) -> None:
    object.__setattr__(house.services.settings, "desk", DeskSettings(require_totp=TotpFor.APPROVERS))
    client = desk.client(supervisor)
    for page in ("/queue", "/approvals", "/me", "/changes"):
        assert client.get(page).headers["location"] == SET_UP, page
    assert desk.post(client, SET_UP, "/me/deputy", {"login": "chen"}).headers["location"] == SET_UP
    assert "必须使用两步验证" in client.get(SET_UP).text
    desk.post(client, SET_UP, f"{SET_UP}/begin")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", client.get(SET_UP).text)
    assert secret is not None
    code = pyotp.TOTP(secret[1]).at(house.time[0])
    desk.post(client, SET_UP, f"{SET_UP}/prove", {"code": code})
    assert client.get("/queue").status_code == 200


def test_a_password_of_older_rules_works_and_is_to_be_changed(desk: Desk, clerk: Person) -> None:
    with desk.house.services.database.transaction() as session:
        people.set_password_hash(session, clerk.id, passwords.hashed("kurz & alt"))
    visitor = desk.visitor()
    form = {"login": "chen", "password": "kurz & alt", "next": "/keys"}
    assert visitor.post("/signin", data=form, headers=HERE).status_code == 303
    assert "太短或太容易猜到" in visitor.get("/keys").text
