"""What of a case decides its course is told from its events: answered, told, visited, signed, each in its round.

Covers workers.casework.course_facts and workers.casework.course.
"""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from domain.codes import (
    CaseState,
    Channel,
    ClockName,
    ClockState,
    Grade,
    Kind,
    LetterKind,
    LetterState,
    Role,
    Validity,
    VisitOutcome,
)
from domain.course import Act, Need
from domain.staff import Grant, Person
from domain.work_codes import PlanState
from store.events import EventRow
from workers.casework.course import acts_of
from workers.casework.course_facts import facts_from, visit_of

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def case(**values):
    given = {
        "state": CaseState.VISITED,
        "grade": Grade.C,
        "validity": Validity.VALID,
        "kind": Kind.COMPLAINT,
        "channel": Channel.EMAIL,
        "project": "阳光花园",
    }
    return SimpleNamespace(**{**given, **values})


def letter(id_=1, kind=LetterKind.REPLY, state=LetterState.SENT):
    return SimpleNamespace(id=id_, kind=kind, state=state)


def event(what, **payload):
    return EventRow(id=1, case_id=7, seq=1, at=AT, who="li", what=what, payload=payload)


def sent(id_=1, kind="reply"):
    return event("letter_sent", letter=id_, kind=kind)


def facts(*history, letters=(), clocks=(), plans=(), **values):
    return facts_from(case(**values), history=history, letters=letters, clocks=clocks, plans=plans)


TOLD = (event("measures_done", note="已修好"), event("result_told", note="已告知"))


@pytest.mark.parametrize("kind", ["reply", "explanation"])
def test_a_reply_or_an_explanation_that_left_answers(kind):
    assert facts(sent(kind=kind), letters=[letter(kind=LetterKind(kind))]).answered


@pytest.mark.parametrize("kind", ["interim", "acknowledgement", "record_form"])
def test_no_other_letter_answers(kind):
    assert not facts(sent(kind=kind), letters=[letter(kind=LetterKind(kind))]).answered


def test_an_answer_that_came_back_answers_nothing():
    assert not facts(sent(), letters=[letter(state=LetterState.BOUNCED)]).answered


@pytest.mark.parametrize("again", ["followed_up", "reopened"])
def test_a_new_round_is_to_be_answered_again(again):
    assert not facts(sent(), event(again), letters=[letter()]).answered
    assert facts(sent(), event(again), sent(2), letters=[letter(), letter(2)]).answered


def test_a_call_answers_a_spoken_complaint_alone_and_only_if_it_reached_the_resident():
    reached, missed = event("call_recorded", reached=True), event("call_recorded", reached=False)
    assert facts(reached, channel=Channel.PHONE).answered
    assert not facts(missed, channel=Channel.PHONE).answered
    assert not facts(reached).answered
    assert not facts(reached, event("followed_up"), channel=Channel.COUNTER).answered


def test_the_result_counts_as_told_until_there_is_another():
    assert facts(*TOLD).told
    assert not facts(*TOLD, TOLD[0]).told
    assert not facts(*TOLD, event("reopened", reason="又坏了")).told
    assert not facts(*TOLD, event("state_changed", **{"from": "fed_back", "to": "done"})).told


@pytest.mark.parametrize(
    ("outcomes", "came_to"),
    [
        ((), None),
        (("unreachable",) * 2, None),
        (("unreachable",) * 3, "unreachable"),
        (("refused",), "refused"),
        (("unreachable", "anonymous"), "anonymous"),
        (("unreachable",) * 3 + ("satisfied",), "satisfied"),
        (("dissatisfied", "refused"), "dissatisfied"),
    ],
)
def test_what_visits_have_come_to(outcomes, came_to):
    assert visit_of([VisitOutcome(one) for one in outcomes]) == came_to
    visits = (event("visit_recorded", outcome=one) for one in outcomes)
    assert facts(*TOLD, *visits).visit == came_to


def test_visits_of_an_earlier_result_or_that_were_taken_back_do_not_count():
    visit = event("visit_recorded", outcome="satisfied")
    assert facts(*TOLD, visit, *TOLD).visit is None
    assert facts(*TOLD, visit, event("reopened")).visit is None
    assert facts(*TOLD, visit, event("state_changed", **{"from": "visited", "to": "fed_back"})).visit is None


def test_a_signature_is_of_the_record_as_it_stood():
    signed = event("record_signed")
    assert facts(*TOLD, signed).signed
    assert facts(signed, event("call_recorded", reached=True), sent()).signed
    told = ("visit_recorded", "corrected", "validity_set", "plan_approved", "followed_up", "department_report")
    for later in (*told, "record_saved", "investigation_signed", "evidence_added", "evidence_withdrawn"):
        assert not facts(signed, event(later)).signed, later


def test_what_is_erased_says_nothing():
    gone = EventRow(id=1, case_id=7, seq=1, at=AT, who="li", what="visit_recorded", payload=None)
    assert facts(*TOLD, gone).visit is None


def test_letters_plans_and_clocks_as_they_stand():
    known = facts(
        letters=[letter(state=LetterState.QUEUED)],
        plans=[SimpleNamespace(state=PlanState.VOID), SimpleNamespace(state=PlanState.APPROVED)],
        clocks=[
            SimpleNamespace(clock=ClockName.REPLY, state=ClockState.RUNNING),
            SimpleNamespace(clock=ClockName.HANDLE, state=ClockState.PAUSED),
            SimpleNamespace(clock=ClockName.VISIT, state=ClockState.MET),
        ],
    )
    assert (known.outgoing, known.planned) == (True, True)
    assert known.open_clocks == {ClockName.REPLY, ClockName.HANDLE}
    assert not facts(letters=[letter(kind=LetterKind.RECORD_FORM, state=LetterState.SUBMITTED)]).outgoing


def test_an_act_is_open_to_a_person_who_may_and_lacks_nothing():
    clerk = Person(id=1, login="li", name="li", grants=(Grant(role=Role.CLERK, project="阳光花园"),))
    acts = {one.step.act: one for one in acts_of(facts(*TOLD, state=CaseState.DONE), case(), clerk)}
    assert acts[Act.TELL].open
    assert not acts[Act.SIGN_RECORD].permitted
    visited = {one.step.act: one for one in acts_of(facts(*TOLD), case(), clerk)}
    assert Need.ANSWERED in visited[Act.FILE].missing
    assert not visited[Act.FILE].open
    elsewhere = {one.step.act: one for one in acts_of(facts(*TOLD), case(project="月光花园"), clerk)}
    assert not elsewhere[Act.FILE].permitted
