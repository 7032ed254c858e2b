"""Registering what a resident said, and the case that comes of it.

Covers desk.routes.register.
"""

import re

import pytest
from fastapi.testclient import TestClient
from servers.desk import Desk

from domain.codes import Channel, ClockName, ClockState, Role
from domain.staff import Grant, Person
from store.directory import NewHousehold

HOME = NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="501", name="王芳", phone="13800138000")
OTHER = NewHousehold(project="月亮湾", building="3栋", unit="2单元", room="501", name="钱七", phone="13700137000")


@pytest.fixture
def client(desk: Desk, clerk: Person) -> TestClient:
    return desk.client(clerk)


def record(**typed: str) -> dict[str, str]:
    """A form as filled in at the telephone."""
    return {
        "key": "0123456789abcdef" * 2,
        "channel": "phone",
        "day": "2026-03-02",
        "hour": "09:30",
        "about": "2单元电梯",
        "facts": "电梯停运三天，没有人来修",
        "demand": "今天修好",
        "name": "王芳",
        "phone": "13800138000",
        "do": "save",
        **typed,
    }


def register(desk: Desk, client: TestClient, **typed: str):
    return desk.post(client, "/register", "/register", record(**typed))


def test_a_fresh_form_is_of_this_moment_and_of_one_case(client):
    page = client.get("/register").text
    assert 'value="2026-03-02"' in page
    assert 'value="10:00"' in page
    keys = {re.search(r'name="key" value="([0-9a-f]{32})"', client.get("/register").text)[1] for _ in range(2)}
    assert len(keys) == 2
    assert "电子邮件</option>" not in page


def test_what_was_said_is_decided_by_the_same_rules_and_has_the_clocks_of_what_is_spoken(desk, house, client):
    house.directory(HOME)
    answer = register(desk, client, household="1")
    (case,) = house.cases()
    assert answer.headers["location"] == f"/cases/{case.number}"
    assert (case.topic, case.channel, case.household_id) == ("lift_outage", Channel.PHONE, 1)
    assert case.received_at.isoformat() == "2026-03-02T01:30:00+00:00"
    clocks = house.clocks(case)
    assert clocks[ClockName.REPLY, 1].due_at.isoformat() == "2026-03-03T10:00:00+00:00"  # one working day (TRADE 6)
    assert clocks[ClockName.REGISTER, 1].state is ClockState.MET
    page = client.get(f"/cases/{case.number}").text
    assert "投诉对象：2单元电梯" in re.sub(r"</?mark[^>]*>", "", page)
    assert "登记电话投诉" in page


def test_a_form_that_is_sent_twice_is_one_case(desk, house, client):
    first, second = (register(desk, client, answered="yes", answer="已告知").headers["location"] for _ in range(2))
    assert first == second
    (case,) = house.cases()
    assert house.events(case).count("call_recorded") == 1


def test_an_answer_given_at_once_stops_what_it_answers(desk, house, client):
    register(desk, client, answered="yes", answer="已告知维修单位下午到场")
    (case,) = house.cases()
    clocks = house.clocks(case)
    assert clocks[ClockName.ACKNOWLEDGE, 1].state is ClockState.MET
    assert clocks[ClockName.REPLY, 1].state is ClockState.MET


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"facts": "  "}, "请写明事实经过"),
        ({"phone": "没有"}, "不是电话号码"),
        ({"day": "2026-03-09"}, "收到时间不能晚于现在"),
        ({"day": "gestern"}, "收到时间写成"),
        ({"channel": "email"}, "电子邮件由系统自动收取"),
        ({"channel": "pigeon"}, "没有这个选项"),
        ({"answered": "yes"}, "请写明当场怎样答复的"),
        ({"by_mail": "yes"}, "请填写邮箱"),
        ({"key": "x"}, "表单已失效"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(desk, house, client, wrong, sentence):
    answer = register(desk, client, **wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="2单元电梯"' in answer.text
    assert house.cases() == []


def test_a_household_is_looked_up_in_the_form_and_beside_it(desk, house, client):
    house.directory(HOME)
    found = register(desk, client, search="13800138000", do="find")
    assert found.status_code == 200
    assert 'name="household" value="1"' in found.text
    assert "电梯停运三天" in found.text
    assert house.cases() == []
    fragment = client.get("/register/households", params={"q": "3-2-501"}).text
    assert 'name="household" value="1"' in fragment
    assert "<html" not in fragment
    assert "名册中没有找到" in client.get("/register/households", params={"q": "9-9-999"}).text


def test_whoever_works_for_one_project_finds_and_registers_for_that_one(desk, house):
    house.directory(HOME, OTHER)
    client = desk.client(desk.person("qian", Grant(role=Role.CLERK, project="月亮湾")))
    fragment = client.get("/register/households", params={"q": "501"}).text
    assert "钱七" in fragment
    assert "王芳" not in fragment
    answer = register(desk, client, household="1")
    assert answer.status_code == 422
    assert "没有编号 1 的住户" in answer.text
    assert register(desk, client, household="2").status_code == 303


def test_letters_go_by_mail_only_where_the_clerk_says_so(desk, house, client):
    register(desk, client, email="wang@example.com")
    register(desk, client, email="wang@example.com", by_mail="yes", key="b" * 32)
    assert [case.reply_to_email for case in house.cases()] == [None, "wang@example.com"]


def test_evidence_is_kept_with_the_record(desk, house, client):
    files = [("evidence", ("聊天记录.txt", "电梯坏了".encode(), "text/plain")), ("evidence", ("", b"", ""))]
    desk.post(client, "/register", "/register", record(channel="wechat"), files=files)
    (case,) = house.cases()
    page = client.get(f"/cases/{case.number}").text
    (link,) = set(re.findall(r'href="([^"]+/attachment/1)"', page))
    assert client.get(link).content == "电梯坏了".encode()


def test_a_department_does_not_register(desk):
    client = desk.client(desk.person("zhao", Role.DEPARTMENT))
    assert client.get("/register").status_code == 403


def test_a_name_that_would_turn_the_line_around_is_written_out(desk, house, client):
    desk.post(client, "/register", "/register", record(name="王芳\u202e\u2067", about="电梯\u202e\x9b坏了"))
    (case,) = house.cases()
    for path in ("/queue", f"/cases/{case.number}"):
        page = client.get(path).text
        assert "\\u202e" in page
        assert not set(page) & set("\u202e\u2067\x9b")
