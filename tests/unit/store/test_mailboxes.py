"""What is remembered of a mailbox, and one poller at a time."""

from datetime import timedelta

from sqlalchemy.orm import Session
from store_samples import NOW, UTC_NOW, at_once

from store import mailboxes
from store.database import Database
from store.mailboxes import MailboxState

MINUTE = timedelta(minutes=1)


def test_a_mailboxs_state_is_kept_and_replaced(database: Database) -> None:
    state = MailboxState(
        source="office", uidvalidity=4_294_967_295, high_uid=17, start_from=UTC_NOW, checked_at=UTC_NOW, shown=3
    )
    later = MailboxState(
        source="office", uidvalidity=8, high_uid=0, start_from=UTC_NOW, checked_at=UTC_NOW + MINUTE, shown=10_000
    )
    with database.transaction() as session:
        assert mailboxes.get(session, "office") is None
        mailboxes.save(session, state)
        assert mailboxes.get(session, "office") == state
        mailboxes.save(session, later)
        assert mailboxes.get(session, "office") == later


def test_a_lease_is_held_until_it_expires_or_is_given_back(database: Database) -> None:
    with database.transaction() as session:
        assert mailboxes.acquire(session, "office", "one", NOW, MINUTE)
        assert not mailboxes.acquire(session, "office", "two", NOW, MINUTE)
        assert mailboxes.acquire(session, "office", "one", NOW, MINUTE), "the holder may take it again"
        assert mailboxes.acquire(session, "office", "two", NOW + MINUTE, MINUTE), "it had expired"
        assert not mailboxes.renew(session, "office", "one", NOW + MINUTE, MINUTE)
        assert mailboxes.renew(session, "office", "two", NOW + MINUTE, 2 * MINUTE)
        mailboxes.release(session, "office", "one")
        assert not mailboxes.acquire(session, "office", "one", NOW + 2 * MINUTE, MINUTE)
        mailboxes.release(session, "office", "two")
        assert mailboxes.acquire(session, "office", "one", NOW + MINUTE, MINUTE)


def test_the_leases_of_the_dead_are_given_back_at_once(database: Database) -> None:
    with database.transaction() as session:
        mailboxes.acquire(session, "office", "dead", NOW, MINUTE)
        mailboxes.acquire(session, "garden", "alive", NOW, MINUTE)
        mailboxes.release_dead(session, lambda holder: holder == "dead")
        assert mailboxes.acquire(session, "office", "alive", NOW, MINUTE)
        assert not mailboxes.acquire(session, "garden", "two", NOW, MINUTE)


def test_of_several_pollers_one_gets_the_lease(database_url: str) -> None:
    def take(session: Session, writer: int) -> bool:
        return mailboxes.acquire(session, "office", str(writer), NOW, MINUTE)

    assert sum(at_once(database_url, 4, take)) == 1
