"""Who follows a case up, on its page and in the lists.

Covers desk.routes.owning and desk.views.owner.
"""

import pytest
from servers.desk import Desk

from domain.codes import Role
from domain.staff import Grant, Person
from store import cases
from store.cases import CaseRow


@pytest.fixture
def case(desk: Desk, clerk: Person) -> CaseRow:
    """A case of the clerk's, the only one who is there yet."""
    desk.house.mail()
    desk.house.work()
    return desk.house.cases()[-1]


def owner(desk: Desk, case: CaseRow) -> str | None:
    found = desk.house.ask(lambda session: cases.get_case(session, case.id))
    return found.owner


def test_the_page_says_who_follows_up_and_another_is_chosen(desk: Desk, clerk: Person, case: CaseRow) -> None:
    desk.person("mei", Role.CLERK, name="梅雨晴")
    desk.person("far", Grant(role=Role.CLERK, project="月亮湾"), name="范远山")
    client, page = desk.client(clerk), f"/cases/{case.number}"
    said = client.get(page).text
    assert f"<strong>{clerk.name}</strong>" in said
    assert '<option value="mei">梅雨晴</option>' in said
    assert "来信投诉的同事" not in said, "a head says that"
    assert desk.post(client, page, f"{page}/owner", {"to": "mei", "note": "熟悉此户"}).status_code == 303
    assert owner(desk, case) == "mei"
    assert "跟进人：梅雨晴（熟悉此户）" in client.get(page).text
    assert desk.post(client, page, f"{page}/owner", {"to": ""}).status_code == 303
    assert owner(desk, case) == clerk.login, "by rule: who has the least in hand"


def test_an_assignment_and_a_pause_are_undone_by_one_click(desk: Desk, clerk: Person, case: CaseRow) -> None:
    desk.person("mei", Role.CLERK, name="梅雨晴")
    client, page = desk.client(clerk), f"/cases/{case.number}"
    desk.post(client, page, f"{page}/owner", {"to": "mei"})
    said = client.get(page).text
    assert f'<form class="undo" method="post" action="{page}/owner">' in said
    assert f'<input type="hidden" name="to" value="{clerk.login}">' in said
    desk.post(client, page, f"{page}/owner", {"to": clerk.login, "note": "撤销刚才的指派"})
    assert owner(desk, case) == clerk.login
    assert "撤销刚才的指派" in client.get(page).text
    desk.post(client, page, f"{page}/wait", {"note": "等住户回家"})
    assert f'<form class="undo" method="post" action="{page}/resume">' in client.get(page).text
    desk.post(client, page, f"{page}/resume")
    assert desk.house.events(case)[-2:] == ["clock_paused", "clock_resumed"]


def test_a_head_says_whom_the_letter_complains_of(desk: Desk, clerk: Person, case: CaseRow) -> None:
    mei = desk.person("mei", Role.CLERK, name="梅雨晴")
    head = desk.client(desk.person("he", Role.SUPERVISOR, name="何建国"))
    page = f"/cases/{case.number}"
    desk.post(head, page, f"{page}/about", {"about": [clerk.login], "note": "来电说的是她"})
    assert owner(desk, case) == "mei"
    assert f"来信涉及：{clerk.name}" in head.get(page).text
    assert "改由他人跟进" not in desk.client(clerk).get(page).text
    assert "改由他人跟进" in desk.client(mei).get(page).text


def test_the_lists_by_owner_and_many_given_at_once(desk: Desk, clerk: Person, case: CaseRow) -> None:
    desk.person("mei", Role.CLERK, name="梅雨晴")
    desk.house.mail(sender="李强 <li@example.com>", text="楼道灯坏了三天没人修。阳光花园5栋1单元302 李强")
    desk.house.work()
    other = desk.house.cases()[-1]
    client = desk.client(clerk)
    mine = client.get("/queue?whose=mine").text
    assert (case.number in mine, other.number in mine) == (True, False)
    assert other.number in client.get("/queue?whose=team").text
    assert case.number not in client.get("/queue?whose=unassigned").text
    assert "梅雨晴" in client.get("/queue?all=1").text
    hers = client.get("/queue?owner=mei").text
    assert (case.number in hers, other.number in hers, 'form="assign"' in hers) == (False, True, True)
    given = {"numbers": [case.number, "TS-2026-999999"], "to": "mei", "note": "培训"}
    answer = desk.post(client, "/queue?whose=mine", "/queue/assign", given)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?whose=mine")
    assert "已指派 1 件；未能指派：TS-2026-999999" in client.get("/queue").text
    assert owner(desk, case) == "mei"
    desk.post(client, "/queue?whose=team", "/queue/assign", {"numbers": [case.number], "to": clerk.login})
    assert "已指派 1 件" in client.get("/queue").text


def test_a_department_gives_no_case_to_anybody(desk: Desk, case: CaseRow) -> None:
    fitter = desk.client(desk.person("tan", Grant(role=Role.DEPARTMENT)))
    assert desk.post(fitter, "/queue", "/queue/assign", {"numbers": [case.number]}).status_code == 403
    assert "按跟进人" not in fitter.get("/queue").text
