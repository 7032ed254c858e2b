"""Decisions made without rules, for tests that only show, store or count them."""

from typing import Any

from domain.codes import Category, Department, Grade, Kind, Urgency
from domain.decision import Decision


def a_decision(**values: Any) -> Decision:  # Any: a field of Decision has any of many types
    """An ordinary complaint about a roof that leaks, with these values instead."""
    given: dict[str, Any] = {  # Any: as above
        "topic": "roof_leak",
        "category": Category.BUILDING,
        "departments": (Department.ENGINEERING,),
        "grade": Grade.C,
        "urgency": Urgency.ORDINARY,
        "kind": Kind.COMPLAINT,
        "group": False,
        "fee": False,
        "needs_person": False,
        "rulebook": "f" * 64,
    }
    return Decision(**{**given, **values})
