"""Who approves which letter and plan: what a rulebook may choose, and what it may not take away (TRADE 5 and 7)."""

import pytest

from domain.approval import PLAN_STEPS, Steps, letter_steps, lowers, stricter
from domain.codes import Grade, LetterKind, Role

TO_RESIDENTS = (LetterKind.INTERIM, LetterKind.REPLY, LetterKind.EXPLANATION)
OF_THE_HOUSE = (LetterKind.RECORD_FORM, LetterKind.DEPARTMENT_NOTICE, LetterKind.PROGRESS_REPORT)


@pytest.mark.parametrize("kind", TO_RESIDENTS)
def test_the_manager_approves_what_a_resident_gets_of_grades_a_and_b(kind):
    steps = letter_steps(kind, ["supervisor"], None)
    assert steps.of(Grade.C) == (Role.SUPERVISOR,)
    assert steps.of(Grade.A) == steps.of(Grade.B) == (Role.SUPERVISOR, Role.MANAGER)


@pytest.mark.parametrize("kind", TO_RESIDENTS)
@pytest.mark.parametrize("said", [None, [], ["supervisor"]])
def test_no_rulebook_lets_a_letter_to_a_resident_go_without_approval(kind, said):
    steps = letter_steps(kind, said, said)
    assert all(steps.of(grade) for grade in Grade)
    assert Role.MANAGER in steps.of(Grade.A)


def test_a_rulebook_may_ask_for_more():
    steps = letter_steps(LetterKind.REPLY, ["supervisor", "service_department"], ["service_department", "manager"])
    assert steps.of(Grade.D) == (Role.SUPERVISOR, Role.SERVICE_DEPARTMENT)
    assert steps.of(Grade.B) == (Role.SERVICE_DEPARTMENT, Role.MANAGER)


def test_an_acknowledgement_goes_out_by_itself_whatever_a_rulebook_says():
    steps = letter_steps(LetterKind.ACKNOWLEDGEMENT, ["manager"], ["manager"])
    assert steps == Steps(ordinary=(), grave=())


@pytest.mark.parametrize("kind", OF_THE_HOUSE)
def test_what_stays_in_the_house_may_go_without_approval(kind):
    assert letter_steps(kind, [], []) == Steps(ordinary=(), grave=())
    assert letter_steps(kind, None, None).of(Grade.A) == (Role.SUPERVISOR,)


def test_a_role_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="landlord"):
        letter_steps(LetterKind.REPLY, ["landlord"], None)


def test_a_plan_of_grades_a_and_b_goes_to_the_manager_too():
    assert PLAN_STEPS.of(Grade.E) == (Role.SUPERVISOR,)
    assert PLAN_STEPS.of(Grade.B) == (Role.SUPERVISOR, Role.MANAGER)


def test_an_overrun_raises_the_last_step_up_to_the_manager():
    steps = letter_steps(LetterKind.REPLY, ["supervisor"], None)
    assert steps.raised(0) == steps
    assert steps.raised(1).ordinary == (Role.SERVICE_DEPARTMENT,)
    assert steps.raised(2).ordinary == steps.raised(9).ordinary == (Role.MANAGER,)
    assert steps.raised(9).grave == steps.grave, "the manager's is the highest"
    assert Steps(ordinary=(), grave=()).raised(3) == Steps(ordinary=(), grave=())


def test_the_stricter_of_two_grades_is_the_earlier_letter():
    assert stricter(Grade.C, Grade.A) is Grade.A
    assert stricter(Grade.B, Grade.B) is Grade.B


@pytest.mark.parametrize(
    ("strictest", "wanted", "two"),
    [
        (Grade.A, Grade.B, True),
        (Grade.A, Grade.C, True),
        (Grade.B, Grade.E, True),
        (Grade.B, Grade.A, False),
        (Grade.A, Grade.A, False),
        (Grade.C, Grade.E, False),
    ],
)
def test_leaving_a_grave_grade_downwards_is_the_act_of_two(strictest, wanted, two):
    assert lowers(strictest, wanted) is two
