"""How corrections add up."""

from datetime import UTC, datetime

from domain.correction import AS_READ, Correction, either

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_later_correction_keeps_what_it_leaves_open() -> None:
    first = Correction(text="电梯停运", room="501")
    assert Correction(room="502").onto(first) == Correction(text="电梯停运", room="502")
    assert Correction(phone="").onto(first) == Correction(text="电梯停运", room="501", phone="")
    assert AS_READ.onto(first) == first


def test_a_household_and_a_place_replace_each_other() -> None:
    assert Correction(household_id=7).onto(Correction(room="501")) == Correction(household_id=7)
    assert Correction(room="501").onto(Correction(household_id=7)) == Correction(room="501")
    assert Correction(name="王芳").onto(Correction(household_id=7)) == Correction(name="王芳", household_id=7)


def test_whether_only_the_date_is_known_goes_with_the_date() -> None:
    dated = Correction(received=DAY, received_date_only=True)
    assert Correction(name="王芳").onto(dated) == Correction(name="王芳", received=DAY, received_date_only=True)
    assert Correction(received=DAY).onto(dated) == Correction(received=DAY)


def test_the_empty_text_is_not_known_after_all() -> None:
    assert (either(None, "501"), either("502", "501"), either("", "501")) == ("501", "502", None)
    assert AS_READ.empty
    assert not Correction(phone="").empty
