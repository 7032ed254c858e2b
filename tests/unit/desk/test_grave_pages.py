"""A case of grade A or B on its page: its head, what spreads and may follow, each day's progress.

Covers desk.routes.grave and desk.views.grave.
"""

import pytest
from servers.desk import Desk

from domain.codes import Department, Grade, Role
from domain.staff import Grant, Person
from store.cases import CaseRow
from workers.casework.overriding import confirm_grade

GRAVE = "地下室漏水致老人滑倒骨折，要求赔偿，已联系媒体曝光。我是阳光花园3栋2单元501的业主王芳"


@pytest.fixture
def head(desk: Desk) -> Person:
    return desk.person("he", Role.SUPERVISOR, name="何建国")


@pytest.fixture
def case(desk: Desk, clerk: Person) -> CaseRow:
    desk.house.mail(text=GRAVE)
    desk.house.work()
    return desk.house.cases()[-1]


def test_it_is_assessed_and_headed(desk: Desk, clerk: Person, head: Person, case: CaseRow) -> None:
    page, given = f"/cases/{case.number}", {"spread": "同单元三户", "legal_advice": "先保全证据"}
    desk.post(desk.client(clerk), page, f"{page}/assessment", given)
    said = desk.client(clerk).get(page).text
    assert "<dd>同单元三户</dd>" in said
    assert '<select name="head">' not in said, "a head names the head"
    desk.post(desk.client(head), page, f"{page}/assessment", {**given, "head": "he"})
    said = desk.client(clerk).get(page).text
    assert "第一责任人：<strong>何建国</strong>" in said
    assert "先保全证据" in said


def test_each_days_progress_is_reported_to_the_manager(desk: Desk, clerk: Person, head: Person, case: CaseRow) -> None:
    page = f"/cases/{case.number}"
    assert "报告经理" not in desk.client(clerk).get(page).text, "asked for once the grade is confirmed"
    confirm_grade(desk.house.services, case.number, Grade.A, actor=head)
    assert "待报每日进展" in desk.client(clerk).get("/queue").text
    desk.post(desk.client(clerk), page, f"{page}/progress", {"note": "已陪同就医"})
    boss = desk.client(desk.person("bao", Role.MANAGER, name="包正"))
    assert "已陪同就医" in boss.get(page).text
    assert "A、B 级在办" in boss.get("/queue").text


def test_a_department_sees_nothing_of_it(desk: Desk, case: CaseRow) -> None:
    (department,) = {one for one in case.departments if one is not Department.NONE} or {None}
    fitter = desk.client(desk.person("tan", Grant(role=Role.DEPARTMENT, department=department)))
    assert "经理督办" not in fitter.get(f"/cases/{case.number}").text
