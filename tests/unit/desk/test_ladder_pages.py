"""The ladder on the page of a case: handed up, answered, taken back; blocked work, and what cleared it.

Covers desk.routes.ladder and desk.views.ladder.
"""

from datetime import timedelta

import pytest
from servers.desk import Desk

from domain.codes import Department, Role
from domain.staff import Grant, Person
from store.cases import CaseRow
from workers.clocks import clock_watch


@pytest.fixture
def case(desk: Desk, clerk: Person) -> CaseRow:
    desk.house.mail()
    desk.house.work()
    return desk.house.cases()[-1]


def test_a_case_goes_up_and_comes_back_on_its_page(desk: Desk, clerk: Person, case: CaseRow) -> None:
    head = desk.person("he", Role.SUPERVISOR, name="何建国")
    page = f"/cases/{case.number}"
    desk.post(desk.client(clerk), page, f"{page}/hand-up", {"note": "住户要求免物业费"})
    assert "何建国" in desk.client(clerk).get(page).text
    assert "答复并交回跟进人" not in desk.client(clerk).get(page).text
    assert "上交待决" in desk.client(head).get("/queue").text
    said = desk.client(head).get(page).text
    assert "住户要求免物业费" in said
    assert "答复并交回跟进人" in said
    desk.post(desk.client(head), page, f"{page}/hand-back", {"note": "可减免一个月"})
    assert "可减免一个月" in desk.client(clerk).get(page).text
    assert "上级已答复" in desk.client(clerk).get("/queue").text
    desk.post(desk.client(clerk), page, f"{page}/take")
    assert "按答复接办</button>" not in desk.client(clerk).get(page).text
    history = desk.client(clerk).get(page).text
    assert "上交主任：住户要求免物业费" in history
    assert "答复：可减免一个月" in history


def test_what_was_handed_up_is_the_next_step_of_who_answers_and_then_of_who_goes_on(
    desk: Desk, clerk: Person, case: CaseRow
) -> None:
    head = desk.person("he", Role.SUPERVISOR, name="何建国")
    page = f"/cases/{case.number}"
    desk.post(desk.client(clerk), page, f"{page}/hand-up", {"note": "住户要求免物业费"})
    assert '<h2 id="next">答复上交的问题' in desk.client(head).get(page).text
    desk.post(desk.client(head), page, f"{page}/hand-back", {"note": "可减免一个月"})
    assert '<h2 id="next">看上级的答复' in desk.client(clerk).get(page).text


def test_an_overrun_passes_over_a_rung_that_no_one_holds(desk: Desk, clerk: Person, case: CaseRow) -> None:
    """The supervisor's post is empty: the service department is told, and the page says so."""
    desk.person("fang", Role.SERVICE_DEPARTMENT, name="方慧")
    desk.house.time[0] += timedelta(days=3, hours=9)
    clock_watch.sweep(desk.house.services)
    said = desk.client(clerk).get(f"/cases/{case.number}").text
    assert "主任岗位无人，已报上一级客户服务部（方慧）" in said
    desk.person("he", Role.SUPERVISOR, name="何建国")
    assert "主任岗位无人" not in desk.client(clerk).get(f"/cases/{case.number}").text


def test_blocked_work_on_its_page(desk: Desk, clerk: Person, case: CaseRow) -> None:
    fitter = desk.person("tan", Grant(role=Role.DEPARTMENT, department=Department.ENGINEERING), name="谭勇")
    head = desk.person("he", Role.SUPERVISOR, name="何建国")
    page = f"/cases/{case.number}"
    given = {"note": "顶楼不开门", "waits_for": "neighbour", "department": "engineering"}
    desk.post(desk.client(fitter), page, f"{page}/block", given)
    desk.post(desk.client(clerk), page, f"{page}/block", {"note": "等拨款", "waits_for": "funds", "department": ""})
    assert "工作受阻" in desk.client(head).get("/queue").text
    said = desk.client(head).get(page).text
    assert '<h2 id="next">排除障碍，或上交上一级' in said
    assert said.count("顶楼不开门</p>") == 1, "said once, where it is to be settled"
    assert said.count(f'action="{page}/hand-up"') == 1
    assert "经费或维修资金" in said
    assert "谁的工作" not in desk.client(fitter).get(page).text, "it is said already"
    row = said.split("/unblock/")[1].split('"')[0]
    desk.post(desk.client(head), page, f"{page}/unblock/{row}", {"note": "已约好时间"})
    assert "障碍已排除：已约好时间" in desk.client(head).get(page).text


def test_a_manager_of_the_highest_rung_hands_nothing_up(desk: Desk, case: CaseRow) -> None:
    boss = desk.client(desk.person("bao", Role.MANAGER))
    page = f"/cases/{case.number}"
    desk.post(boss, page, f"{page}/hand-up", {"note": "定不了"})
    assert "您已是最高一级" in boss.get(page).text
