"""One row for every message and file, entered once and advanced by compare-and-set."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session
from store_samples import NOW, UTC_NOW, a_case, an_intake, at_once, new_intake

from domain.codes import IgnoredReason, IntakeState
from domain.reading import Document, Envelope, Problem
from store import intake
from store.database import Database, migrate, open_database


def test_entering_keeps_everything_and_times_come_back_in_utc(database: Database) -> None:
    new = new_intake(
        "7:42",
        sha256="a" * 64,
        subject="楼顶漏水",
        sender="Wang@Example.com",
        references=("<a@x>", "<b@x>"),
        problems=(Problem(where="附件", what="打不开", mend="请重发"),),
        details={"uid": 42, "headers": {"From": "王"}},
    )
    with database.transaction() as session:
        row = an_intake(session, **{**vars(new), "key": "7:42"} | {"source_key": "7:42"})
    assert row.received_at == NOW
    assert row.received_at.tzinfo is UTC
    assert row.sender == "wang@example.com"
    assert (row.references, row.problems, row.details) == (new.references, new.problems, new.details)
    with database.reading() as session:
        assert intake.get(session, row.id) == row
        assert intake.get(session, 999) is None


def test_entering_again_returns_the_rows_as_they_stand(database: Database) -> None:
    with database.transaction() as session:
        first = intake.enter(session, new_intake("1:1"), new_intake("1:2"))
        assert intake.advance(session, first[0].id, IntakeState.RECEIVED, IntakeState.READ)
        again = intake.enter(session, new_intake("1:3"), new_intake("1:2"), new_intake("1:1"))
    assert [row.source_key for row in again] == ["1:3", "1:2", "1:1"]
    assert again[2].id == first[0].id
    assert again[2].state is IntakeState.READ


def test_many_rows_of_several_sources_and_letters_are_entered_in_their_order(database: Database) -> None:
    new = [new_intake(f"1:{n // 2}", source=f"s{n % 3}", index=n % 2) for n in range(1203)]
    with database.transaction() as session:
        rows = intake.enter(session, *new)
    assert [(row.source, row.source_key, row.index) for row in rows] == [
        (item.source, item.source_key, item.index) for item in new
    ]


@settings(max_examples=15, deadline=None, database=None)
@given(batches=st.lists(st.lists(st.integers(0, 12), max_size=6), max_size=5))
def test_whatever_is_shown_how_often_each_key_has_one_row(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]]
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('db')}/huihan.db"
    migrate(url)
    database = open_database(url)
    ids: dict[str, int] = {}
    with database.transaction() as session:
        for batch in batches:
            for row in intake.enter(session, *(new_intake(f"1:{key}") for key in batch)):
                assert ids.setdefault(row.source_key, row.id) == row.id
        assert intake.known_among(session, "mailbox:office", [f"1:{key}" for key in range(13)]) == set(ids)
    database.dispose()


def test_of_the_keys_at_hand_those_that_the_source_has_rows_of_are_known(database: Database) -> None:
    with database.transaction() as session:
        intake.enter(session, new_intake("1:1"), new_intake("11:1"), new_intake("1%:1"), new_intake("1:2", source="x"))
        assert intake.known_among(session, "mailbox:office", ["1:1", "1:2", "1%:1", "1_:1"]) == {"1:1", "1%:1"}
        assert intake.known_among(session, "mailbox:office", []) == set()


def test_many_keys_are_asked_for_in_batches_that_both_databases_bear(database: Database) -> None:
    with database.transaction() as session:
        intake.enter(session, *(new_intake(f"1:{n}") for n in range(0, 1200, 2)))
    batches: list[int] = []

    def count(*statement: Any) -> None:  # Any: what the driver is given, by sqlalchemy's event
        batches.append(len(statement[3]))

    event.listen(database._engine, "before_cursor_execute", count)
    with database.reading() as session:
        known = intake.known_among(session, "mailbox:office", {f"1:{n}" for n in range(1200)})
    event.remove(database._engine, "before_cursor_execute", count)
    assert known == {f"1:{n}" for n in range(0, 1200, 2)}
    assert len(batches) == 3
    assert max(batches) <= 501


def test_a_source_is_told_of_each_row_once_and_never_of_what_is_left_alone(database: Database) -> None:
    with database.transaction() as session:
        rows = intake.enter(
            session,
            new_intake("1:1"),
            new_intake("1:1", index=1),
            new_intake("1:2"),
            new_intake("1:3", state=IntakeState.IGNORED, ignored_reason=IgnoredReason.BEFORE_START),
            new_intake("1:4", source="other"),
        )
        assert [row.id for row in intake.untold(session, "mailbox:office", 10)] == [rows[0].id, rows[2].id]
        assert len(intake.untold(session, "mailbox:office", 1)) == 1
        intake.mark_told(session, [rows[0].id, rows[2].id], NOW)
        intake.mark_told(session, [rows[0].id], NOW + timedelta(days=1))
        assert intake.untold(session, "mailbox:office", 10) == []
        told = intake.get(session, rows[0].id)
    assert told is not None
    assert told.told_at == UTC_NOW


def test_a_row_is_advanced_only_from_an_expected_state(database: Database) -> None:
    with database.transaction() as session:
        row = an_intake(session)
        assert not intake.advance(session, row.id, IntakeState.READ, IntakeState.CASE)
        assert intake.advance(
            session, row.id, (IntakeState.RECEIVED, IntakeState.READ), IntakeState.IGNORED, note="自动回复"
        )
        with pytest.raises(TypeError, match="no column nota"):
            intake.advance(session, row.id, IntakeState.IGNORED, IntakeState.READ, nota="")
        now = intake.get(session, row.id)
    assert now is not None
    assert (now.state, now.note) == (IntakeState.IGNORED, "自动回复")


def test_of_several_writers_one_advances_a_row(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        rows = intake.enter(session, *(new_intake(f"1:{n}") for n in range(10)))

    def advance_all(session: Session, writer: int) -> list[int]:
        return [
            row.id
            for row in rows
            if intake.advance(session, row.id, IntakeState.RECEIVED, IntakeState.READ, note=str(writer))
        ]

    won = [row_id for ids in at_once(database_url, 4, advance_all) for row_id in ids]
    assert sorted(won) == [row.id for row in rows]


def test_unfinished_rows_are_those_not_at_an_end(database: Database) -> None:
    with database.transaction() as session:
        rows = intake.enter(
            session, *(new_intake(f"1:{n}", state=state) for n, state in enumerate(sorted(IntakeState)))
        )
        found = {row.state for row in intake.unfinished(session)}
        assert found == {IntakeState.RECEIVED, IntakeState.READ}
        assert len(intake.list_by_state(session, IntakeState, limit=3)) == 3
        assert len(intake.list_by_state(session, IntakeState.IGNORED)) == 1
        assert len(rows) == 7


def test_equal_bytes_in_another_file_are_a_duplicate_of_the_first(database: Database) -> None:
    with database.transaction() as session:
        one, more, two, other = intake.enter(
            session,
            new_intake("a.pdf", sha256="a" * 64),
            new_intake("a.pdf", index=1, sha256="a" * 64),
            new_intake("b.pdf", sha256="a" * 64),
            new_intake("c.pdf", sha256="c" * 64),
        )
        assert intake.same_bytes(session, "a" * 64, one.id) is None
        assert intake.same_bytes(session, "a" * 64, more.id) is None, "letters of one file share its bytes"
        original = intake.same_bytes(session, "a" * 64, two.id)
        assert original is not None
        assert original.id == one.id
        assert intake.same_bytes(session, "c" * 64, other.id) is None


def test_the_same_message_needs_equal_id_and_sender_and_body(database: Database) -> None:
    def entered(session: Session, key: str, **values: str | None) -> int:
        same = {"message_id": "<m@x>", "sender": "a@b.cn", "body_hash": "h"}
        return an_intake(session, key, **{**same, **values}).id

    def original_of(session: Session, intake_id: int) -> int | None:
        row = intake.get(session, intake_id)
        assert row is not None
        found = intake.same_message(session, row.message_id, row.sender, row.body_hash, intake_id)
        return None if found is None else found.id

    with database.transaction() as session:
        first = entered(session, "1")
        assert original_of(session, first) is None
        assert original_of(session, entered(session, "2", sender="A@B.cn")) == first
        assert original_of(session, entered(session, "3", sender="c@d.cn")) is None
        assert original_of(session, entered(session, "4", body_hash="other")) is None
        assert original_of(session, entered(session, "5", message_id="<n@x>")) is None
        assert original_of(session, entered(session, "6", message_id=None)) is None
        nameless = entered(session, "7", sender=None)
        assert original_of(session, entered(session, "8", sender=None)) == nameless


def test_a_copy_that_became_a_case_first_is_the_original_even_of_an_earlier_row(database: Database) -> None:
    with database.transaction() as session:
        early = an_intake(session, "1", message_id="<m@x>", sender="a@b.cn", body_hash="h")
        case = a_case(session, "2")
        values = {"message_id": "<m@x>", "sender": "a@b.cn", "body_hash": "h", "case_id": case.id}
        intake.advance(session, case.intake_id, IntakeState.RECEIVED, IntakeState.CASE, **values)
        original = intake.same_message(session, "<m@x>", "a@b.cn", "h", early.id)
        assert original is not None
        assert original.case_id == case.id


def test_of_two_copies_in_hand_at_once_exactly_one_becomes_the_case(database: Database, database_url: str) -> None:
    same = {"message_id": "<m@x>", "sender": "a@b.cn", "body_hash": "h", "state": IntakeState.READ}
    with database.transaction() as session:
        rows = intake.enter(session, *(new_intake(f"1:{n}", **same) for n in range(4)))

    def decide(session: Session, writer: int) -> bool:
        if intake.same_message(session, "<m@x>", "a@b.cn", "h", rows[writer].id) is not None:
            return False
        return intake.advance(session, rows[writer].id, IntakeState.READ, IntakeState.CASE)

    assert sum(at_once(database_url, 4, decide)) == 1


def test_a_reading_is_kept_and_replaced(database: Database) -> None:
    first = (Document(subject="一", envelope=Envelope(date=NOW)), Document(index=1, text="二"))
    with database.transaction() as session:
        row = an_intake(session)
        assert intake.load_reading(session, row.id) is None
        intake.save_reading(session, row.id, first)
        assert intake.load_reading(session, row.id) == first
        intake.save_reading(session, row.id, first[:1])
        assert intake.load_reading(session, row.id) == first[:1]
