"""The form on which a person puts right what was read.

Covers desk.routes.correct.
"""

import pytest
from fastapi.testclient import TestClient
from servers.desk import Desk
from servers.house import House

from domain.codes import ClockName, ClockState, Role
from domain.staff import Grant, Person
from store import corrections
from store.directory import NewHousehold

FIVE = NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="501", name="王芳", phone="13800138000")
SIX = NewHousehold(project="阳光花园", building="3栋", unit="2单元", room="601", name="赵六", phone="13600136000")


@pytest.fixture
def client(desk: Desk, clerk: Person) -> TestClient:
    return desk.client(clerk)


@pytest.fixture
def page(house: House) -> str:
    """The form of one case."""
    house.directory(FIVE, SIX)
    house.mail()
    house.work()
    return f"/cases/{house.cases()[0].number}/correct"


def fields(house: House, **changed: str) -> dict[str, str]:
    """The form as the browser sends it, with what was typed."""
    (case,) = house.cases()
    document = house.ask(lambda session: corrections.document_of(session, 1))
    stands = {name: getattr(case, name) or "" for name in ("phone", "email", "project", "building", "unit", "room")}
    return {
        **stands,
        "name": case.resident_name or "",
        "reply_to": case.reply_to_email or "",
        "subject": case.subject,
        "text": document.text.replace("\n", "\r\n"),
        "household": str(case.household_id or ""),
        "channel": case.channel,
        "seen": "0",
        "do": "save",
        **changed,
    }


def test_the_form_holds_what_stands(client, page):
    shown = client.get(page).text
    for value in ('value="王芳"', 'value="13800138000"', 'value="wang@example.com"', "电梯又停运了"):
        assert value in shown


def test_a_corrected_text_is_decided_again(desk, house, client, page):
    new = "我是阳光花园3栋2单元501的业主王芳，楼下垃圾桶三天没有人清运，请尽快安排。电话13800138000"
    answer = desk.post(client, page, page, fields(house, text=new, subject="垃圾没人清运"))
    assert answer.status_code == 303
    (case,) = house.cases()
    assert case.topic == "rubbish_collection"
    shown = client.get(page.removesuffix("/correct")).text
    assert "已人工更正" in shown
    assert "更正前，机器读出的文字" in shown
    assert house.clocks(case)[ClockName.REGISTER, 1].state is ClockState.MET


def test_a_household_is_found_and_chosen_and_nothing_typed_is_lost(desk, house, client, page):
    found = desk.post(client, page, page, fields(house, search="3-2-601", name="赵先生", do="find"))
    assert found.status_code == 200
    assert "赵六" in found.text
    assert 'value="赵先生"' in found.text
    desk.post(client, page, page, fields(house, household="2", name="赵先生"))
    (case,) = house.cases()
    assert (case.household_id, case.room, case.resident_name) == (2, "601", "赵先生")


def test_a_wrong_value_comes_back_with_what_was_typed(desk, house, client, page):
    answer = desk.post(client, page, page, fields(house, phone="没有", name="王小芳"))
    assert answer.status_code == 422
    assert "不是电话号码" in answer.text
    assert 'value="王小芳"' in answer.text
    assert house.cases()[0].resident_name == "王芳"


def test_a_form_that_changes_nothing_says_so(desk, house, client, page):
    answer = desk.post(client, page, page, fields(house))
    assert answer.status_code == 422
    assert "没有写明要更正什么" in answer.text


def test_of_two_who_correct_at_once_the_second_is_told(desk, house, client, page):
    desk.post(client, page, page, fields(house, name="王小芳"))
    answer = desk.post(client, page, page, fields(house, name="王大芳", seen="0"))
    assert answer.status_code == 422
    assert "刚被他人更正过" in answer.text
    assert 'value="王大芳"' in answer.text


def test_the_time_of_receipt_of_mail_is_not_asked_for(client, page):
    assert 'name="day"' not in client.get(page).text


def test_what_came_on_paper_may_have_come_earlier(desk, house, client, page):
    desk.post(client, page, page, fields(house, channel="letter"))
    assert 'name="day"' in client.get(page).text
    answer = desk.post(client, page, page, fields(house, day="2026-02-27", hour="", seen="1"))
    assert answer.status_code == 303
    (case,) = house.cases()
    assert case.received_at.isoformat() == "2026-02-26T16:00:00+00:00"
    shown = client.get(page).text
    assert 'value="2026-02-27"' in shown
    assert 'name="hour" type="time" value=""' in shown


def test_a_date_that_is_none_is_refused_in_words(desk, house, client, page):
    desk.post(client, page, page, fields(house, channel="letter"))
    answer = desk.post(client, page, page, fields(house, day="gestern", hour="", seen="1"))
    assert answer.status_code == 422
    assert "2026-03-02" in answer.text


def test_whoever_gives_a_case_to_another_project_is_led_back_to_what_is_theirs(desk, house, page):
    client = desk.client(desk.person("qian", Grant(role=Role.CLERK, project="阳光花园")))
    answer = desk.post(client, page, page, fields(house, project="月亮湾"))
    assert answer.headers["location"] == "/queue"
    assert house.cases()[0].project == "月亮湾"
    assert client.get(page).status_code == 404
