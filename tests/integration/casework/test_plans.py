"""A plan of measures is written, approved by those who did not write it, and holds until the next one does.

Covers domain.plan and workers.audit.decisions.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from servers.letters_day import CLERK, MANAGER, OTHER_CLERK, SERVICE, SUPERVISOR, one_case, person

from domain.codes import CaseState, Department, Grade, Role
from domain.plan import Measure
from domain.work_codes import PlanState, Subject
from store import approvals, cases, plans
from workers.casework.plans import approve_plan, return_plan, save_plan, submit_plan
from workers.instance.refusals import Refused

DOOR = Measure(what="更换门机部件", owner="周工", department=Department.ENGINEERING, due=date(2026, 3, 6))
CHECK = Measure(what="复检一次", owner="周工", due=date(2026, 3, 9))


@pytest.fixture
def case(house):
    return one_case(house)


def saved(house, case, *measures, by=CLERK, seen=None):
    return save_plan(house.services, case.number, opinion="更换部件", measures=measures, actor=by, seen=seen)


def submitted(house, case, *measures, seen=None):
    plan = saved(house, case, *measures, seen=seen)
    return submit_plan(house.services, case.number, plan.version, actor=CLERK)


def holds(house, case):
    plan = house.ask(lambda session: plans.approved(session, case.id))
    return None if plan is None else plan.measures


def test_an_approved_plan_makes_the_case_planned(house, case):
    plan = submitted(house, case, DOOR)
    assert holds(house, case) is None
    done = approve_plan(house.services, case.number, plan.version, actor=SUPERVISOR)
    assert done.state is PlanState.APPROVED
    assert holds(house, case) == (DOOR,)
    assert house.cases()[0].state is CaseState.PLANNED
    assert house.events(case)[-4:] == ["plan_submitted", "plan_step", "plan_approved", "state_changed"]


def test_the_approved_plan_holds_until_the_next_one_is_approved(house, case):
    plan = submitted(house, case, DOOR)
    approve_plan(house.services, case.number, plan.version, actor=SUPERVISOR)
    following = submitted(house, case, DOOR, CHECK, seen=1)
    assert holds(house, case) == (DOOR,)
    approve_plan(house.services, case.number, following.version, actor=SERVICE)
    assert holds(house, case) == (DOOR, CHECK)
    assert [one.state for one in house.ask(lambda session: plans.of_case(session, case.id))] == [
        PlanState.VOID,
        PlanState.APPROVED,
    ]


def test_grave_cases_are_countersigned_by_the_manager(house, case):
    with house.services.database.transaction() as session:
        cases.update_case(session, case.id, grade=Grade.A)
    plan = submitted(house, case, DOOR)
    both = person("wang", Role.SUPERVISOR, Role.MANAGER)
    assert approve_plan(house.services, case.number, plan.version, actor=both).state is PlanState.SUBMITTED
    with pytest.raises(Refused, match="两个人"):
        approve_plan(house.services, case.number, plan.version, actor=both)
    assert approve_plan(house.services, case.number, plan.version, actor=MANAGER).state is PlanState.APPROVED


def test_nobody_approves_what_they_wrote(house, case):
    saved(house, case, DOOR, by=SUPERVISOR)
    plan = submitted(house, case, DOOR, CHECK, seen=1)
    with pytest.raises(Refused, match="写过或送审过"):
        approve_plan(house.services, case.number, plan.version, actor=SUPERVISOR)
    with pytest.raises(Refused, match="权限"):
        approve_plan(house.services, case.number, plan.version, actor=OTHER_CLERK)


def test_a_returned_plan_says_why_and_is_written_at_again(house, case):
    plan = submitted(house, case, DOOR)
    with pytest.raises(Refused, match="已送审"):
        saved(house, case, CHECK, seen=1)
    with pytest.raises(Refused, match="理由"):
        return_plan(house.services, case.number, plan.version, actor=SUPERVISOR, remark="")
    assert return_plan(house.services, case.number, 1, actor=SUPERVISOR, remark="期限太长").state is PlanState.RETURNED
    assert saved(house, case, CHECK, seen=1).version == 2
    assert not house.ask(lambda session: approvals.standing(session, Subject.PLAN, plan.id))


def test_of_two_who_write_at_once_one_is_asked_to_look_again(house, case):
    saved(house, case, DOOR)

    def attempt(who):
        try:
            return saved(house, case, CHECK, by=who, seen=1)
        except Refused:
            return None

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(attempt, (CLERK, OTHER_CLERK)))
    assert sum(one is not None for one in done) == 1
    assert len(house.ask(lambda session: plans.of_case(session, case.id))) == 2


@pytest.mark.parametrize(
    ("measures", "why"),
    [
        ((), "还没有措施"),
        ((Measure(what="", owner="周工", due=date(2026, 3, 6)),), "做什么"),
        ((Measure(what="更换", due=date(2026, 3, 6)),), "责任人"),
        ((DOOR, Measure(what="更换", owner="周工")), "第 2 项措施没有写明完成日期"),
    ],
)
def test_a_measure_says_what_who_and_until_when(house, case, measures, why):
    saved(house, case, *measures)
    with pytest.raises(Refused, match=why):
        submit_plan(house.services, case.number, 1, actor=CLERK)
