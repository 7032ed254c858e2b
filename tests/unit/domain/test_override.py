"""What a person chose by hand: only the slots that are not left as they stand."""

from domain.codes import Category, Department, Grade
from domain.override import Override


def test_nothing_chosen_is_empty_even_with_a_reason():
    assert Override(because="看过了").chosen == {}


def test_only_the_chosen_slots_are_named():
    given = Override(grade=Grade.B, departments=(Department.ENGINEERING,), because="涉及多户")
    assert given.chosen == {"grade": Grade.B, "departments": (Department.ENGINEERING,)}


def test_no_and_none_are_different():
    assert Override(group=False, fee=False, also=()).chosen == {"group": False, "fee": False, "also": ()}


def test_the_slots_stand_in_the_order_of_the_form():
    given = Override(also=(Category.SERVICE,), topic="roof_leak", households=3)
    assert list(given.chosen) == ["topic", "households", "also"]
