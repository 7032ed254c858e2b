"""Legal holds and the date of filing, as the events of a case tell them."""

from datetime import timedelta

from store_samples import NOW, UTC_NOW, a_case

from store import events, holds
from store.database import Database

DAY = timedelta(days=1)


def test_a_case_without_events_is_neither_held_nor_filed(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        assert holds.held(session) == {}
        assert holds.held(session, case.id) == {}
        assert holds.filed_at(session, case.id) is None


def test_a_hold_stands_until_it_is_lifted(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        events.append(session, case.id, NOW, "boss", holds.HOLD, {"reason": "诉讼"})
        assert holds.held(session, case.id) == {case.id: "诉讼"}
        events.append(session, case.id, NOW + DAY, "boss", holds.LIFTED, {})
        assert holds.held(session, case.id) == {}
        events.append(session, case.id, NOW + 2 * DAY, "boss", holds.HOLD, {"reason": "再审"})
        assert holds.held(session, case.id) == {case.id: "再审"}


def test_a_second_hold_gives_the_reason_that_counts(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        for reason in ("诉讼", "仲裁"):
            events.append(session, case.id, NOW, "boss", holds.HOLD, {"reason": reason})
        assert holds.held(session) == {case.id: "仲裁"}


def test_a_hold_stands_even_when_its_reason_was_erased(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        event = events.append(session, case.id, NOW, "boss", holds.HOLD, {"reason": "王芳起诉"})
        events.erase_payload(session, event)
        assert holds.held(session) == {case.id: ""}


def test_lifting_what_was_never_held_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        one, other = a_case(session, "1"), a_case(session, "2")
        events.append(session, one.id, NOW, "boss", holds.LIFTED, {})
        events.append(session, other.id, NOW, "boss", holds.HOLD, {"reason": "诉讼"})
        assert holds.held(session) == {other.id: "诉讼"}
        assert holds.held(session, one.id) == {}


def test_the_last_filing_counts(database: Database) -> None:
    with database.transaction() as session:
        case = a_case(session)
        for at in (NOW, NOW + 3 * DAY, NOW + DAY):
            events.append(session, case.id, at, "li", "filed", {})
        events.append(session, case.id, NOW + 9 * DAY, "li", "reopened", {})
        assert holds.filed_at(session, case.id) == UTC_NOW + 3 * DAY
