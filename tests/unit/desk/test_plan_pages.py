"""The plan of a case: measures saved version by version, submitted, approved by others than their writers.

Covers desk.routes.plans and desk.views.plan.
"""

from datetime import timedelta

import letters_at_hand as at_hand
from servers.desk import Desk
from servers.forms import fields_of, sent

from domain.codes import ClockName, Department, Grade, Role
from domain.plan import Measure
from domain.staff import Grant, Person
from domain.work_codes import PlanState
from store import cases, plans
from store.cases import CaseRow
from store.plans import PlanRow

ONE = {
    "opinion": "属实，尽快修复。",
    "what": ["更换曳引机轴承", "每日公布进度"],
    "owner": ["赵工", ""],
    "department": ["engineering", "customer_service"],
    "due": ["2026-03-06", "2026-03-06"],
    "resources": ["维保单位", ""],
    "promise": ["减免电梯费 200 元", ""],
}


def _plans(desk: Desk, case: CaseRow) -> list[PlanRow]:
    return desk.house.ask(lambda session: plans.of_case(session, case.id))


def _send(desk: Desk, person: Person, case: CaseRow, do: str, seen: str = "", **more: object) -> object:
    path = f"/cases/{case.number}/plan"
    return desk.post(desk.client(person), path, path, {**ONE, "seen": seen, "do": do, **more})


def test_a_plan_is_saved_as_it_was_typed(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)

    answer = _send(desk, clerk, case, "save")

    assert answer.status_code == 303
    (plan,) = _plans(desk, case)
    assert plan.opinion == "属实，尽快修复。"
    assert plan.measures[0] == Measure(
        what="更换曳引机轴承",
        owner="赵工",
        department=Department.ENGINEERING,
        due=plan.measures[1].due,
        resources="维保单位",
        promise="减免电梯费 200 元",
    )
    page = desk.client(clerk).get(f"/cases/{case.number}/plan").text
    assert ("what", "每日公布进度") in fields_of(page, "plan")


def test_rows_are_added_and_removed_without_script(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)

    more = fields_of(_send(desk, clerk, case, "add").text, "plan")
    assert [value for name, value in more if name == "what"] == ["更换曳引机轴承", "每日公布进度", ""]
    fewer = fields_of(_send(desk, clerk, case, "remove:0").text, "plan")
    assert [value for name, value in fewer if name == "what"] == ["每日公布进度"]
    assert _plans(desk, case) == []


