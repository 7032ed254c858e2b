"""Letters about one matter on their pages: proposed on the case, confirmed with one key, taken apart, put back.

Covers desk.routes.groups and desk.views.groups.
"""

import json

import pytest
from servers.desk import Desk

from domain.codes import Grade, Role
from domain.plan import Measure
from domain.staff import Grant, Person
from store import cases, groups, overrides
from store.cases import CaseRow
from workers.casework.plans import save_plan
from workers.instance.refusals import Refused

NAMES = ("王芳", "李强", "赵敏")


@pytest.fixture
def found(desk: Desk, clerk: Person) -> list[CaseRow]:
    """Three households' letters about one lift."""
    for at, name in enumerate(NAMES):
        text = f"电梯又停运了，已经三天没有人来修，请尽快安排。阳光花园3栋2单元{at + 1}01的业主{name}"
        desk.house.mail("电梯停运", text, sender=f"{name} <r{at}@example.com>")
    desk.house.work()
    return desk.house.cases()


def leads(desk: Desk, case: CaseRow) -> bool | None:
    seat = desk.house.ask(lambda session: groups.seat_of(session, case.id))
    return seat.leads if seat else None


def test_a_case_says_who_else_wrote_and_one_key_confirms(desk: Desk, clerk: Person, found: list[CaseRow]) -> None:
    client, page = desk.client(clerk), f"/cases/{found[1].number}"
    said = client.get(page).text
    assert "3 户反映同一件事" in said
    assert 'data-key="m"' in said
    assert desk.post(client, page, "/groups/QT-2026-000001/confirm", {}).status_code == 303
    assert [leads(desk, case) for case in found] == [True, False, False]
    after = client.get(page).text
    assert found[0].number in after
    assert 'data-key="m"' not in after


def test_the_list_and_the_page_of_a_group(desk: Desk, clerk: Person, found: list[CaseRow]) -> None:
    client, page = desk.client(clerk), "/groups/QT-2026-000001"
    listed = client.get("/groups").text
    assert "3 件，3 户" in listed
    assert "3 件待确认" in listed
    shown = client.get(page).text
    assert all(case.number in shown for case in found)
    desk.post(client, page, f"{page}/confirm", {})
    desk.post(client, page, f"{page}/split", {"chosen": [found[2].number]})
    assert leads(desk, found[2]) is None
    desk.post(client, page, f"{page}/undo", {})
    assert leads(desk, found[2]) is False
    assert client.get("/groups/QT-2026-000009").status_code == 404


def test_what_is_not_one_matter_is_dismissed_and_linked_by_hand(
    desk: Desk, clerk: Person, found: list[CaseRow]
) -> None:
    client, page = desk.client(clerk), "/groups/QT-2026-000001"
    desk.post(client, page, f"{page}/dismiss", {})
    assert [leads(desk, case) for case in found] == [None] * 3
    case_page = f"/cases/{found[1].number}"
    assert "与另一案件是同一件事" in client.get(case_page).text
    desk.post(client, case_page, f"{case_page}/link", {"other": found[0].number.lower()})
    assert [leads(desk, case) for case in found] == [True, False, None]
    merged = desk.post(client, page, f"{page}/merge", {"into": "QT-2026-000002"})
    assert merged.status_code == 303
    assert len(desk.house.ask(lambda session: groups.members(session, 2))) == 2


def test_another_project_sees_none_of_it(desk: Desk, found: list[CaseRow]) -> None:
    far = desk.client(desk.person("far", Grant(role=Role.CLERK, project="月亮湾")))
    assert "QT-2026" not in far.get("/groups").text
    assert far.get("/groups/QT-2026-000001").status_code == 404


def test_the_plan_stands_on_the_leading_case(desk: Desk, clerk: Person, found: list[CaseRow]) -> None:
    page = "/groups/QT-2026-000001"
    desk.post(desk.client(clerk), page, f"{page}/confirm", {})
    wanted = {"opinion": "更换门机", "measures": (Measure(what="更换门机"),), "actor": clerk, "seen": None}
    with pytest.raises(Refused, match="主办案件"):
        save_plan(desk.house.services, found[1].number, **wanted)
    assert save_plan(desk.house.services, found[0].number, **wanted).case_id == found[0].id


def test_a_head_confirms_the_grades_of_a_group_at_once_and_takes_it_back(
    desk: Desk, clerk: Person, found: list[CaseRow]
) -> None:
    page = "/groups/QT-2026-000001"
    desk.post(desk.client(clerk), page, f"{page}/confirm", {})
    with desk.house.services.database.transaction() as session:
        for one in found[:2]:
            cases.update_case(session, one.id, grade=Grade.B)
    assert f"{page}/grades" not in desk.client(clerk).get(page).text
    client = desk.client(desk.person("wang", Grant(role=Role.SUPERVISOR)))
    assert "确认 2 件的 A、B 级" in client.get(page).text
    assert desk.post(client, page, f"{page}/grades", {}).status_code == 303
    after = client.get(page).text
    assert f"{page}/grades/undo" in after
    assert "确认 2 件的 A、B 级" not in after
    given = {
        one.number: desk.house.ask(lambda session, id_=one.id: overrides.last(session, id_)).seq for one in found[:2]
    }
    assert desk.post(client, page, f"{page}/grades/undo", {"stood": json.dumps(given)}).status_code == 303
    assert "确认 2 件的 A、B 级" in client.get(page).text
