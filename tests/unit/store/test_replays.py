"""Stored decisions are handed out as they lie there, the newest first, with the number of their case."""

from typing import Any

from decision_samples import a_decision
from sqlalchemy.orm import Session
from store_samples import NOW, a_case, an_intake

from domain.codes import Grade
from domain.decision import DecisionInput
from store import cases, replays
from store.database import Database


def decided(session: Session, key: str, *, case: bool = True, **values: Any) -> str | None:
    opened = a_case(session, key) if case else None
    intake_id = opened.intake_id if opened else an_intake(session, key).id
    cases.keep_rulebook(session, "f" * 64, "小区", {"rulebook.yaml": "name: 小区\n"}, NOW)
    cases.save_decision(
        session,
        intake_id=intake_id,
        case_id=opened.id if opened else None,
        made_at=NOW,
        made_by="rules",
        input=DecisionInput(received=NOW, text=f"第{key}封"),
        decision=a_decision(**values),
    )
    return opened.number if opened else None


def test_nothing_was_decided_yet(database: Database) -> None:
    with database.reading() as session:
        assert list(replays.last_stored(session, 10)) == []


def test_the_newest_stand_first_and_no_more_than_asked(database: Database) -> None:
    with database.transaction() as session:
        numbers = [decided(session, key) for key in "123"]
        assert [one.number for one in replays.last_stored(session, 2)] == [numbers[2], numbers[1]]
        assert len(list(replays.last_stored(session, 10))) == 3
        assert list(replays.last_stored(session, 0)) == []


def test_a_decision_of_no_case_has_no_number(database: Database) -> None:
    with database.transaction() as session:
        decided(session, "1", case=False)
        (one,) = replays.last_stored(session, 1)
        assert one.number is None


def test_what_is_read_back_is_what_was_decided(database: Database) -> None:
    with database.transaction() as session:
        decided(session, "1", grade=Grade.A, needs_person=True)
        (stored,) = replays.last_stored(session, 1)
    given, made = stored.read()
    assert (given.text, given.received) == ("第1封", NOW)
    assert (made.grade, made.needs_person, made.rulebook) == (Grade.A, True, "f" * 64)


def test_they_are_read_when_they_are_wanted_and_are_text_until_then(database: Database) -> None:
    with database.transaction() as session:
        decided(session, "1")
        (stored,) = replays.last_stored(session, 1)
        assert stored.given.startswith("{")
        assert stored.made.startswith("{")
