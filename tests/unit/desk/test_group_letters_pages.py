"""A group's letters on their page: written, submitted and approved in one act each, every addressee in view.

Covers desk.routes.group_letters and desk.views.group_letters.
"""

import re

import pytest
from servers.desk import Desk
from servers.house import House
from servers.letters_day import furnished

from domain.codes import LetterKind, LetterState
from domain.staff import Person
from store import letters
from store.letters import LetterRow

GROUP = "/groups/QT-2026-000001"
PAGE = f"{GROUP}/letters"
NAMES = ("王芳", "李强", "赵敏")
TEXT = {
    "base": "0",
    "name": "电梯停运",
    "demand": "尽快恢复电梯运行",
    "findings": "门机部件磨损",
    "result": "电梯已恢复运行",
    "met": "met",
}


@pytest.fixture
def house(house: House) -> House:
    """With a company of its own, whose name and phone letters give."""
    return furnished(house)


@pytest.fixture
def client_page(desk: Desk, clerk: Person) -> str:
    """Three households' letters about one lift, confirmed as one matter."""
    for at, name in enumerate(NAMES):
        text = f"电梯又停运了，已经三天没有人来修，请尽快安排。阳光花园3栋2单元{at + 1}01的业主{name}"
        desk.house.mail("电梯停运", text, sender=f"{name} <r{at}@example.com>")
    desk.house.work()
    desk.post(desk.client(clerk), GROUP, f"{GROUP}/confirm", {})
    return PAGE


def replies(desk: Desk) -> list[LetterRow]:
    found = desk.house.ask(lambda session: letters.in_state(session, tuple(LetterState)))
    return [one for one in found if one.kind is LetterKind.REPLY]


def test_one_text_one_submission_one_approval(desk: Desk, clerk: Person, supervisor: Person, client_page: str) -> None:
    client, head = desk.client(clerk), desk.client(supervisor)
    assert "写入 3 户的函件" in client.get(client_page).text
    assert desk.post(client, client_page, client_page, TEXT | {"do": "write"}).status_code == 303
    said = client.get(client_page).text
    assert all(name in said for name in NAMES)
    assert "送审 3 封" in said
    assert desk.post(client, client_page, f"{client_page}/submit", {}).status_code == 303
    assert {one.state for one in replies(desk)} == {LetterState.SUBMITTED}
    assert f'href="{client_page}"' in head.get("/approvals").text
    before = head.get(client_page).text
    shown = re.findall(r'name="shown" value="([^"]+)"', before)
    assert len(shown) == 3
    assert all(letter.to_address in before for letter in replies(desk))
    assert f"/letters/{replies(desk)[0].id}/page/1.png" in before
    desk.post(head, client_page, f"{client_page}/approve", {"shown": shown})  # without having said so
    assert {one.state for one in replies(desk)} == {LetterState.SUBMITTED}
    assert desk.post(head, client_page, f"{client_page}/approve", {"shown": shown, "seen": "yes"}).status_code == 303
    assert not {one.state for one in replies(desk)} & {LetterState.DRAFT, LetterState.SUBMITTED}


def test_what_fails_is_told_one_by_one(desk: Desk, clerk: Person, supervisor: Person, client_page: str) -> None:
    client = desk.client(clerk)
    desk.post(client, client_page, client_page, TEXT | {"do": "write", "findings": ""})
    outcome = desk.post(client, client_page, f"{client_page}/submit", {})
    assert outcome.text.count("还有 ") >= 3
    assert {one.state for one in replies(desk)} == {LetterState.DRAFT}
    late = desk.post(client, client_page, client_page, TEXT | {"do": "save"})
    assert late.status_code == 422
    assert "刚被他人修改" in late.text
    assert "门机部件磨损" in late.text


def test_the_notice_opens_as_a_letter_of_the_leading_case(desk: Desk, clerk: Person, client_page: str) -> None:
    sent = desk.post(desk.client(clerk), client_page, client_page, TEXT | {"do": "post", "notice": "门机已经更换。"})
    page = desk.client(clerk).get(sent.headers["location"]).text
    assert "张贴通知" in page
    assert "门机已经更换" in page
    assert "张贴通知" in desk.client(clerk).get(client_page).text


def test_who_only_approves_writes_nothing_there(desk: Desk, manager: Person, client_page: str) -> None:
    said = desk.client(manager).get(client_page).text
    assert "写入 3 户的函件" not in said
    assert desk.post(desk.client(manager), client_page, client_page, TEXT | {"do": "write"}).status_code == 403
