"""What was decided, blocked, cleared or given to many by mistake is taken back by the button that says so, once."""

import json
import re

import letters_at_hand as at_hand
import pytest
from servers.desk import Desk
from servers.forms import fields_of

from domain.codes import ClockName, ClockState, Grade, Role
from domain.override import Override
from domain.staff import Person
from store import blockings, cases, events, labelled, overrides
from store.cases import CaseRow
from workers.casework.overriding import override_slots, take_back
from workers.instance.refusals import Refused


@pytest.fixture
def case(desk: Desk, clerk: Person) -> CaseRow:
    return at_hand.a_case(desk)


def _act(desk: Desk, person: Person, case: CaseRow, path: str, **typed: str) -> tuple[str, dict[str, str]]:
    """Do it: the undo that the next page offers, as its path and fields; empty for none."""
    client, page = desk.client(person), f"/cases/{case.number}"
    desk.post(client, page, f"{page}/{path}", typed)
    shown = client.get(page).text
    found = re.search(r'<form class="undo" method="post" action="([^"]+)"', shown)
    # The page may hold another form of the same act further down.
    return (found[1], dict(reversed(fields_of(shown, found[1])))) if found else ("", {})


def _undo(desk: Desk, person: Person, offered: tuple[str, dict[str, str]]) -> str:
    path, fields = offered
    headers = {"origin": "http://desk.test", "referer": "http://desk.test/queue"}
    desk.client(person).post(path, data=fields, headers=headers)
    return desk.client(person).get("/queue").text


def _judged(case: CaseRow, **changed: str) -> dict[str, str]:
    """The form of an override as it stands, with these changes."""
    stands = {"topic": case.topic, "category": case.category, "department": case.departments[0], "grade": case.grade}
    stands |= {"urgency": case.urgency, "kind": case.kind, "households": str(case.households or 1)}
    return {name: str(value) for name, value in stands.items()} | {"seen": "0"} | changed


def _now(desk: Desk, case: CaseRow) -> CaseRow:
    return desk.house.ask(lambda session: cases.get_case(session, case.number))


def _slots(case: CaseRow) -> dict[str, object]:
    names = ("topic", "category", "departments", "grade", "fee", "kind", "also", "proposed_cause")
    return {name: getattr(case, name) for name in names}


def test_an_override_is_taken_back_with_all_that_followed_from_it(desk: Desk, clerk: Person, case: CaseRow) -> None:
    offered = _act(desk, clerk, case, "judge", **_judged(case, topic="parking_fee", grade="D", because="看错了"))
    assert offered[0] == f"/cases/{case.number}/judge/undo"
    assert _now(desk, case).topic == "parking_fee"
    assert desk.house.ask(labelled.confirmed_cases) == (case.id,)

    assert "已撤销判定" in _undo(desk, clerk, offered)

    assert _slots(_now(desk, case)) == _slots(case)
    assert desk.house.ask(lambda session: overrides.chosen(session, case.id)) == {}
    assert desk.house.ask(labelled.confirmed_cases) == ()
    assert desk.house.events(case).count("judged") == 2
    assert desk.house.ask(lambda session: events.verify(session, case.id)) == []
    assert "刚被他人" in _undo(desk, clerk, offered), "once: a second time there is nothing left of it"


def test_another_word_since_then_stands_and_an_earlier_one_holds_again(
    desk: Desk, clerk: Person, case: CaseRow
) -> None:
    services = desk.house.services
    override_slots(services, case.number, Override(topic="parking_fee"), actor=clerk)
    override_slots(services, case.number, Override(grade=Grade.D), actor=clerk)
    with pytest.raises(Refused, match="刚被他人"):
        take_back(services, case.number, actor=clerk, seen=1)
    take_back(services, case.number, actor=clerk, seen=2)
    assert (_now(desk, case).topic, _now(desk, case).grade) == ("parking_fee", case.grade)
    assert set(desk.house.ask(lambda session: overrides.chosen(session, case.id))) == {
        "topic",
        "category",
        "departments",
        "fee",
        "cause",
    }


def test_a_grave_grade_offers_no_undo_for_two_people_lower_it(desk: Desk, supervisor: Person, case: CaseRow) -> None:
    assert _act(desk, supervisor, case, "judge", **_judged(case, grade="A", because="停水"))[0] == ""


def test_blocked_work_is_taken_back_and_what_was_cleared_is_blocked_still_to_the_same_moment(
    desk: Desk, clerk: Person, case: CaseRow
) -> None:
    with desk.house.services.database.transaction() as session:
        cases.update_case(session, case.id, state="in_progress")
    offered = _act(desk, clerk, case, "block", waits_for="supplier", note="等配件")
    (row,) = desk.house.ask(lambda session: blockings.standing(session, case.id))
    due = desk.house.clocks(case)[ClockName.BLOCKED, 1].due_at

    cleared = _act(desk, clerk, case, f"unblock/{row.id}", note="配件到了")
    assert desk.house.clocks(case)[ClockName.BLOCKED, 1].state is ClockState.MET
    assert "已恢复受阻" in _undo(desk, clerk, cleared)
    assert [one.id for one in desk.house.ask(lambda session: blockings.standing(session, case.id))] == [row.id]
    clock = desk.house.clocks(case)[ClockName.BLOCKED, 1]
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, due)
    assert "等配件" in desk.client(clerk).get(f"/cases/{case.number}").text

    assert "已登记障碍排除" in _undo(desk, clerk, offered)
    assert desk.house.ask(lambda session: blockings.standing(session, case.id)) == []
    assert (ClockName.BLOCKED, 2) not in desk.house.clocks(case)


def test_many_go_back_to_the_owners_they_had_but_for_one_that_was_given_on(
    desk: Desk, clerk: Person, supervisor: Person, case: CaseRow
) -> None:
    other = at_hand.a_case(desk, subject="楼道灯", sender="赵云 <zhao@example.com>")
    desk.person("feng", Role.CLERK)
    page, client = "/queue", desk.client(supervisor)
    numbers = [case.number, other.number]
    desk.post(client, page, "/queue/assign", {"numbers": numbers, "to": "chen"})
    client.get(page)
    desk.post(client, page, "/queue/assign", {"numbers": numbers, "to": "feng"})
    shown = client.get(page).text
    offered = ("/queue/assign/undo", dict(fields_of(shown, "/queue/assign/undo")))
    assert json.loads(offered[1]["moved"]) == [[one, "chen", "feng"] for one in numbers]
    desk.post(client, page, f"/cases/{other.number}/owner", {"to": "li"})
    client.get(page)

    assert f"未能指派：{other.number}" in _undo(desk, supervisor, offered)
    assert (_now(desk, case).owner, _now(desk, other).owner) == ("chen", "li")
    assert "不完整" in _undo(desk, supervisor, (offered[0], offered[1] | {"moved": "x"}))
