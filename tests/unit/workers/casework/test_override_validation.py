"""What a person chooses is completed by what follows from it, and refused with a sentence where it cannot be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import rulebook
from domain.codes import Category, Channel, Department, Grade, Kind, Urgency
from domain.override import Override
from domain.work_codes import Cause
from rules.load import load_rulebook
from store.cases import CaseRow
from workers.casework.override_validation import completed
from workers.deciding.validation import CorrectionError

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def book():
    return load_rulebook(Path(rulebook.__path__[0])).rulebook


def a_case(**values):
    given = {
        "id": 1, "number": "TS-2026-000001", "intake_id": 1, "channel": Channel.EMAIL, "received_at": NOW,
        "opened_at": NOW, "category": Category.BUILDING, "topic": "roof_leak", "departments": (Department.ENGINEERING,),
        "grade": Grade.C, "strictest": Grade.C, "urgency": Urgency.ORDINARY, "kind": Kind.COMPLAINT,
    }  # fmt: skip
    return CaseRow(**{**given, **values})


def test_a_topic_brings_its_category_departments_and_whether_it_is_of_fees(book):
    wanted = completed(book, a_case(), Override(topic="parking_fee"))
    assert wanted.chosen == {
        "topic": "parking_fee",
        "category": Category.SERVICE,
        "departments": (Department.FINANCE,),
        "fee": True,
        "cause": Cause.MATERIAL,
    }


def test_what_the_person_chose_stands_before_what_follows(book):
    given = Override(topic="parking_fee", category=Category.SECURITY, departments=(Department.SECURITY,), fee=False)
    assert completed(book, a_case(), given).chosen == given.chosen | {"cause": Cause.MATERIAL}


def test_a_topic_may_be_named_in_the_words_of_the_trade(book):
    topic = book.topic("lift_outage")
    assert completed(book, a_case(), Override(topic=f" {topic.name} ")).topic == "lift_outage"


@pytest.mark.parametrize("unknown", ["lift_outtage", "电梯停"])
def test_an_unknown_topic_is_refused_with_the_nearest(book, unknown):
    with pytest.raises(CorrectionError, match="lift_outage") as refused:
        completed(book, a_case(), Override(topic=unknown))
    assert unknown in str(refused.value)


def test_a_topic_like_no_other_is_refused_with_the_place_of_the_list(book):
    with pytest.raises(CorrectionError, match=r"topics\.yaml"):
        completed(book, a_case(), Override(topic="{}%s"))


@pytest.mark.parametrize("grade", [Grade.A, Grade.B])
def test_a_grave_case_is_at_least_important(book, grade):
    assert completed(book, a_case(), Override(grade=grade)).urgency is Urgency.IMPORTANT
    assert completed(book, a_case(urgency=Urgency.URGENT), Override(grade=grade)).urgency is None
    ordinary = Override(grade=grade, urgency=Urgency.ORDINARY)
    assert completed(book, a_case(), ordinary).urgency is Urgency.ORDINARY


def test_the_further_categories_leave_the_main_one_out(book):
    case = a_case(also=(Category.EQUIPMENT, Category.SERVICE))
    assert completed(book, case, Override(category=Category.EQUIPMENT)).also == (Category.SERVICE,)
    assert completed(book, case, Override(also=(Category.BUILDING, Category.OTHER))).also == (Category.OTHER,)
    assert completed(book, case, Override(also=())).also == ()
    assert completed(book, case, Override(grade=Grade.D)).also is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "没有写明"),
        ({"because": "听错了"}, "没有写明"),
        ({"departments": ()}, "至少选一个"),
        ({"departments": (Department.SECURITY, Department.SECURITY)}, "两次"),
        ({"departments": (Department.NONE, Department.SECURITY)}, "不能与其他部门并列"),
        ({"households": 0}, "户数"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(book, given, why):
    with pytest.raises(CorrectionError, match=why):
        completed(book, a_case(), Override(**given))
