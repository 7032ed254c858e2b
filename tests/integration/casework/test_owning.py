"""Each case has somebody who follows it up, from the start: by rule, by hand, for an absence; never whom it is about.

Covers workers.casework.owning, workers.deciding.ownership and store.owners.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from servers.house import House
from servers.letters_day import MANAGER, SUPERVISOR, one_case, person

from domain.codes import CaseState, Category, Department, Role
from domain.staff import Grant
from rules.compiled import Compiled
from rules.model import Place
from rules.owner_model import OwnerRule, OwnerRules
from store import cases, events, people
from store.people import NewDeputy, NewPerson
from workers.casework import owning
from workers.casework.owning import assign, assign_many, look_after, set_about
from workers.instance.refusals import Refused


@dataclass(frozen=True)
class FixedRulebook:
    """A live rulebook that never changes."""

    compiled: Compiled

    def current(self):
        return self.compiled


PLACE = Place(file="owners.yaml", line=4)


@pytest.fixture
def staff(house):
    """Two clerks of all projects, one of another, a supervisor."""
    hire(house, "lin", "林秀英", Role.CLERK)
    hire(house, "mei", "梅雨晴", Role.CLERK)
    hire(house, "far", "范远山", Role.CLERK, project="月亮湾")
    hire(house, "head", "何建国", Role.SUPERVISOR)
    return house


def hire(house, login, name, *roles, project=None):
    with house.services.database.transaction() as session:
        row = people.create(session, NewPerson(login=login, name=name, made_at=house.time[0], made_by="test"))
        for role in roles:
            people.grant(session, row.id, Grant(role=role, project=project))
        return row.id


def id_of(house, login):
    return house.ask(lambda session: people.by_login(session, login)).id


def away(house, login, deputy, *, days=5):
    with house.services.database.transaction() as session:
        until = house.time[0] + timedelta(days=days)
        given = {"from_at": house.time[0], "until_at": until, "made_at": house.time[0], "made_by": "test"}
        people.add_deputy(session, NewDeputy(person_id=id_of(house, login), deputy_id=id_of(house, deputy), **given))


def ruled(house, *rules, titles=None) -> House:
    """The house by other rules of ownership."""
    compiled = house.services.compiled
    owners = OwnerRules(rules=rules, titles=titles or {})
    other = replace(compiled, rulebook=replace(compiled.rulebook, owners=owners))
    return replace(house, services=replace(house.services, live=FixedRulebook(other)))


def owner(house, case):
    return house.ask(lambda session: cases.get_case(session, case.id)).owner


def told(house, case, what):
    rows = house.ask(lambda session: events.history(session, case.id))
    return [(event.who, event.payload) for event in rows if event.what == what]


def test_a_case_is_followed_up_from_the_start_by_the_clerk_with_the_least_in_hand(staff):
    first, second, third = (one_case(staff) for _ in range(3))
    assert [owner(staff, case) for case in (first, second, third)] == ["lin", "mei", "lin"]
    assert told(staff, first, "owner_assigned") == [
        ("huihan", {"owner": "lin", "before": None, "rule": "owners.yaml:5", "reason": ""})
    ]


def test_where_nobody_works_yet_a_case_is_unassigned_and_given_later(house):
    case = one_case(house)
    assert owner(house, case) is None
    assert look_after(house.services) == 0
    hire(house, "lin", "林秀英", Role.CLERK)
    assert (look_after(house.services), look_after(house.services)) == (1, 0)
    assert owner(house, case) == "lin"


def test_without_clerks_the_supervisor_follows_up(house):
    hire(house, "head", "何建国", Role.SUPERVISOR)
    hire(house, "boss", "包正", Role.MANAGER)
    assert owner(house, one_case(house)) == "head"


def test_a_rule_gives_a_matter_to_its_people_and_is_named(staff):
    equipment = OwnerRule(people=("head",), categories=(Category.EQUIPMENT,), place=PLACE)
    nowhere = OwnerRule(people=("mei",), projects=("别处",), place=PLACE)
    left = OwnerRule(people=("gone",), departments=(Department.ENGINEERING,), place=PLACE)
    case = one_case(ruled(staff, nowhere, left, equipment))
    assert told(staff, case, "owner_assigned")[0][1]["rule"] == "owners.yaml:4"
    assert owner(staff, case) == "head"


def test_who_is_away_is_stood_in_for(staff):
    away(staff, "lin", "head")
    assert [owner(staff, one_case(staff)) for _ in range(3)] == ["head", "mei", "head"], "the deputy, not who is away"
    assert owner(staff, one_case(ruled(staff, OwnerRule(people=("lin",), place=PLACE)))) == "head"


def test_a_complaint_about_a_clerk_is_neither_theirs_nor_their_deputys(staff):
    away(staff, "lin", "mei", days=30)
    case = one_case(staff, text="林秀英接电话时骂人，电梯停运也不登记。阳光花园3栋2单元501 王芳")
    assert (owner(staff, case), case.about) == ("head", ("lin",))
    for login in ("lin", "mei"):
        with pytest.raises(Refused, match="涉及这位同事"):
            assign(staff.services, case.number, login, actor=SUPERVISOR)
        with pytest.raises(Refused, match="涉及您本人"):
            assign(staff.services, case.number, "head", actor=person(login, Role.CLERK))
    assert told(staff, case, "complained_of") == [("huihan", {"about": ["lin"], "before": [], "reason": ""})]


def test_a_deputy_of_later_loses_the_case(staff):
    case = one_case(staff, text="林秀英接电话时骂人，电梯停运也不登记。阳光花园3栋2单元501 王芳")
    assert owner(staff, case) == "mei"
    away(staff, "lin", "mei")
    assert look_after(staff.services) == 1
    assert owner(staff, case) == "head"


def test_a_further_letter_that_names_the_owner_takes_the_case_from_them(staff):
    case = one_case(staff)
    mail = staff.letters(case)[0]
    staff.mail(text="电梯还没修，客服小林还把我的电话挂了，要求处理", In_Reply_To=mail.message_id, found="dmarc=pass")
    titled = ruled(staff, titles={Role.CLERK: ("客服",)})
    titled.work()
    assert len(staff.cases()) == 1
    assert owner(staff, case) == "mei"


def test_a_head_says_whom_a_complaint_is_about(staff):
    case = one_case(staff)
    with pytest.raises(Refused, match="理由"):
        set_about(staff.services, case.number, ["lin"], " ", actor=SUPERVISOR)
    with pytest.raises(Refused, match="权限"):
        set_about(staff.services, case.number, ["lin"], "来电说的是她", actor=person("mei", Role.CLERK))
    with pytest.raises(Refused, match="没有用户名为 gone"):
        set_about(staff.services, case.number, ["gone"], "来电说的是她", actor=SUPERVISOR)
    row = set_about(staff.services, case.number, ["lin"], "来电说的是她", actor=SUPERVISOR)
    assert (row.about, row.owner) == (("lin",), "mei")
    with pytest.raises(Refused, match="涉及您本人"):
        set_about(staff.services, case.number, [], "不是我", actor=person("lin", Role.SUPERVISOR))
    assert set_about(staff.services, case.number, [], "查无此事", actor=MANAGER).about == ()


def test_a_case_is_given_by_hand_with_a_reason(staff):
    case = one_case(staff)
    assert assign(staff.services, case.number, "mei", actor=SUPERVISOR, reason="熟悉此户").owner == "mei"
    assert told(staff, case, "owner_assigned")[-1] == (
        "wang",
        {"owner": "mei", "before": "lin", "rule": "", "reason": "熟悉此户"},
    )
    before = staff.events(case)
    assert assign(staff.services, case.number, "mei", actor=SUPERVISOR).owner == "mei"
    assert staff.events(case) == before, "to whom it belongs already changes nothing"
    assert assign(staff.services, case.number, None, actor=SUPERVISOR).owner == "lin", "by rule: who has the least"
    for login in ("gone", "HEADS"):
        with pytest.raises(Refused, match="不在本项目"):
            assign(staff.services, case.number, login, actor=SUPERVISOR)
    with pytest.raises(Refused, match="没有编号为"):
        assign(staff.services, case.number, "mei", actor=person("x", Role.CLERK, project="月亮湾"))


def test_many_are_given_at_once_and_one_that_cannot_be_stops_no_other(staff):
    one, other = one_case(staff), one_case(staff, text="林秀英态度恶劣，要求处理。阳光花园3栋2单元501 王芳")
    found = assign_many(staff.services, [one.number, other.number, one.number], "lin", actor=SUPERVISOR)
    assert (found.changed, [number for number, _ in found.refused]) == ((one.number,), [other.number])
    assert owner(staff, one) == "lin"


def test_the_cases_of_who_leaves_go_to_others(staff):
    first, second = one_case(staff), one_case(staff)
    with staff.services.database.transaction() as session:
        people.change(session, id_of(staff, "lin"), active=False)
    assert look_after(staff.services) == 1
    assert {owner(staff, first), owner(staff, second)} == {"mei"}


def test_a_case_of_another_project_now_goes_to_its_clerk(staff):
    case = one_case(staff)
    with staff.services.database.transaction() as session:
        for login in ("lin", "mei"):
            people.revoke(session, id_of(staff, login), Grant(role=Role.CLERK))
        cases.update_case(session, case.id, project="月亮湾")
    assert look_after(staff.services) == 1
    assert owner(staff, case) == "far"


def test_what_is_filed_stays_with_its_owner_and_is_looked_at_again_once_open(staff, monkeypatch):
    monkeypatch.setattr(owning, "MOST", 1)
    case = one_case(staff)
    with staff.services.database.transaction() as session:
        cases.update_case(session, case.id, state=CaseState.FILED)
        people.change(session, id_of(staff, "lin"), active=False)
    assert look_after(staff.services) == 0
    with staff.services.database.transaction() as session:
        cases.update_case(session, case.id, state=CaseState.REOPENED)
    assert look_after(staff.services) == 1
    assert owner(staff, case) == "mei"
