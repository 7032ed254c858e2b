"""Who may correct, confirm, judge and settle: asked before anything is done.

Covers workers.casework.correcting.
"""

from dataclasses import replace

import pytest

from domain.codes import Grade, Role
from domain.correction import AS_READ, Correction
from domain.override import Override
from domain.staff import Grant, Person
from workers.casework import correcting, overriding
from workers.instance.refusals import Refused
from workers.intake import triage

GRAVE = "地下室漏水致老人滑倒骨折，要求赔偿，已联系媒体曝光。我是阳光花园3栋2单元501的业主王芳"


def person(*grants: Grant | Role) -> Person:
    held = tuple(one if isinstance(one, Grant) else Grant(role=one) for one in grants)
    return Person(id=0, login="chen", name="陈晓", grants=held)


CLERK = person(Role.CLERK)
OUTSIDERS = (person(Grant(role=Role.CLERK, project="月亮湾")), person(Role.DEPARTMENT), person(Role.ADMIN), person())


@pytest.fixture
def number(house):
    house.mail()
    house.work()
    return house.cases()[0].number


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_nobody_without_a_part_in_the_project_changes_its_case(house, number, outsider):
    before = house.events(house.cases()[0])
    services = house.services
    for act in (
        lambda: correcting.correct(services, number, Correction(name="x"), actor=outsider, seen=0),
        lambda: correcting.confirm(services, number, actor=outsider),
        lambda: overriding.override_slots(services, number, Override(fee=True), actor=outsider, seen=0),
        lambda: overriding.confirm_grade(services, number, Grade.A, actor=outsider),
    ):
        with pytest.raises(Refused, match=f"没有编号为 {number} 的案件|没有办理此事的权限"):
            act()
    assert house.events(house.cases()[0]) == before


def test_a_clerk_corrects_and_judges(house, number):
    correcting.correct(house.services, number, Correction(name="王小芳"), actor=CLERK, seen=0)
    case = overriding.override_slots(house.services, number, Override(fee=True), actor=CLERK, seen=1)
    assert (case.resident_name, case.fee) == ("王小芳", True)


def test_a_grave_grade_is_given_by_a_head(house):
    house.mail()
    house.work()
    number = house.cases()[0].number
    with pytest.raises(Refused, match="须由主任"):
        overriding.override_slots(house.services, number, Override(grade=Grade.A), actor=CLERK, seen=0)
    head = person(Role.SUPERVISOR)
    assert (
        overriding.override_slots(house.services, number, Override(grade=Grade.A), actor=head, seen=0).grade is Grade.A
    )


@pytest.mark.parametrize(("who", "why"), [(CLERK, "须由主任"), (person(Role.SUPERVISOR), "由主任和经理共同办理")])
def test_nobody_alone_takes_a_grave_grade_back(house, who, why):
    house.mail(text=GRAVE)
    house.work()
    number = house.cases()[0].number
    with pytest.raises(Refused, match=why):
        overriding.override_slots(house.services, number, Override(grade=Grade.C), actor=who, seen=0)
    assert house.cases()[0].grade is Grade.A


def test_what_waits_is_settled_by_the_office(house):
    house.mail(X_Spam_Flag="YES")
    house.work()
    for outsider in (person(Role.DEPARTMENT), person(Role.MANAGER)):
        for act in (
            lambda who=outsider: triage.accept(house.services, 1, AS_READ, actor=who),
            lambda who=outsider: triage.set_aside(house.services, 1, "广告", actor=who),
        ):
            with pytest.raises(Refused, match="没有办理此事的权限"):
                act()
    assert triage.accept(house.services, 1, AS_READ, actor=CLERK).topic == "lift_outage"


def test_a_letter_joins_only_a_case_of_ones_own_project(house, number):
    house.mail(X_Spam_Flag="YES")
    house.work()
    elsewhere = person(Grant(role=Role.CLERK, project="月亮湾"))
    with pytest.raises(Refused, match=f"没有编号为 {number} 的案件"):
        triage.join(house.services, 2, number, AS_READ, actor=elsewhere)
    assert triage.join(house.services, 2, number, AS_READ, actor=CLERK).number == number


def test_a_case_that_there_is_not_is_said(house):
    with pytest.raises(Refused, match="没有编号为 TS-1 的案件"):
        correcting.confirm(house.services, "TS-1", actor=replace(CLERK))
