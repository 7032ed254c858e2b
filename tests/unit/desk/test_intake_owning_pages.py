"""Who looks after what waits, on its page and in the list. Covers desk.routes.intake_owning."""

import re

import pytest
from servers.desk import Desk

from domain.codes import Role
from domain.staff import Grant, Person


@pytest.fixture(autouse=True)
def waits(desk: Desk) -> None:
    for number in range(3):
        desk.house.mail(f"来件{number}", sender=f"a{number}@example.com", X_Spam_Flag="YES")
    desk.house.work()


def owners(desk: Desk) -> list[str | None]:
    return [row.owner for row in desk.house.rows()]


def test_a_clerk_takes_one_and_it_is_theirs_in_list_and_queue(desk: Desk, clerk: Person) -> None:
    client = desk.client(clerk)
    assert "未指派" in client.get("/intake/1").text
    desk.post(client, "/intake/1", "/intake/1/owner", {"to": clerk.login})
    page = client.get("/intake/1").text
    assert f"<strong>{clerk.name}</strong>" in page
    assert "放回待领取" in page
    assert 'action="/intake/assign/undo"' in page
    assert f"处理人：{clerk.name}" in client.get("/intake").text
    assert clerk.name in client.get("/queue?waiting=intake").text
    mine = client.get("/intake?whose=mine").text
    assert ("来件0" in mine, "来件1" in mine) == (True, False)
    assert "来件0" not in client.get("/intake?whose=unassigned").text


def test_what_is_ticked_is_taken_and_taken_back(desk: Desk, clerk: Person) -> None:
    client = desk.client(clerk)
    desk.post(client, "/intake", "/intake/take", {"ids": ["1", "3"]})
    said = client.get("/intake").text
    assert "已指派 2 件来件" in said
    assert owners(desk) == [clerk.login, None, clerk.login]
    moved = re.search(r'name="moved" value="([^"]*)"', said)
    assert moved is not None
    desk.post(client, "/intake", "/intake/assign/undo", {"moved": moved[1].replace("&#34;", '"')})
    assert owners(desk) == [None, None, None]
    assert desk.post(client, "/intake", "/intake/assign/undo", {"moved": "[1]"}).status_code == 303
    assert "提交的内容不完整" in client.get("/intake").text


def test_a_head_gives_what_is_ticked_and_a_clerk_may_not(desk: Desk, clerk: Person, supervisor: Person) -> None:
    desk.person("far", Grant(role=Role.CLERK, project="月亮湾"), name="范远山")
    head, client = desk.client(supervisor), desk.client(clerk)
    assert f'<option value="{clerk.login}">' in head.get("/intake").text
    assert 'formaction="/intake/assign"' not in client.get("/intake").text
    desk.post(head, "/intake", "/intake/assign", {"ids": ["1", "2"], "to": clerk.login})
    assert owners(desk) == [clerk.login, clerk.login, None]
    desk.post(client, "/intake", "/intake/assign", {"ids": ["3"], "to": supervisor.login})
    assert "未能指派：3（把来件指派给同事，由主管办理" in client.get("/intake").text
    desk.post(head, "/intake/1", "/intake/1/owner", {"to": ""})
    assert "来件不再由专人处理" in head.get("/intake/1").text
    assert owners(desk) == [None, clerk.login, None]


def test_the_notice_leads_to_what_was_given(desk: Desk, clerk: Person, supervisor: Person) -> None:
    desk.post(desk.client(supervisor), "/intake/2", "/intake/2/owner", {"to": clerk.login})
    desk.house.work()
    client = desk.client(clerk)
    assert "未立案来件" in client.get("/notices").text
    assert client.get("/notices/1").headers["location"] == "/intake/2"
