"""What deciding takes in and gives out: frozen, named, and with the answering department first."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime

import pytest

from domain.codes import Category, Channel, Department, Grade, Kind, Urgency
from domain.decision import Decision, DecisionInput, DirectoryMatch, Doubt, Match, Reason

RECEIVED = datetime(2026, 3, 2, 2, tzinfo=UTC)


def decision(**values):
    given = {
        "topic": None,
        "category": Category.OTHER,
        "departments": (Department.NONE,),
        "grade": Grade.C,
        "urgency": Urgency.ORDINARY,
        "kind": Kind.COMPLAINT,
        "group": False,
        "fee": False,
        "needs_person": True,
        "rulebook": "f" * 64,
    }
    return Decision(**{**given, **values})


def test_the_first_department_answers_for_the_case():
    made = decision(departments=(Department.SECURITY, Department.FINANCE))
    assert made.department is Department.SECURITY


def test_a_decision_without_departments_answers_to_nobody():
    with pytest.raises(IndexError):
        _ = decision(departments=()).department


def test_an_input_says_only_what_is_known():
    given = DecisionInput(received=RECEIVED)
    assert (given.subject, given.text, given.sender, given.project) == ("", "", None, None)
    assert given.channel is Channel.EMAIL
    assert given.directory == DirectoryMatch(household=None, candidates=0, sender_known=False)
    assert (given.history, given.fields, given.ocr) == ((), (), ())


def test_two_inputs_share_nothing_that_could_be_changed():
    one, other = DecisionInput(received=RECEIVED), DecisionInput(received=RECEIVED)
    assert one == other
    assert one.directory is not other.directory


@pytest.mark.parametrize("made", [DecisionInput(received=RECEIVED), decision(), Doubt(slot="topic", why="不明")])
def test_what_was_decided_cannot_be_changed_afterwards(made):
    with pytest.raises(FrozenInstanceError):
        setattr(made, fields(made)[0].name, None)


def test_a_reason_without_words_of_the_letter_is_one_too():
    reason = Reason(slot="grade", rule="default", file="rules/base.yaml", line=3, because="一般")
    assert reason.matched == ()
    words = Match(source="text", text="电梯", start=0, end=2)
    assert (words.end - words.start) == len(words.text)


def test_decisions_of_two_engines_agree_where_they_say_the_same():
    old = Reason(slot="grade", rule="default", file="rulebook.yaml", line=40, because="b")
    new = replace(old, line=52)
    made, again = decision(reasons=(old,)), decision(reasons=(new,), engine=2)
    assert again.agrees_with(made)
    assert made.agrees_with(again)
    assert not again.agrees_with(replace(again, reasons=(old,)))
    assert not again.agrees_with(replace(made, grade=Grade.D))
    assert not again.agrees_with(replace(made, reasons=(replace(old, because="c"),)))
