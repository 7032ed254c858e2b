"""The morning's mail: claimed once a person and day, whoever tries."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from store_samples import NOW, UTC_NOW, at_once

from store import digests, people
from store.database import Database
from store.desk_tables import digest
from store.people import NewPerson

NEW_YEARS_EVE = date(2026, 12, 31)
NEW_YEAR = date(2027, 1, 1)


def person(session: Session, login: str = "li") -> int:
    row = people.create(session, NewPerson(login=login, name=login, made_at=NOW, made_by="huihan"))
    assert row is not None
    return row.id


def test_a_mail_is_claimed_once_a_day(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        assert digests.claim(session, li, NEW_YEARS_EVE, NOW)
        assert not digests.claim(session, li, NEW_YEARS_EVE, NOW + timedelta(hours=1))
        assert digests.claim(session, li, NEW_YEAR, NOW)
        assert digests.claimed(session, NEW_YEARS_EVE) == {li}


def test_each_person_has_a_mail_of_their_own(database: Database) -> None:
    with database.transaction() as session:
        li, chen = person(session), person(session, "chen")
        assert digests.claim(session, li, NEW_YEAR, NOW)
        assert digests.claim(session, chen, NEW_YEAR, NOW)
        assert digests.claimed(session, NEW_YEAR) == {li, chen}
        assert digests.claimed(session, NEW_YEARS_EVE) == frozenset()


def test_of_several_at_once_one_claims(database_url: str, database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
    claims = at_once(database_url, 4, lambda session, _: digests.claim(session, li, NEW_YEAR, NOW))
    assert sorted(claims) == [False, False, False, True]


def test_a_claim_that_was_given_up_can_be_claimed_again(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        digests.claim(session, li, NEW_YEAR, NOW)
        digests.release(session, li, NEW_YEAR)
        assert digests.claimed(session, NEW_YEAR) == frozenset()
        assert digests.claim(session, li, NEW_YEAR, NOW)


def test_what_became_of_a_mail_is_kept(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        assert not digests.settle(session, li, NEW_YEAR, answer="250 OK", sent_at=NOW), "it was never claimed"
        digests.claim(session, li, NEW_YEAR, NOW)
        assert digests.settle(session, li, NEW_YEAR, answer="250 OK", sent_at=NOW)
        row = session.execute(select(digest)).one()
        assert (row.answer, row.sent_at) == ("250 OK", UTC_NOW)


def test_a_refused_mail_has_an_answer_and_no_time(database: Database) -> None:
    with database.transaction() as session:
        li = person(session)
        digests.claim(session, li, NEW_YEAR, NOW)
        digests.settle(session, li, NEW_YEAR, answer="550 no such user")
        row = session.execute(select(digest)).one()
        assert (row.answer, row.sent_at) == ("550 no such user", None)
        assert not digests.claim(session, li, NEW_YEAR, NOW), "a refused mail is not tried again the same day"
