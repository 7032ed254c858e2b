"""The house log: one chain of entries, appended in order, filtered and paged, any tampering found."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from store_samples import NOW, UTC_NOW, at_once

from store import house_log
from store.chains import ERASED
from store.database import Database
from store.desk_tables import house_event, house_event_payload, house_head
from store.erasures import Erasure
from store.house_log import Wanted


def three_entries(session: Session) -> None:
    house_log.append(session, at=NOW, who="wang", what="signed_in", whom="wang", payload={"address": "192.0.2.1"})
    house_log.append(session, at=NOW + timedelta(hours=1), who="boss", what="role_granted", whom="wang")
    house_log.append(
        session, at=NOW + timedelta(days=1), who="huihan", what="settings_changed", payload={"keys": ["a"]}
    )


def found(session: Session, **wanted: Any) -> list[int]:
    return [one.seq for one in house_log.page(session, Wanted(**wanted))]


def test_entries_come_back_newest_first_with_their_payload(database: Database) -> None:
    with database.transaction() as session:
        three_entries(session)
        last, _, first = house_log.page(session, Wanted())
        assert (last.seq, last.what, last.payload) == (3, "settings_changed", {"keys": ["a"]})
        assert (first.seq, first.who, first.whom, first.at) == (1, "wang", "wang", UTC_NOW)
        assert house_log.verify(session) == house_log.verify(session, after=2) == []


def test_a_page_is_filtered_by_kind_person_and_day(database: Database) -> None:
    with database.transaction() as session:
        three_entries(session)
        assert found(session, what=["signed_in", "role_granted"]) == [2, 1]
        assert found(session, person="boss") == [2]
        assert found(session, person="wang") == [2, 1], "who acted, or whom it was about"
        assert found(session, since=NOW + timedelta(hours=1), until=NOW + timedelta(days=1)) == [2]
        assert [one.seq for one in house_log.page(session, Wanted(), before=3, limit=1)] == [2]


@pytest.mark.parametrize("column", ["at", "who", "what", "whom", "digest", "previous_hash", "hash"])
def test_an_altered_entry_is_found(database: Database, column: str) -> None:
    with database.transaction() as session:
        three_entries(session)
        value: Any = NOW.replace(year=2025) if column == "at" else "0" * 64
        session.execute(update(house_event).where(house_event.c.seq == 2).values({column: value}))
        assert any("vent 2" in problem for problem in house_log.verify(session))


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_removed_entry_is_found_even_at_the_end(database: Database, gone: int) -> None:
    with database.transaction() as session:
        three_entries(session)
        removed = session.execute(select(house_event.c.id).where(house_event.c.seq == gone)).scalar_one()
        session.execute(delete(house_event_payload).where(house_event_payload.c.event_id == removed))
        session.execute(delete(house_event).where(house_event.c.id == removed))
        assert house_log.verify(session)


def test_a_head_that_was_set_back_is_found(database: Database) -> None:
    with database.transaction() as session:
        three_entries(session)
        second = house_log.page(session, Wanted(), before=3)[0]
        session.execute(update(house_head).values(events=second.seq))
        assert house_log.verify(session) != []


def test_an_altered_payload_is_found_and_an_erased_one_leaves_the_chain_whole(database: Database) -> None:
    with database.transaction() as session:
        three_entries(session)
        first = house_log.page(session, Wanted())[-1]
        assert house_log.erase_payload(session, first.id)
        assert not house_log.erase_payload(session, first.id)
        assert house_log.page(session, Wanted())[-1].payload is None
        assert house_log.verify(session) == ["The payload of event 1 was erased, and no event says so"]
        said = Erasure(events=frozenset({1})).payload("离职")
        house_log.append(session, at=NOW, who="boss", what=ERASED, payload=said)
        assert house_log.verify(session) == []
        session.execute(update(house_event_payload).values(salt="", payload="{}"))
        assert len(house_log.verify(session)) == 4


def test_writers_at_once_append_one_after_the_other(database: Database, database_url: str) -> None:
    at_once(database_url, 4, lambda session, w: house_log.append(session, at=NOW, who=str(w), what="note"), times=8)
    with database.reading() as session:
        assert house_log.end(session).count == 32
        assert house_log.verify(session) == []


def test_what_no_database_takes_breaks_no_chain(database: Database) -> None:
    with database.transaction() as session:
        house_log.append(session, at=NOW, who="a\x00b", what="note", whom="\udc00", payload={"x": "\udc00\x00"})
        assert house_log.verify(session) == []
