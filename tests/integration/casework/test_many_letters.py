"""Letters of several households about one matter: found, counted, confirmed with one act, merged, split, undone.

Covers store.groups, workers.casework.decided_again, workers.casework.groups.acts, workers.casework.groups.finding,
workers.casework.groups.seats, workers.casework.groups.texts and workers.deciding.many_households.
"""

from datetime import timedelta

import pytest
from servers.audited import audited
from servers.letters_day import CLERK, person
from servers.one_matter import NAMES, fault, six

from domain.codes import Grade, Role
from domain.composition import ComposedMatter, Composition
from domain.correction import Correction
from domain.staff import operator
from store import cases, events, groups
from workers.casework.correcting import correct
from workers.casework.groups import acts, texts
from workers.instance.refusals import Refused

ASK = "建议在3栋门口加装一个快递柜，方便大家取件。阳光花园3栋{unit}单元{room}业主{name}"


def members(house, number):
    group = house.ask(lambda session: groups.get(session, number))
    return house.ask(lambda session: groups.members(session, group.id))


def only_group(house):
    ((group, _),) = house.ask(lambda session: groups.open_groups(session, limit=9))
    return group


def seats(house):
    """Case number → (group number, confirmed, leads)."""
    found = {}
    for case in house.cases():
        seat = house.ask(lambda session, id_=case.id: groups.seat_of(session, id_))
        number = (
            house.ask(lambda session, one=seat: groups.numbers_of(session, [one.group])[one.group]) if seat else None
        )
        found[case.number] = (number, seat.confirmed, seat.leads) if seat else None
    return found


def sound(house):
    """Every chain is whole, and the records agree with the events."""
    for case in house.cases():
        assert house.ask(lambda session, id_=case.id: events.verify(session, id_)) == []
    assert [str(one) for one in audited(house)] == []


def test_letters_of_the_same_second_are_proposed_as_one_matter(house):
    found = six(house)
    assert {case.received_at for case in found} == {house.time[0]}
    group = only_group(house)
    assert (group.number, group.topic, group.project) == ("QT-2026-000001", "lift_outage", "阳光花园")
    assert seats(house) == {case.number: ("QT-2026-000001", False, False) for case in found}
    assert all("group_proposed" in house.events(case) for case in found)
    sound(house)


def test_those_before_the_fifth_are_decided_again_with_the_number_known(house):
    found = six(house)
    assert [case.households for case in found] == [6] * 6
    for case in found[:4]:
        told = house.ask(lambda session, id_=case.id: events.history(session, id_))
        counted = [one.payload["households"] for one in told if one.what == "decided_again"]
        assert counted == [5, 6]


def test_fewer_than_five_are_counted_with_nobody(house):
    for at in range(4):
        fault(house, at)
    house.work()
    assert [case.households for case in house.cases()] == [None] * 4


def test_five_households_with_an_opinion_are_grade_d(house):
    for at, name in enumerate(NAMES[:5]):
        text = ASK.format(unit=1 + at % 2, room=101 + at * 100, name=name)
        house.mail("建议加装快递柜", text, sender=f"{name} <r{at}@example.com>")
    house.work()
    found = house.cases()
    assert {case.kind for case in found} == {"suggestion"}
    assert [case.grade for case in found] == [Grade.D] * 5


def test_two_of_a_building_are_enough_two_of_a_project_are_not(house):
    fault(house, 0, building=3)
    fault(house, 1, building=5)
    house.work()
    assert set(seats(house).values()) == {None}
    fault(house, 2, building=5)
    house.work()
    assert len(members(house, only_group(house).number)) == 3  # three of the project by now


def test_two_letters_of_one_household_are_no_group(house):
    fault(house, 0)
    house.time[0] += timedelta(days=9)
    fault(house, 0)
    house.work()
    assert set(seats(house).values()) == {None}


def test_what_came_long_before_is_another_matter(house):
    fault(house, 0)
    house.work()
    house.time[0] += timedelta(days=31)
    fault(house, 1)
    house.work()
    assert set(seats(house).values()) == {None}


def test_one_act_confirms_and_the_oldest_leads(house):
    found = six(house)
    acts.confirm(house.services, "QT-2026-000001", actor=CLERK)
    standing = seats(house)
    assert [standing[case.number][1:] for case in found] == [(True, True)] + [(True, False)] * 5
    assert {case.group_key for case in house.cases()} == {"QT-2026-000001"}
    assert "group_joined" in house.events(found[5])
    sound(house)


def test_a_later_letter_is_proposed_to_a_group_that_is_confirmed(house):
    for at in range(3):
        fault(house, at)
    house.work()
    acts.confirm(house.services, only_group(house).number, actor=CLERK)
    fault(house, 3)
    house.work()
    last = house.cases()[-1]
    assert seats(house)[last.number] == (only_group(house).number, False, False)
    acts.confirm(house.services, only_group(house).number, actor=CLERK, only=[last.number])
    assert seats(house)[last.number][1]


