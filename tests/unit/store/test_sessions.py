"""Sessions, one-time links, failures, and who looked at what."""

from datetime import timedelta

from sqlalchemy.orm import Session
from store_samples import UTC_NOW, a_case

from domain.staff_codes import LinkPurpose
from store import case_views, people, sessions
from store.database import Database
from store.people import NewPerson
from store.sessions import LinkRow, SessionRow

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def somebody(session: Session, login: str = "wang") -> int:
    row = people.create(session, NewPerson(login=login, name="王芳", made_at=UTC_NOW, made_by="admin"))
    assert row is not None
    return row.id


def begin(session: Session, person_id: int, token_hash: str, *, start: timedelta = timedelta(0)) -> SessionRow:
    made = UTC_NOW + start
    row = SessionRow(
        token_hash=token_hash, person_id=person_id, csrf="c", made_at=made, seen_at=made, expires_at=made + HOUR
    )
    sessions.begin(session, row)
    return row


def link(person_id: int, token_hash: str, purpose: LinkPurpose = LinkPurpose.INVITE) -> LinkRow:
    return LinkRow(
        token_hash=token_hash,
        person_id=person_id,
        purpose=purpose,
        made_at=UTC_NOW,
        made_by="admin",
        expires_at=UTC_NOW + HOUR,
    )


def test_a_session_is_found_by_its_hash_touched_and_ended(database: Database) -> None:
    with database.transaction() as session:
        row = begin(session, somebody(session), "a")
        assert sessions.find(session, "a") == row
        sessions.touch(session, "a", UTC_NOW + MINUTE)
        found = sessions.find(session, "a")
        assert found is not None
        assert found.seen_at == UTC_NOW + MINUTE
        sessions.end(session, "a")
        assert sessions.find(session, "a") is None


def test_all_sessions_of_a_person_end_but_one(database: Database) -> None:
    with database.transaction() as session:
        wang, li = somebody(session), somebody(session, "li")
        for token_hash in "abc":
            begin(session, wang, token_hash)
        begin(session, li, "d")
        assert sessions.end_all(session, wang, but="b") == 2
        assert [one for one in "abcd" if sessions.find(session, one)] == ["b", "d"]
        assert sessions.end_all(session, wang) == 1


def test_a_new_session_sweeps_out_those_that_have_expired(database: Database) -> None:
    with database.transaction() as session:
        wang = somebody(session)
        begin(session, wang, "a")
        begin(session, wang, "b", start=HOUR)
        assert sessions.find(session, "a") is None
        assert sessions.find(session, "b")


def test_a_link_is_used_once_and_not_after_its_time(database: Database) -> None:
    with database.transaction() as session:
        wang = somebody(session)
        sessions.keep_link(session, link(wang, "a"))
        sessions.keep_link(session, link(wang, "b", LinkPurpose.SIGN_IN))
        assert sessions.use_link(session, "a", UTC_NOW)
        assert not sessions.use_link(session, "a", UTC_NOW)
        assert not sessions.use_link(session, "b", UTC_NOW + HOUR)
        used = sessions.find_link(session, "a")
        assert used is not None
        assert used.used_at == UTC_NOW


def test_a_person_has_one_link_for_a_purpose(database: Database) -> None:
    with database.transaction() as session:
        wang, li = somebody(session), somebody(session, "li")
        for row in (
            link(wang, "a"),
            link(wang, "b", LinkPurpose.SIGN_IN),
            link(li, "c"),
            link(wang, "d"),
        ):
            sessions.keep_link(session, row)
        assert [one for one in "abcd" if sessions.find_link(session, one)] == ["b", "c", "d"]
        sessions.void_links(session, wang)
        assert [one for one in "abcd" if sessions.find_link(session, one)] == ["c"]


def test_failures_are_counted_by_key_taken_back_and_forgotten(database: Database) -> None:
    with database.transaction() as session:
        sessions.add_failures(session, ["login", "address"], UTC_NOW)
        later = sessions.add_failures(session, ["login", "address"], UTC_NOW + MINUTE)
        assert sessions.failures(session, "login", UTC_NOW) == [UTC_NOW + MINUTE], "after, not at"
        assert sessions.failures(session, "login", UTC_NOW - MINUTE) == [UTC_NOW, UTC_NOW + MINUTE]
        sessions.take_back(session, later[:1])
        assert sessions.failures(session, "login", UTC_NOW - MINUTE) == [UTC_NOW]
        assert len(sessions.failures(session, "address", UTC_NOW - MINUTE)) == 2
        sessions.clear_failures(session, "login")
        assert sessions.failures(session, "login", UTC_NOW - MINUTE) == []
        sessions.forget_failures(session, UTC_NOW + MINUTE)
        assert sessions.failures(session, "address", UTC_NOW - MINUTE) == [UTC_NOW + MINUTE]


def test_who_looked_at_what_is_kept_for_either_question(database: Database) -> None:
    with database.transaction() as session:
        wang, li = somebody(session), somebody(session, "li")
        case = a_case(session)
        case_views.add(session, case.id, wang, UTC_NOW, "page")
        case_views.add(session, case.id, li, UTC_NOW + MINUTE, "original")
        assert [(one.login, one.what) for one in case_views.of_case(session, case.id)] == [
            ("li", "original"),
            ("wang", "page"),
        ]
        look = case_views.of_case(session, case.id)[-1]
        assert (look.at, look.case, look.name) == (UTC_NOW, case.number, "王芳")
