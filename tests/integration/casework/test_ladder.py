"""A case is handed up rung by rung and comes back with an answer; blocked work stands before the supervisor at once.

Covers workers.casework.ladder, workers.casework.blocking, store.hand_ups and store.blockings.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from servers.letters_day import CLERK, MANAGER, OTHER_CLERK, SERVICE, SUPERVISOR, one_case, person

from domain.codes import CaseState, ClockName, ClockState, Department, Role
from domain.staff import Grant
from domain.waiting import Waiting
from domain.work_codes import Blocker, HandUpState
from rules.own_time import own_time
from store import blockings, cases, events, hand_ups, people
from store.people import NewDeputy, NewPerson
from store.queue import queue
from store.queue_items import QueueFilter
from workers.casework.blocking import block, clear
from workers.casework.case_work import measures_done
from workers.casework.ladder import answer, hand_up, holders, take
from workers.casework.owning import set_about
from workers.instance.refusals import Refused
from workers.queue.waiting import scope_of
from workers.rulebooks.live import LiveRulebook

ENGINEER = person("tan", Role.DEPARTMENT, department=Department.ENGINEERING)
GUARD = person("xu", Role.DEPARTMENT, department=Department.SECURITY)
RUNGS = {"wang": Role.SUPERVISOR, "fang": Role.SERVICE_DEPARTMENT, "sun": Role.MANAGER}


@pytest.fixture
def case(house):
    """A case of a house where each rung is held."""
    for login, role in RUNGS.items():
        hire(house, login, role)
    hire(house, "li", Role.CLERK)
    return one_case(house)


def hire(house, login, *roles):
    with house.services.database.transaction() as session:
        row = people.create(session, NewPerson(login=login, name=login, made_at=house.time[0], made_by="test"))
        for role in roles:
            people.grant(session, row.id, Grant(role=role))
        return row.id


def leave(house, login):
    with house.services.database.transaction() as session:
        people.change(session, people.by_login(session, login).id, active=False)


def standing(house, case):
    return house.ask(lambda session: hand_ups.standing(session, case.id))


def waits(house, who, reason):
    """Whether the case waits for them for that reason."""
    scope = scope_of(house.services.compiled, who, house.services.now())
    return bool(house.ask(lambda session: queue(session, scope, QueueFilter(waiting=(reason,)))))


def last(house, case, what):
    return [one for one in house.ask(lambda session: events.history(session, case.id)) if one.what == what][-1]


def test_a_case_climbs_rung_by_rung_and_comes_back_with_an_answer(house, case):
    services = house.services
    assert hand_up(services, case.number, "住户要求免物业费，我定不了", actor=CLERK).rung is Role.SUPERVISOR
    assert [waits(house, who, Waiting.HANDED_UP) for who in (SUPERVISOR, SERVICE, MANAGER)] == [True, False, False]
    with pytest.raises(Refused, match="已上交主任"):
        hand_up(services, case.number, "再催", actor=CLERK)
    assert hand_up(services, case.number, "超出项目权限", actor=SUPERVISOR).rung is Role.SERVICE_DEPARTMENT
    assert hand_up(services, case.number, "须经理拍板", actor=SERVICE).rung is Role.MANAGER
    assert [waits(house, who, Waiting.HANDED_UP) for who in (SUPERVISOR, SERVICE, MANAGER)] == [False, False, True]
    with pytest.raises(Refused, match="最高一级"):
        hand_up(services, case.number, "还要上交", actor=MANAGER)
    with pytest.raises(Refused, match="权限"):
        answer(services, case.number, "同意", actor=SUPERVISOR)
    with pytest.raises(Refused, match="理由"):
        answer(services, case.number, " ", actor=MANAGER)
    answer(services, case.number, "可减免一个月", actor=MANAGER)
    told = last(house, case, "handed_back").payload
    assert (told["answer"], told["rung"]) == ("可减免一个月", "manager")
    assert (waits(house, MANAGER, Waiting.HANDED_UP), waits(house, CLERK, Waiting.ANSWERED)) == (False, True)
    with pytest.raises(Refused, match="没有上交"):
        answer(services, case.number, "再答", actor=MANAGER)
    take(services, case.number, actor=CLERK)
    assert (standing(house, case), waits(house, CLERK, Waiting.ANSWERED)) == (None, False)
    with pytest.raises(Refused, match="没有待接办"):
        take(services, case.number, actor=CLERK)


def test_a_rung_above_may_answer_and_who_handed_up_may_not(house, case):
    both = person("li", Role.CLERK, Role.SUPERVISOR)
    assert hand_up(house.services, case.number, "须上一级定", actor=both).rung is Role.SERVICE_DEPARTMENT
    with pytest.raises(Refused, match="另一个人"):
        answer(house.services, case.number, "自己定", actor=person("li", Role.SERVICE_DEPARTMENT))
    answer(house.services, case.number, "按方案办", actor=MANAGER)
    assert standing(house, case).state is HandUpState.ANSWERED
    hand_up(house.services, case.number, "住户不接受", actor=CLERK)
    assert (standing(house, case).state, standing(house, case).rung) == (HandUpState.OPEN, Role.SUPERVISOR)


def test_a_rung_that_no_one_holds_is_passed_over(house, case):
    leave(house, "wang")
    assert hand_up(house.services, case.number, "定不了", actor=CLERK).rung is Role.SERVICE_DEPARTMENT
    leave(house, "sun")
    with pytest.raises(Refused, match="没有可以接手"):
        hand_up(house.services, case.number, "定不了", actor=SERVICE)


def test_a_deputy_answers_in_the_place_of_who_is_away(house, case):
    zhou = hire(house, "zhou", Role.CLERK)
    with house.services.database.transaction() as session:
        away = people.by_login(session, "wang").id
        times = {"from_at": house.time[0], "until_at": house.time[0] + timedelta(days=2)}
        new = NewDeputy(person_id=away, deputy_id=zhou, **times, made_at=house.time[0], made_by="wang")
        people.add_deputy(session, new)
    at_rung = house.ask(lambda session: holders(house.services, session, case, Role.SUPERVISOR))
    assert [one.login for one in at_rung] == ["wang", "zhou"]
    hand_up(house.services, case.number, "定不了", actor=CLERK)
    deputy = person("zhou", Role.SUPERVISOR, deputy_of="wang")
    assert waits(house, deputy, Waiting.HANDED_UP)
    answer(house.services, case.number, "可以", actor=deputy)
    assert last(house, case, "handed_back").payload["deputy_of"] == "wang"


def test_whom_a_case_complains_of_settles_nothing(house, case):
    set_about(house.services, case.number, ["wang"], "投诉的是主任本人", actor=MANAGER)
    assert hand_up(house.services, case.number, "涉及主任", actor=CLERK).rung is Role.SERVICE_DEPARTMENT
    deputy = person("zhou", Role.SERVICE_DEPARTMENT, deputy_of="wang")
    assert (waits(house, deputy, Waiting.HANDED_UP), waits(house, SERVICE, Waiting.HANDED_UP)) == (False, True)
    with pytest.raises(Refused, match="另一个人"):
        answer(house.services, case.number, "没有的事", actor=deputy)


def test_what_is_filed_is_not_handed_up(house, case):
    with house.services.database.transaction() as session:
        cases.update_case(session, case.id, state=CaseState.FILED)
    with pytest.raises(Refused, match="已归档"):
        hand_up(house.services, case.number, "定不了", actor=CLERK)


def test_blocked_work_stands_before_the_supervisor_until_it_is_cleared(house, case):
    services = house.services
    row = block(services, case.number, "配件缺货，厂家两周后到", Blocker.SUPPLIER, actor=CLERK)
    clock = house.clocks(case)[ClockName.BLOCKED, 1]
    assert (clock.state, clock.due_at - house.time[0] < timedelta(days=2)) == (ClockState.RUNNING, True)
    assert house.clocks(case)[ClockName.HANDLE, 1].state is ClockState.RUNNING, "only a resident's answer pauses it"
    assert [waits(house, who, Waiting.BLOCKED) for who in (SUPERVISOR, CLERK)] == [True, False]
    with pytest.raises(Refused, match="已登记受阻"):
        block(services, case.number, "还是缺货", Blocker.SUPPLIER, actor=OTHER_CLERK)
    clear(services, case.number, row.id, "已从另一项目调货", actor=SUPERVISOR)
    assert house.clocks(case)[ClockName.BLOCKED, 1].state is ClockState.MET
    assert not waits(house, SUPERVISOR, Waiting.BLOCKED)
    with pytest.raises(Refused, match="已经排除"):
        clear(services, case.number, row.id, "再次", actor=SUPERVISOR)


def test_a_department_says_that_its_own_work_is_blocked(house, case):
    services, mine = house.services, Department.ENGINEERING
    own = block(services, case.number, "顶楼住户不让进门", Blocker.NEIGHBOUR, actor=ENGINEER, department=mine)
    office = block(services, case.number, "等业委会表决", Blocker.OWNERS, actor=CLERK)
    with pytest.raises(Refused, match="权限"):
        block(services, case.number, "停工", Blocker.OTHER, actor=ENGINEER)
    with pytest.raises(Refused, match="没有编号为"):
        clear(services, case.number, own.id, "好了", actor=GUARD)
    with pytest.raises(Refused, match="权限"):
        clear(services, case.number, office.id, "好了", actor=ENGINEER)
    clear(services, case.number, own.id, "已开门", actor=ENGINEER)
    assert house.clocks(case)[ClockName.BLOCKED, 1].state is ClockState.RUNNING, "the other one still blocks"
    clear(services, case.number, office.id, "已表决", actor=MANAGER)
    assert house.clocks(case)[ClockName.BLOCKED, 1].state is ClockState.MET


def test_an_older_rulebook_gives_the_supervisor_a_working_day_of_the_calendar(house, case):
    """The day is reckoned step by step, near in business hours, and moved by a late notice like any other term."""
    compiled = house.services.compiled
    older = replace(
        compiled,
        rulebook=replace(
            compiled.rulebook,
            clocks=tuple(rule for rule in compiled.rulebook.clocks if rule.clock is not ClockName.BLOCKED),
        ),
    )
    services = replace(house.services, live=LiveRulebook(house.services.database, older))
    block(services, case.number, "等配件", Blocker.SUPPLIER, actor=CLERK)
    clock = house.clocks(case)[ClockName.BLOCKED, 1]
    assert clock.due_at.astimezone(services.zone).isoformat() == "2026-03-03T18:00:00+08:00"
    assert [step.counts for step in clock.steps] == [False, True]
    assert own_time(older, ClockName.BLOCKED).working_days


def test_what_is_done_is_blocked_no_more(house, case):
    block(house.services, case.number, "等配件", Blocker.SUPPLIER, actor=CLERK)
    with house.services.database.transaction() as session:
        cases.update_case(session, case.id, state=CaseState.IN_PROGRESS)
    measures_done(house.services, case.number, "已修好", actor=CLERK)
    assert house.clocks(case)[ClockName.BLOCKED, 1].state is ClockState.MET
    assert not waits(house, SUPERVISOR, Waiting.BLOCKED)
    with pytest.raises(Refused, match="不能这样办理"):
        block(house.services, case.number, "又等", Blocker.SUPPLIER, actor=CLERK)
    assert len(house.ask(lambda session: blockings.standing(session, case.id))) == 1
