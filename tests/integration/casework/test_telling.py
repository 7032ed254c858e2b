"""The second call and the milestones: told, with the resident's own words, and with words to say.

Covers workers.casework.telling.
"""

from datetime import date

import pytest
from servers.letters_day import CLERK, SUPERVISOR, one_case

from domain.codes import ClockName, Department
from domain.plan import Measure
from store import events
from workers.casework import case_work, plans
from workers.casework.telling import plan_told, progress_told, words
from workers.instance.refusals import Refused

DOOR = Measure(what="更换门机部件", department=Department.ENGINEERING, due=date(2026, 3, 5))


def planned(office, case):
    plans.save_plan(office.services, case.number, opinion="属实。", measures=(DOOR,), actor=CLERK, seen=None)
    plans.submit_plan(office.services, case.number, 1, actor=CLERK)
    plans.approve_plan(office.services, case.number, 1, actor=SUPERVISOR)


def said_of(office, case):
    due = office.clocks(case)[ClockName.REPLY, 1].due_at
    return office.ask(lambda session: words(office.services, session, case, reply_due=due))


def test_the_opinion_is_told_once_there_is_a_plan_and_the_residents_own_is_kept(office):
    case = one_case(office)
    with pytest.raises(Refused):
        plan_told(office.services, case.number, "同意", actor=CLERK)
    planned(office, case)
    assert (
        "处理意见是：属实。我们将更换门机部件，计划2026年3月5日前完成。您对这样处理有什么意见？"
        in said_of(office, case).plan
    )
    plan_told(office.services, case.number, "同意，希望周末前修好", actor=CLERK)
    told = office.ask(lambda session: events.history(session, case.id))[-1]
    assert (told.what, told.payload) == ("plan_told", {"note": "同意，希望周末前修好", "plan": 1})
    with pytest.raises(Refused, match="理由"):
        plan_told(office.services, case.number, " ", actor=CLERK)


def test_on_a_long_case_the_resident_hears_how_the_work_stands(office):
    case = one_case(office)
    planned(office, case)
    assert "目前仍在办理。" in said_of(office, case).progress
    case_work.department_report(
        office.services, case.number, Department.ENGINEERING, "部件已到货。", actor=CLERK, done=False
    )
    assert "目前的进展是：部件已到货。" in said_of(office, case).progress
    progress_told(office.services, case.number, "已告知部件到货", actor=CLERK)
    assert office.events(case)[-1] == "progress_told"


def test_what_is_said_first_asks_for_understanding_and_names_the_day(office):
    said = said_of(office, one_case(office))
    assert "请您谅解，我们最迟2026年3月5日答复您。" in said.received
    assert said.plan is None
