"""A case's history: appended in order, bound into a chain, erasable without breaking it."""

from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from store_samples import NOW, UTC_NOW, a_case, at_once

from store import cases, erasures, events
from store.case_tables import event, event_payload
from store.chains import ERASED
from store.database import Database, migrate, open_database
from store.erasures import Erasure

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def three_events(session: Session) -> int:
    case_id = a_case(session).id
    for number, what in enumerate(("received", "decided", "acknowledged")):
        events.append(session, case_id, NOW, "系统", what, {"步": number})
    return case_id


def test_events_come_back_in_order_with_their_payload(database: Database) -> None:
    with database.transaction() as session:
        case_id = three_events(session)
        found = events.history(session, case_id)
        assert [(one.seq, one.what, one.payload) for one in found] == [
            (1, "received", {"步": 0}),
            (2, "decided", {"步": 1}),
            (3, "acknowledged", {"步": 2}),
        ]
        assert found[0].at == UTC_NOW
        assert events.verify(session, case_id) == []


def test_the_chain_still_holds_when_the_case_has_changed(database: Database) -> None:
    with database.transaction() as session:
        case_id = three_events(session)
        cases.update_case(session, case_id, needs_person=True)
        assert events.verify(session, case_id) == []


def test_an_erased_payload_leaves_a_tombstone_and_a_whole_chain(database: Database) -> None:
    with database.transaction() as session:
        case_id = three_events(session)
        second = events.history(session, case_id)[1]
        erasures.erase(session, case_id, NOW, "boss", Erasure(events=frozenset({2})), reason="住户要求删除")
        assert not events.erase_payload(session, second.id)
        assert events.history(session, case_id)[1].payload is None
        assert (
            session.execute(select(event_payload.c.salt).where(event_payload.c.event_id == second.id)).scalar() is None
        )
        assert events.verify(session, case_id) == []


def test_a_payload_erased_without_an_event_that_says_so_is_found(database: Database) -> None:
    with database.transaction() as session:
        case_id = three_events(session)
        first, second, _ = (one.id for one in events.history(session, case_id))
        events.erase_payload(session, first)
        events.erase_payload(session, second)
        said = Erasure(events=frozenset({2})).payload("住户要求删除")
        events.append(session, case_id, NOW, "boss", ERASED, said)
        assert events.verify(session, case_id) == ["The payload of event 1 was erased, and no event says so"]


@pytest.mark.parametrize("column", ["at", "who", "what", "digest", "previous_hash", "hash"])
def test_an_altered_event_is_found(database: Database, column: str) -> None:
    with database.transaction() as session:
        case_id = three_events(session)
        value: Any = NOW.replace(year=2025) if column == "at" else "0" * 64
        session.execute(update(event).where(event.c.case_id == case_id, event.c.seq == 2).values({column: value}))
        assert any("Event 2" in problem for problem in events.verify(session, case_id))


def test_an_altered_or_removed_payload_is_found(database: Database) -> None:
    with database.transaction() as session:
        case_id = three_events(session)
        first, second, _ = (one.id for one in events.history(session, case_id))
        session.execute(update(event_payload).where(event_payload.c.event_id == first).values(payload='{"步":9}'))
        session.execute(delete(event_payload).where(event_payload.c.event_id == second))
        assert events.verify(session, case_id) == [
            "The payload of event 1 was altered",
            "The payload of event 2 is gone without a tombstone",
        ]


@pytest.mark.parametrize(("gone", "found"), [(1, "Event 2 does not follow"), (2, "Event 3 does not"), (3, "cut off")])
def test_a_removed_event_is_found_even_at_the_end(database: Database, gone: int, found: str) -> None:
    with database.transaction() as session:
        case_id = three_events(session)
        removed = select(event.c.id).where(event.c.case_id == case_id, event.c.seq == gone).scalar_subquery()
        session.execute(delete(event_payload).where(event_payload.c.event_id == removed))
        session.execute(delete(event).where(event.c.case_id == case_id, event.c.seq == gone))
        assert any(found in problem for problem in events.verify(session, case_id))


def test_the_database_itself_refuses_two_events_in_one_place(database: Database) -> None:
    with database.transaction() as session:
        case_id = three_events(session)
    values = {
        "case_id": case_id,
        "seq": 3,
        "at": NOW,
        "who": "x",
        "what": "x",
        "digest": "",
        "previous_hash": "",
        "hash": "",
    }
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(insert(event).values(**values))


def test_no_event_without_its_case(database: Database) -> None:
    with database.transaction() as session:
        with pytest.raises(KeyError, match="No case 7"):
            events.append(session, 7, NOW, "系统", "received", {})
        assert events.verify(session, 7) == ["There is no case 7"]


def test_writers_at_once_append_one_after_the_other(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        case_id = a_case(session).id
    at_once(database_url, 4, lambda session, w: events.append(session, case_id, NOW, str(w), "note", {}), times=8)
    with database.reading() as session:
        assert [one.seq for one in events.history(session, case_id)] == list(range(1, 33))
        assert events.verify(session, case_id) == []


def test_any_payload_is_kept_and_proved(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('db')}/huihan.db"
    migrate(url)
    database = open_database(url)
    keys = count()

    @settings(max_examples=40, deadline=None, database=None)
    @given(payload=st.dictionaries(st.text(max_size=5), JSON, max_size=4))
    def kept(payload: dict[str, Any]) -> None:
        with database.transaction() as session:
            case_id = a_case(session, str(next(keys))).id
            events.append(session, case_id, NOW, "系统", "note", payload)
            assert events.history(session, case_id)[0].payload == payload
            assert events.verify(session, case_id) == []

    kept()
    database.dispose()


def test_events_of_one_moment_are_chained_in_their_order(database: Database) -> None:
    with database.transaction() as session:
        case_id = a_case(session).id
        first = events.append(session, case_id, NOW, "系统", "received", {})
        added = events.append_many(session, case_id, NOW, "系统", [("decided", {"级": "A"}), ("clocks_started", {})])
        found = events.history(session, case_id)
        assert [one.id for one in found] == [first, *added]
        assert [(one.seq, one.what) for one in found] == [(1, "received"), (2, "decided"), (3, "clocks_started")]
        assert events.verify(session, case_id) == []
