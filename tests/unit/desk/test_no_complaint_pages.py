"""Praise, requests and what is not for us, each settled by one button: on the page of its case and of what waits.

Covers desk.routes.no_complaint.
"""

import pytest
from fastapi.testclient import TestClient
from servers.desk import Desk
from servers.house import House

from domain.codes import CaseState, Department, IgnoredReason, IntakeState, Kind, LetterState
from domain.staff import Person

PRAISE = ("感谢南门保安", "上周六我母亲走失，是南门的保安小马把她送回家，非常感谢他，请公司表扬。")


@pytest.fixture
def client(desk: Desk, clerk: Person) -> TestClient:
    return desk.client(clerk)


@pytest.fixture
def praise(house: House) -> str:
    """The page of a case of praise."""
    house.mail(*PRAISE)
    house.work()
    return f"/cases/{house.cases()[0].number}"


@pytest.fixture
def waiting(house: House) -> str:
    """The page of a mail that its server took for spam."""
    house.mail("您好", "小区的花开得真好，大家都看到了你们的用心。", X_Spam_Flag="YES")
    house.work()
    return "/intake/1"


def test_the_page_says_what_it_is_and_offers_three_buttons(client, praise):
    shown = client.get(praise).text
    for words in ("不是投诉：表扬", "致谢</button>", "转交</button>", "存档</button>", "没有回信会自动发出"):
        assert words in shown


def test_a_complaint_has_none_of_them(house, client):
    house.mail()
    house.work()
    assert "不是投诉" not in client.get(f"/cases/{house.cases()[0].number}").text


def test_thanks_go_out_once(desk, house, client, praise):
    assert desk.post(client, praise, f"{praise}/thank", {}).headers["location"] == praise
    house.work()
    (case,) = house.cases()
    assert [letter.state for letter in house.letters(case)] == [LetterState.SENT]
    shown = client.get(praise).text
    assert "致谢</button>" not in shown
    assert "不是投诉（表扬），简短回信" in shown


def test_it_is_passed_on(desk, house, client, praise):
    desk.post(client, praise, f"{praise}/pass-on", {"department": ["security", "environment"]})
    (case,) = house.cases()
    assert case.departments == (Department.SECURITY, Department.ENVIRONMENT)
    assert "转交秩序维护部、环境部" in client.get(praise).text


def test_it_is_filed(desk, house, client, praise):
    desk.post(client, praise, f"{praise}/file-away", {})
    assert house.cases()[0].state is CaseState.FILED
    assert "不是投诉：表扬" not in client.get(praise).text


def test_what_waits_is_thanked_for_in_one_act(desk, house, client, waiting):
    assert "表扬：致谢" in client.get(waiting).text
    desk.post(client, waiting, f"{waiting}/thank", {"kind": "praise"})
    house.work()
    (case,) = house.cases()
    assert (case.kind, [one.state for one in house.letters(case)]) == (Kind.PRAISE, [LetterState.SENT])


def test_what_waits_is_passed_on_in_one_act(desk, house, client, waiting):
    desk.post(client, waiting, f"{waiting}/pass-on", {"kind": "request", "department": "engineering"})
    house.work()
    (case,) = house.cases()
    assert (case.kind, case.departments) == (Kind.REQUEST, (Department.ENGINEERING,))
    assert [one for one in house.letters(case) if one.state is LetterState.SENT] == []


def test_what_waits_is_filed_without_a_case(desk, house, client, waiting):
    desk.post(client, waiting, f"{waiting}/file-away", {})
    row = house.last()
    assert (row.state, row.ignored_reason) == (IntakeState.IGNORED, IgnoredReason.SET_ASIDE)
    assert house.cases() == []
