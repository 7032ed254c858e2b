"""The smallest rows that the tests of the store need, and two writers at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from domain.codes import Category, Channel, ClockName, Department, Grade, Kind, LetterKind, Urgency
from domain.decision import Deadline, Step
from store import cases, intake, letters
from store.cases import CaseRow, NewCase
from store.database import open_database
from store.intake import IntakeRow, NewIntake
from store.letters import LetterRow, NewLetter

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=SHANGHAI)
UTC_NOW = NOW.astimezone(UTC)

T = TypeVar("T")


def new_intake(key: str = "1:1", **values: Any) -> NewIntake:
    given: dict[str, Any] = {"source": "mailbox:office", "size": 2048, "received_at": NOW, "first_seen_at": NOW}
    return NewIntake(**{**given, "source_key": key, **values})


def an_intake(session: Session, key: str = "1:1", **values: Any) -> IntakeRow:
    return intake.enter(session, new_intake(key, **values))[0]


def new_case(intake_id: int, **values: Any) -> NewCase:
    given: dict[str, Any] = {
        "channel": Channel.EMAIL,
        "received_at": NOW,
        "opened_at": NOW,
        "category": Category.BUILDING,
        "topic": "roof_leak",
        "departments": (Department.ENGINEERING, Department.CUSTOMER_SERVICE),
        "grade": Grade.C,
        "urgency": Urgency.ORDINARY,
        "kind": Kind.COMPLAINT,
    }
    return NewCase(**{**given, "intake_id": intake_id, **values})


def a_case(session: Session, key: str = "1:1", **values: Any) -> CaseRow:
    """A case with the intake that opened it."""
    return cases.open_case(session, new_case(an_intake(session, key).id, **values))


def a_letter(session: Session, case: CaseRow, **values: Any) -> LetterRow:
    given: dict[str, Any] = {"kind": LetterKind.ACKNOWLEDGEMENT, "case_id": case.id, "intake_id": case.intake_id}
    return letters.create(session, NewLetter(**{**given, **values}))


def a_deadline(clock: ClockName, hours: int) -> Deadline:
    step = Step(date=NOW.date(), counts=False, why="收到当日不计")
    return Deadline(clock=clock, start=NOW, due=NOW + timedelta(hours=hours), steps=(step,))


def at_once(url: str, writers: int, work: Callable[[Session, int], T], times: int = 1) -> list[T]:
    """Run `work(session, writer)` in `writers` threads, each with a door of its own, `times` transactions each."""

    def write(writer: int) -> list[T]:
        database = open_database(url)
        results = []
        for _ in range(times):
            with database.transaction() as session:
                results.append(work(session, writer))
        database.dispose()
        return results

    with ThreadPoolExecutor(writers) as pool:
        return [result for results in pool.map(write, range(writers)) for result in results]
