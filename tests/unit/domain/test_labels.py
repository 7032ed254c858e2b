"""Every code that staff meet has a Chinese label, and no label names a code that does not exist."""

import pytest

from domain import codes, labels, reading_codes, staff_codes, work_codes
from domain.course import Act, Need
from domain.events import EVENT
from domain.waiting import Waiting

CLOSED = [
    (codes.Category, labels.CATEGORY),
    (codes.Department, labels.DEPARTMENT),
    (codes.Grade, labels.GRADE),
    (codes.Urgency, labels.URGENCY),
    (codes.Kind, labels.KIND),
    (codes.ClockState, labels.CLOCK_STATE),
    (codes.LetterState, labels.LETTER_STATE),
    (codes.CaseState, labels.CASE_STATE),
    (codes.Channel, labels.CHANNEL),
    (codes.IgnoredReason, labels.IGNORED),
    (codes.Role, labels.ROLE),
    (codes.Validity, labels.VALIDITY),
    (work_codes.PlanState, labels.PLAN_STATE),
    (work_codes.Cause, labels.CAUSE),
    (work_codes.CauseSaid, labels.CAUSE_SAID),
    (work_codes.RecordPart, labels.RECORD_PART),
    (reading_codes.Authentication, labels.AUTHENTICATION),
    (staff_codes.ChangeKind, labels.CHANGE_KIND),
    (staff_codes.ChangeState, labels.CHANGE_STATE),
    (Waiting, labels.WAITING),
    (Act, labels.ACT),
    (Need, labels.NEED),
]


@pytest.mark.parametrize(("code", "label"), CLOSED, ids=lambda one: getattr(one, "__name__", ""))
def test_the_labels_of_a_closed_list_are_exactly_its_codes(code, label):
    assert set(label) == {one.value for one in code}


@pytest.mark.parametrize(("code", "label"), CLOSED, ids=lambda one: getattr(one, "__name__", ""))
def test_no_two_codes_of_a_list_have_the_same_label(code, label):
    assert len(set(label.values())) == len(label)
    assert all(text.strip() == text and text for text in label.values())


def test_an_intake_that_ended_has_a_label():
    ended = {state.value for state in codes.IntakeState} - {state.value for state in codes.PENDING}
    assert ended <= set(labels.INTAKE_STATE)


def test_every_state_of_a_letter_is_an_event_of_its_case():
    assert {f"letter_{state.value}" for state in codes.LetterState} <= set(EVENT)


def test_time_left_and_time_over_are_told_apart():
    over = {name for name in labels.TIME_LEFT if name.endswith("_over")}
    assert all(labels.TIME_LEFT[name].startswith("已逾期") for name in over)
    assert all(labels.TIME_LEFT[name].startswith("还剩") for name in set(labels.TIME_LEFT) - over)


def test_a_change_names_whom_it_concerns():
    assert set(labels.CHANGE) == {kind.value for kind in staff_codes.ChangeKind}
    assert all("{name}（{login}）" in sentence for sentence in labels.CHANGE.values())