def test_a_new_plan_begins_with_the_department_of_the_case(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    page = desk.client(clerk).get(f"/cases/{case.number}/plan").text
    assert '<option value="engineering" selected>' in page
    empty = dict.fromkeys(("opinion", "what", "owner", "due", "resources", "promise"), "")
    _send(desk, clerk, case, "save", **empty, department="engineering")
    assert not any(plan.measures for plan in _plans(desk, case)), "a row of which only the list is set says nothing"


def test_saving_what_stands_makes_no_version(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    _send(desk, clerk, case, "save")
    client, path = desk.client(clerk), f"/cases/{case.number}/plan"
    fields = fields_of(client.get(path).text, "plan")

    # A list of what a browser leaves out: the departments are chosen in lists.
    data = sent(fields, do="save") | {"department": ONE["department"]}
    client.post(path, data=data, headers=at_hand.HERE)

    assert len(_plans(desk, case)) == 1


def test_a_measure_without_its_day_is_not_submitted_and_stays_as_typed(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)

    answer = _send(desk, clerk, case, "submit", due=["", "2026-03-06"])

    assert answer.status_code == 422
    assert "第 1 项措施没有写明完成日期" in answer.text
    assert "他人刚保存的一版" not in answer.text
    assert ("what", "更换曳引机轴承") in fields_of(answer.text, "plan")
    assert ("seen", "1") in fields_of(answer.text, "plan")


def test_two_people_at_one_plan_lose_nothing(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case = at_hand.a_case(desk)
    _send(desk, supervisor, case, "save", opinion="主任的意见")

    answer = _send(desk, clerk, case, "save")

    assert answer.status_code == 422
    assert "主任的意见" in answer.text
    assert ("opinion", "属实，尽快修复。") in fields_of(answer.text, "plan")
    assert _send(desk, clerk, case, "save", seen="1").status_code == 303


def test_an_approved_plan_stands_beside_the_letter(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case = at_hand.a_case(desk)
    _send(desk, clerk, case, "submit")
    path = f"/cases/{case.number}/plan"
    assert f"plan:{case.number}:1" in desk.client(supervisor).get("/approvals").text

    desk.post(desk.client(supervisor), path, f"{path}/approve", {"version": "1"})

    assert [plan.state for plan in _plans(desk, case)] == [PlanState.APPROVED]
    draft = at_hand.a_draft(desk, clerk, case=case)
    page = desk.client(clerk).get(f"/letters/{draft.id}").text
    assert "减免电梯费 200 元" in page


def test_a_plan_is_approved_in_the_list(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case = at_hand.a_case(desk)
    _send(desk, clerk, case, "submit")

    desk.post(desk.client(supervisor), "/approvals", "/approvals", {"chosen": [f"plan:{case.number}:1"]})

    assert _plans(desk, case)[0].state is PlanState.APPROVED


def test_a_return_says_why(desk: Desk, clerk: Person, supervisor: Person) -> None:
    case = at_hand.a_case(desk)
    _send(desk, clerk, case, "submit")
    path = f"/cases/{case.number}/plan"

    refused = desk.post(desk.client(supervisor), path, f"{path}/return", {"version": "1"})
    assert refused.status_code == 422
    desk.post(desk.client(supervisor), path, f"{path}/return", {"version": "1", "remark": "请分开写两部电梯"})

    assert _plans(desk, case)[0].state is PlanState.RETURNED
    assert "请分开写两部电梯" in desk.client(clerk).get(path).text


def test_who_wrote_it_sees_why_they_may_not(desk: Desk, supervisor: Person) -> None:
    case = at_hand.a_case(desk)
    _send(desk, supervisor, case, "submit")

    page = desk.client(supervisor).get(f"/cases/{case.number}/plan").text

    assert "写过或送审过的人不能自己审批" in page


def test_a_grave_case_is_countersigned_by_the_manager(
    desk: Desk, clerk: Person, supervisor: Person, manager: Person
) -> None:
    case = at_hand.a_case(desk)
    with desk.house.services.database.transaction() as session:
        cases.update_case(session, case.id, grade=Grade.A)
    _send(desk, clerk, case, "submit")
    path = f"/cases/{case.number}/plan"

    desk.post(desk.client(supervisor), path, f"{path}/approve", {"version": "1"})
    assert _plans(desk, case)[0].state is PlanState.SUBMITTED
    desk.post(desk.client(manager), path, f"{path}/approve", {"version": "1"})
    assert _plans(desk, case)[0].state is PlanState.APPROVED


def test_a_plan_of_another_project_is_not_there(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    with desk.house.services.database.transaction() as session:
        at_hand.place(session, case.id, "阳光花园")
    stranger = desk.person("zhao", Grant(role=Role.CLERK, project="别处"))

    assert desk.client(stranger).get(f"/cases/{case.number}/plan").status_code == 404
    answer = desk.post(desk.client(stranger), "/keys", f"/cases/{case.number}/plan", ONE)
    assert answer.status_code == 404
    assert _plans(desk, case) == []


def test_a_measure_that_ends_after_the_case_should_be_handled_is_warned_of(desk: Desk, clerk: Person) -> None:
    case = at_hand.a_case(desk)
    page = f"/cases/{case.number}/plan"
    handle = desk.house.clocks(case)[ClockName.HANDLE, 1].due_at.astimezone(desk.house.services.zone).date()
    late = handle + timedelta(days=1)

    _send(desk, clerk, case, "save", due=[handle.isoformat(), handle.isoformat()])
    assert "晚于处理期限" not in desk.client(clerk).get(page).text

    _send(desk, clerk, case, "save", seen="1", due=[handle.isoformat(), late.isoformat()])
    assert "第 2 项措施的完成日期晚于处理期限" in desk.client(clerk).get(page).text
