"""Rows as the store gives them, made without a store, for views that only shape them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from decision_samples import a_decision

from domain.codes import (
    Category,
    Channel,
    ClockName,
    ClockState,
    Department,
    Grade,
    IntakeState,
    Kind,
    Role,
    Urgency,
)
from domain.decision import DecisionInput
from domain.staff import Grant, Person
from store.cases import CaseRow, DecisionRow
from store.clocks import ClockRow
from store.intake import IntakeRow

NOW = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
"""Half an hour before midnight of New Year's Eve in Shanghai."""


def a_case(**values: Any) -> CaseRow:
    given: dict[str, Any] = {
        "id": 7,
        "number": "TS-2026-000007",
        "strictest": Grade.C,
        "intake_id": 3,
        "channel": Channel.EMAIL,
        "project": "阳光花园",
        "received_at": NOW,
        "opened_at": NOW,
        "category": Category.EQUIPMENT,
        "topic": "lift",
        "departments": (Department.ENGINEERING, Department.CUSTOMER_SERVICE),
        "grade": Grade.C,
        "urgency": Urgency.ORDINARY,
        "kind": Kind.COMPLAINT,
        "subject": "电梯坏了",
    }
    return CaseRow(**{**given, **values})


def decided(text: str = "电梯坏了", subject: str = "电梯", **values: Any) -> DecisionRow:
    return DecisionRow(
        id=5,
        intake_id=3,
        case_id=7,
        made_at=NOW,
        made_by="rules",
        input=DecisionInput(received=NOW, subject=subject, text=text),
        decision=a_decision(**{"topic": "lift", "category": Category.EQUIPMENT, **values}),
        rulebook="f" * 64,
    )


def a_clock(clock: ClockName = ClockName.HANDLE, **values: Any) -> ClockRow:
    given: dict[str, Any] = {
        "id": 1,
        "intake_id": 3,
        "case_id": 7,
        "clock": clock,
        "round": 1,
        "started_at": NOW,
        "due_at": NOW + timedelta(days=1),
        "provisional": False,
        "steps": (),
        "state": ClockState.RUNNING,
        "stopped_at": None,
        "stopped_by": None,
        "paused_at": None,
    }
    return ClockRow(**{**given, **values})


def an_intake(**values: Any) -> IntakeRow:
    given: dict[str, Any] = {
        "id": 3,
        "source": "office",
        "source_key": "1:1",
        "size": 100,
        "state": IntakeState.CASE,
        "received_at": NOW,
        "first_seen_at": NOW,
        "case_id": 7,
        "duplicate_of": None,
        "owner": None,
    }
    return IntakeRow(**{**given, **values})


def someone(*grants: Grant | Role) -> Person:
    """A person with these grants; a bare role is held for all projects."""
    held = tuple(one if isinstance(one, Grant) else Grant(role=one) for one in grants)
    return Person(id=1, login="li", name="李敏", grants=held)
