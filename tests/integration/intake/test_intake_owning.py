"""Who looks after what waits for a person: taken, given, taken back, free again when they leave; the case keeps them.

Covers workers.intake.owning on both databases.
"""

from dataclasses import replace

import pytest
from servers.house import House

from domain.codes import IntakeState, Role
from domain.notices import NoticeKind
from domain.staff import Grant, Person
from domain.waiting import Whose
from store import events, house_log, intake, notices, people
from store.house_log import Wanted
from store.people import NewPerson
from store.waiting_intake import WaitingFilter, waiting
from workers.instance.permissions import OFFICE
from workers.instance.refusals import Refused
from workers.intake.owning import assign, assign_many, look_after, take_back
from workers.intake.triage import accept, set_aside
from workers.staff.people import person_of

PROJECT = "阳光花园"


@pytest.fixture
def waits(house: House) -> list[int]:
    """Three mails that wait for a person, of no project yet; their ids."""
    for number in range(3):
        house.mail(f"来件{number}", sender=f"a{number}@example.com", X_Spam_Flag="YES")
    house.work()
    return [row.id for row in house.rows()]


@pytest.fixture
def lin(house: House) -> Person:
    return hire(house, "lin", Role.CLERK)


@pytest.fixture
def mei(house: House) -> Person:
    return hire(house, "mei", Role.CLERK)


@pytest.fixture
def head(house: House) -> Person:
    return hire(house, "head", Role.SUPERVISOR)


def hire(house: House, login: str, role: Role, project: str | None = None) -> Person:
    services = house.services
    with services.database.transaction() as session:
        row = people.create(session, NewPerson(login=login, name=login, made_at=house.time[0], made_by="test"))
        people.grant(session, row.id, Grant(role=role, project=project))
    return house.ask(lambda session: person_of(services, session, row.id))


def owners(house: House) -> list[str | None]:
    return [row.owner for row in house.rows()]


def told(house: House, person: Person) -> list[tuple[NoticeKind, int | None]]:
    house.work()
    return [(one.kind, one.intake_id) for one in house.ask(lambda s: notices.of_person(s, person.id, limit=9))]


def test_a_clerk_takes_what_is_free_and_puts_it_back(house, waits, lin, mei):
    assert assign(house.services, waits[0], "lin", actor=lin).before is None
    assert owners(house) == ["lin", None, None]
    assert told(house, lin) == [], "they know"
    with pytest.raises(Refused, match="请主管改派"):
        assign(house.services, waits[0], "mei", actor=mei)
    with pytest.raises(Refused, match="由主管办理"):
        assign(house.services, waits[1], "mei", actor=lin)
    assign(house.services, waits[0], None, actor=lin)
    assert owners(house) == [None, None, None]


def test_a_head_gives_it_and_the_clerk_is_told_each_time(house, waits, lin, mei, head):
    assign(house.services, waits[0], "lin", actor=head)
    assert told(house, lin) == [(NoticeKind.HANDED, waits[0])]
    assign(house.services, waits[0], "mei", actor=head)
    house.time[0] = house.time[0].replace(minute=30)
    assign(house.services, waits[0], "lin", actor=head)
    assert told(house, lin) == [(NoticeKind.HANDED, waits[0])] * 2
    assert len(told(house, mei)) <= 1, "what has gone on to another is told where it was not told yet"
    said = house.ask(lambda session: house_log.page(session, Wanted(what=("intake_given",))))
    assert (said[0].who, said[0].payload["to"], said[0].payload["before"]) == ("head", "lin", "mei")
    assert house.ask(house_log.verify) == []


def test_only_to_somebody_who_works_in_that_project(house, waits, head):
    hire(house, "far", Role.CLERK, project="月亮湾")
    with house.services.database.transaction() as session:
        session.execute(intake.intake.update().where(intake.intake.c.id == waits[0]).values(project=PROJECT))
    with pytest.raises(Refused, match="不在本项目"):
        assign(house.services, waits[0], "far", actor=head)
    with pytest.raises(Refused, match="不在本项目"):
        assign(house.services, waits[0], "nobody", actor=head)


def test_of_another_project_not_even_that_it_is_there_is_told(house, waits):
    far = hire(house, "far", Role.CLERK, project="月亮湾")
    with house.services.database.transaction() as session:
        session.execute(intake.intake.update().where(intake.intake.c.id == waits[0]).values(project=PROJECT))
    for nowhere in (waits[0], 999):
        with pytest.raises(Refused, match="没有编号为"):
            assign(house.services, nowhere, "far", actor=far)


def test_many_at_once_and_taken_back(house, waits, lin, mei, head):
    assign(house.services, waits[0], "lin", actor=lin)
    set_aside(house.services, waits[2], "广告", actor=lin)
    done = assign_many(house.services, waits, "mei", actor=head)
    assert [(one.before, one.after) for one in done.moved] == [("lin", "mei"), (None, "mei")]
    assert [id_ for id_, _ in done.refused] == [waits[2]]
    assign(house.services, waits[1], "lin", actor=head)
    back = take_back(house.services, done.moved, actor=head)
    assert [id_ for id_, _ in back.refused] == [waits[1]], "it has gone on to another since"
    assert owners(house)[:2] == ["lin", "lin"]
    with pytest.raises(Refused, match="勾选"):
        assign_many(house.services, [], "mei", actor=head)


def test_the_list_shows_whose_it_is(house, waits, lin, mei):
    assign(house.services, waits[0], "lin", actor=lin)
    assign(house.services, waits[1], "mei", actor=mei)

    def listed(whose: Whose | None) -> list[int]:
        asked = WaitingFilter(whose=whose)
        return [one.row.id for one in house.ask(lambda s: waiting(s, lin, OFFICE, asked, limit=9))]

    assert listed(Whose.MINE) == [waits[0]]
    assert listed(Whose.UNASSIGNED) == [waits[2]]
    assert listed(Whose.TEAM) == waits[:2]
    assert listed(None) == waits


def test_it_is_free_again_when_the_person_leaves_or_loses_the_role(house, waits, lin, mei):
    assign(house.services, waits[0], "lin", actor=lin)
    assign(house.services, waits[1], "mei", actor=mei)
    assert look_after(house.services) == 0
    with house.services.database.transaction() as session:
        people.change(session, lin.id, active=False)
        people.revoke(session, mei.id, Grant(role=Role.CLERK))
    assert look_after(house.services) == 2
    assert owners(house) == [None, None, None]


def test_the_case_keeps_who_looked_after_it(house, waits, lin, mei):
    assign(house.services, waits[0], "mei", actor=mei)
    case = accept(house.services, waits[0], actor=lin)
    assert case.owner == "mei"
    assert house.events(case).count("owner_assigned") == 1
    assert house.ask(lambda session: events.verify(session, case.id)) == []
    assert house.rows()[0].state is IntakeState.CASE
    with pytest.raises(Refused):
        assign(house.services, waits[0], "lin", actor=lin)


def test_who_has_left_meanwhile_is_not_the_cases(house, waits, lin, mei):
    assign(house.services, waits[0], "mei", actor=mei)
    with house.services.database.transaction() as session:
        people.change(session, mei.id, active=False)
    assert accept(house.services, waits[0], actor=lin).owner == "lin"


def test_whoever_stands_in_may_put_it_back(house, waits, lin, mei):
    assign(house.services, waits[0], "mei", actor=mei)
    deputy = replace(lin, grants=(*lin.grants, Grant(role=Role.CLERK, deputy_of="mei")), id=0)
    assert assign(house.services, waits[0], None, actor=deputy).before == "mei"
