"""What a button of the desk sends, read as a override of one slot."""

import pytest

from domain.codes import Category, Department, Grade
from workers.casework.override_choice import override_of
from workers.instance.refusals import Refused


@pytest.mark.parametrize(
    ("slot", "value", "chosen"),
    [
        ("topic", "lift_outage", "lift_outage"),
        ("grade", "B", Grade.B),
        ("departments", "engineering、security", (Department.ENGINEERING, Department.SECURITY)),
        ("also", "service", (Category.SERVICE,)),
        ("group", "True", True),
        ("fee", "false", False),
        ("households", "12", 12),
    ],
)
def test_a_value_as_the_rules_name_it(slot, value, chosen):
    assert override_of(slot, value).chosen == {slot: chosen}


@pytest.mark.parametrize(
    ("slot", "value"),
    [("grade", "F"), ("departments", "kitchen"), ("households", "many"), ("group", "perhaps"), ("state", "filed"),
     ("because", "x"), ("clock:reply", "1 h")],
)  # fmt: skip
def test_what_is_no_choice_is_refused(slot, value):
    with pytest.raises(Refused, match="没有这个选项"):
        override_of(slot, value)
