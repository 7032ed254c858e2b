"""One act stands for the grades of a grave group, case by case in its events; undone, each waits for a person again."""

import pytest
from servers.letters_day import CLERK, MANAGER, SUPERVISOR
from servers.one_matter import six

from domain.codes import ClockName, ClockState, Grade
from domain.waiting import Waiting
from store import cases, events, groups
from store.queue import queue
from store.queue_items import QueueFilter
from workers.casework.groups import acts
from workers.casework.groups.grades import confirm_grades, open_grades, take_back_grades
from workers.casework.lowering import ask
from workers.casework.overriding import confirm_grade
from workers.instance.refusals import Refused
from workers.queue.waiting import scope_of

GROUP = "QT-2026-000001"


@pytest.fixture
def house(house):
    """A confirmed group of six, of which two are proposed as A, three as B."""
    found = six(house)
    acts.confirm(house.services, GROUP, actor=CLERK)
    with house.services.database.transaction() as session:
        for at, one in enumerate(found[:5]):
            grade = Grade.A if at < 2 else Grade.B
            cases.update_case(session, one.id, grade=grade)
            cases.raise_strictest(session, one.id, grade)
    return house


def waiting(house):
    scope = scope_of(house.services.compiled, SUPERVISOR, house.services.now())
    found = house.ask(lambda session: queue(session, scope, QueueFilter(waiting=(Waiting.GRADE,))))
    listed = house.ask(lambda session: open_grades(session, groups.members(session, 1)))
    assert {one.number for one in found} == {one.number for one in listed}
    return len(found)


def progress(house):
    return [
        clock.state
        for case in house.cases()
        for (name, _), clock in house.clocks(case).items()
        if name is ClockName.PROGRESS
    ]


def test_one_act_stands_for_each_grade_as_it_is_proposed(house):
    assert waiting(house) == 5
    with pytest.raises(Refused, match="没有编号为"):
        confirm_grades(house.services, GROUP, actor=CLERK)
    stood = confirm_grades(house.services, GROUP, actor=SUPERVISOR)
    assert (len(stood), waiting(house)) == (5, 0)
    assert [one.grade for one in house.cases()] == [Grade.A] * 2 + [Grade.B] * 3 + [Grade.C]
    assert progress(house) == [ClockState.RUNNING] * 5
    for case in house.cases()[:5]:
        history = house.ask(lambda session, case=case: events.history(session, case.id))
        (said,) = [one.payload for one in history if one.what == "grade_confirmed"]
        assert (said["group"], said["chosen"]["grade"]) == (GROUP, case.grade)
        assert house.ask(lambda session, case=case: events.verify(session, case.id)) == []
    with pytest.raises(Refused, match="没有待确认"):
        confirm_grades(house.services, GROUP, actor=MANAGER)


def test_undone_each_waits_again_but_for_what_was_decided_since(house):
    stood = confirm_grades(house.services, GROUP, actor=SUPERVISOR)
    first = house.cases()[0]
    confirm_grade(house.services, first.number, Grade.A, actor=MANAGER)
    assert take_back_grades(house.services, GROUP, stood, actor=SUPERVISOR) == 4
    assert [one.urgency for one in house.cases()[1:]] == [house.cases()[5].urgency] * 5
    assert (waiting(house), progress(house)) == (4, [ClockState.RUNNING, *[ClockState.VOID] * 4])
    with pytest.raises(Refused, match="不能撤销"):
        take_back_grades(house.services, GROUP, stood, actor=SUPERVISOR)
    assert len(confirm_grades(house.services, GROUP, actor=SUPERVISOR)) == 4
    assert waiting(house) == 0
    assert ask(house.services, first.number, Grade.C, "核实后影响有限", actor=SUPERVISOR)
