"""What a page saw may be withdrawn before the button is pressed: the act asks again, in its own transaction."""

import pytest
from servers.house import House

from domain.codes import Grade, LetterKind, Role
from domain.staff import Grant, Person
from store import people
from store.people import NewPerson
from workers.casework import case_work, correcting, overriding, plans
from workers.correspondence import editing
from workers.instance.refusals import Refused
from workers.staff.people import person_of


@pytest.fixture
def chen(house: House) -> Person:
    """A clerk whose page has just been loaded."""
    house.mail()
    house.work()
    with house.services.database.transaction() as session:
        row = people.create(session, NewPerson(login="chen", name="陈晓", made_at=house.time[0], made_by="admin"))
        assert row is not None
        people.grant(session, row.id, Grant(role=Role.CLERK))
    return house.ask(lambda session: person_of(house.services, session, row.id))


ACTS = {
    "confirm": lambda services, number, actor: correcting.confirm(services, number, actor=actor),
    "grade": lambda services, number, actor: overriding.confirm_grade(services, number, Grade.C, actor=actor),
    "call": lambda services, number, actor: case_work.record_call(
        services, number, "已联系", actor=actor, reached=True
    ),
    "draft": lambda services, number, actor: editing.draft(services, number, LetterKind.REPLY, actor=actor),
    "plan": lambda services, number, actor: plans.save_plan(
        services, number, opinion="修理", measures=(), actor=actor, seen=None
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_role_that_was_withdrawn_meanwhile_does_nothing_more(house: House, chen: Person, act) -> None:
    (case,) = house.cases()
    before = house.events(case)
    with house.services.database.transaction() as session:
        people.revoke(session, chen.id, Grant(role=Role.CLERK))
    assert chen.holds(Role.CLERK), "the page still thinks so"
    with pytest.raises(Refused, match=r"权限|没有编号"):
        act(house.services, case.number, chen)
    assert house.events(case) == before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_account_that_was_closed_meanwhile_does_nothing_more(house: House, chen: Person, act) -> None:
    (case,) = house.cases()
    before = house.events(case)
    with house.services.database.transaction() as session:
        people.change(session, chen.id, active=False)
    with pytest.raises(Refused, match="停用"):
        act(house.services, case.number, chen)
    assert house.events(case) == before


def test_a_role_that_was_given_meanwhile_is_enough(house: House, chen: Person) -> None:
    (case,) = house.cases()
    with house.services.database.transaction() as session:
        people.grant(session, chen.id, Grant(role=Role.SUPERVISOR))
    assert overriding.confirm_grade(house.services, case.number, case.grade, actor=chen).grade is case.grade