def test_what_was_dismissed_is_not_proposed_again(house):
    first_six = six(house)
    acts.dismiss(house.services, "QT-2026-000001", actor=CLERK)
    assert set(seats(house).values()) == {None}
    assert [case.households for case in house.cases()] == [None] * 6
    fault(house, 1, name="郑洁", room=1901)
    house.work()
    assert set(seats(house).values()) == {None}
    acts.undo(house.services, "QT-2026-000001", actor=CLERK)
    assert {seats(house)[case.number] for case in first_six} == {("QT-2026-000001", False, False)}
    sound(house)


def test_cases_are_taken_out_into_a_group_of_their_own_and_back(house):
    found = six(house)
    acts.confirm(house.services, "QT-2026-000001", actor=CLERK)
    before = seats(house)
    own = acts.split(house.services, "QT-2026-000001", [found[0].number, found[1].number], actor=CLERK)
    assert own.number == "QT-2026-000002"
    standing = seats(house)
    assert standing[found[0].number] == ("QT-2026-000002", True, True)
    assert standing[found[2].number] == ("QT-2026-000001", True, True)
    acts.undo(house.services, "QT-2026-000001", actor=CLERK)
    assert seats(house) == before
    alone = acts.split(house.services, "QT-2026-000001", [found[5].number], actor=CLERK)
    assert (alone, seats(house)[found[5].number]) == (None, None)
    assert house.cases()[5].group_key is None
    sound(house)


def test_two_groups_become_one_and_two_again(house):
    for at in range(3):
        fault(house, at)
    house.work()
    acts.confirm(house.services, "QT-2026-000001", actor=CLERK)
    first, second, third = (case.number for case in house.cases())
    fault(house, 4, building=8)
    fault(house, 5, building=8)
    house.work()
    others = [case.number for case in house.cases()[3:]]
    own = acts.split(house.services, "QT-2026-000001", others, actor=CLERK)
    before = seats(house)
    acts.merge(house.services, own.number, "QT-2026-000001", actor=CLERK)
    assert {seats(house)[number][0] for number in (first, second, third, *others)} == {"QT-2026-000001"}
    assert sum(seat[2] for seat in seats(house).values()) == 1
    acts.undo(house.services, "QT-2026-000001", actor=CLERK)
    assert seats(house) == before
    with pytest.raises(Refused, match="填写另一个群体"):
        acts.merge(house.services, own.number, own.number, actor=CLERK)
    sound(house)


def test_a_person_links_two_cases_that_the_rules_name_otherwise(house):
    fault(house, 0)
    house.mail("楼道灯坏了", "楼道灯坏了三天，请来人修。阳光花园3栋1单元302", sender="赵强 <zhao@example.com>")
    house.work()
    lift, lamp = house.cases()
    group = acts.link(house.services, lamp.number, lift.number, actor=CLERK)
    assert seats(house)[lamp.number] == (group.number, True, False)
    again = acts.link(house.services, lamp.number, group.number, actor=CLERK)
    assert (again.number, len(members(house, group.number))) == (group.number, 2)
    acts.undo(house.services, group.number, actor=CLERK)
    assert set(seats(house).values()) == {None}
    with pytest.raises(Refused, match="没有可以撤销"):
        acts.undo(house.services, group.number, actor=CLERK)
    with pytest.raises(Refused, match="另一件案件"):
        acts.link(house.services, lift.number, lift.number, actor=CLERK)
    sound(house)


def test_what_is_proposed_leaves_when_its_matter_is_put_right(house):
    for at in range(3):
        fault(house, at)
    house.work()
    last = house.cases()[-1]
    text = "楼道灯坏了三天，请来人修。阳光花园3栋2单元301的业主赵敏"
    correct(house.services, last.number, Correction(text=text, subject="楼道灯"), actor=operator("li"))
    assert house.cases()[-1].topic != "lift_outage"
    assert seats(house)[last.number] is None


def test_who_has_no_business_in_the_project_sees_no_group(house):
    six(house)
    stranger = person("zhou", Role.CLERK, project="翠湖苑")
    for act in (acts.confirm, acts.dismiss, acts.undo):
        with pytest.raises(Refused, match="没有编号"):
            act(house.services, "QT-2026-000001", actor=stranger)


def test_the_gravest_member_decides_how_strictly_the_common_plan_is_approved(house):
    fault(house, 0)
    fault(house, 1)
    house.work()
    graver = house.cases()[1]
    with house.services.database.transaction() as session:
        cases.update_case(session, graver.id, grade=Grade.B)
    acts.confirm(house.services, only_group(house).number, actor=CLERK)
    assert house.cases()[0].strictest is Grade.B


def test_a_text_that_somebody_else_changed_meanwhile_is_not_overwritten(house):
    six(house)
    number, services = "QT-2026-000001", house.services

    def said(findings):
        return Composition(matters=(ComposedMatter(name="电梯停运", findings=findings),))

    first = texts.write(services, number, said("门机损坏"), notice=" 已修好。\n\n", actor=CLERK)
    assert (first.version, first.notice, texts.said_in(first)) == (1, "已修好。", said("门机损坏"))
    same = texts.write(services, number, said("门机损坏"), notice="已修好。", actor=CLERK, seen=1)
    assert same.version == 1
    texts.write(services, number, said("门机和控制板损坏"), notice="通知", actor=CLERK, seen=1)
    with pytest.raises(Refused, match="刚被他人修改"):
        texts.write(services, number, said("别的"), notice="", actor=CLERK, seen=1)
