"""What may be done beside the next step, what is not due and why, and the way back."""

from test_next_step import CLERK, SUPERVISOR, standing
from view_samples import a_clock

from desk.views.other_acts import NotDue, OtherActs, other_acts
from domain.codes import CaseState, ClockName, ClockState, Grade, VisitOutcome
from domain.course import Act, Need
from workers.casework.course import acts_of


def others(now, person=CLERK, besides=None) -> OtherActs:
    return other_acts(now.case, acts_of(now.facts, now.case, person), now.clocks, person, besides=besides)


def names(steps) -> set[Act]:
    return {step.act for step in steps}


def test_the_next_step_is_not_offered_twice():
    now = standing(CaseState.IN_PROGRESS)
    assert Act.FINISH in names(others(now).offered)
    assert Act.FINISH not in names(others(now, besides=Act.FINISH).offered)


def test_what_lies_ahead_says_after_what_it_comes():
    ahead = {one.act: one.after for one in others(standing(CaseState.ACCEPTED)).not_due}
    assert ahead[Act.TELL] is CaseState.DONE
    assert ahead[Act.VISIT] is CaseState.FED_BACK
    assert Act.INVESTIGATE not in ahead


def test_what_lacks_something_says_what():
    now = standing(CaseState.IN_PROGRESS, grade=Grade.A)
    assert NotDue(act=Act.FINISH, missing=(Need.PLAN,)) in others(now).not_due


def test_a_step_back_stands_apart_and_only_for_those_who_may():
    now = standing(CaseState.VISITED, visit=VisitOutcome.SATISFIED)
    assert Act.BACK_TO_VISIT in names(others(now, SUPERVISOR).back)
    assert Act.BACK_TO_VISIT not in names(others(now, CLERK).back)


def test_waiting_is_for_a_clock_that_runs_and_going_on_for_one_that_is_paused():
    running = standing(CaseState.IN_PROGRESS, a_clock(ClockName.HANDLE))
    assert {Act.WAIT, Act.RESUME} & names(others(running).offered) == {Act.WAIT}
    paused = standing(CaseState.IN_PROGRESS, a_clock(ClockName.HANDLE, state=ClockState.PAUSED))
    assert {Act.WAIT, Act.RESUME} & names(others(paused).offered) == {Act.RESUME}


def test_a_filed_case_offers_nothing_that_lies_ahead():
    assert others(standing(CaseState.FILED), SUPERVISOR).not_due == ()
