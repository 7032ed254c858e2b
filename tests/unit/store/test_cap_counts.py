"""What caps count: mailboxes and domains however they are written, what went out lately and what is on its way."""

from datetime import timedelta

from store_samples import NOW, a_case, a_letter

from domain.codes import LetterKind, LetterState
from store import caps, letters
from store.database import Database


def sent(session, number, address, *, ago=timedelta(minutes=5), state=LetterState.SENT, **values):
    letter = a_letter(session, a_case(session, number), state=state, to_address=address, number=number, **values)
    if state is LetterState.SENT:
        letters.advance(session, letter.id, state, state, claimed_at=NOW - ago)
    return letter


def test_one_mailbox_is_counted_under_all_its_spellings(database: Database) -> None:
    with database.transaction() as session:
        for number, address in enumerate(["wang@x.cn", "Wang+1@x.cn", "WANG+2@X.CN", "li@x.cn", "wang@y.cn"]):
            sent(session, str(number), address)
        counted = caps.acknowledged(session, "wang+new@x.cn", 0, NOW)
        assert (counted.mailbox, counted.domain, counted.day, counted.hour) == (3, 4, 5, 5)


def test_what_is_older_held_or_no_acknowledgement_does_not_count(database: Database) -> None:
    with database.transaction() as session:
        sent(session, "1", "wang@x.cn", ago=timedelta(hours=2))
        sent(session, "2", "wang@x.cn", ago=timedelta(days=2))
        sent(session, "3", "wang@x.cn", state=LetterState.QUEUED)
        sent(session, "4", "wang@x.cn", state=LetterState.QUEUED, held="转发件")
        sent(session, "5", "wang@x.cn", kind=LetterKind.REPLY)
        a_letter(session, a_case(session, "6"), state=LetterState.DRAFT, to_address="wang@x.cn")
        counted = caps.acknowledged(session, "wang@x.cn", 0, NOW)
        assert (counted.hour, counted.day, counted.mailbox) == (1, 2, 2)


def test_a_subdomain_is_its_owners_domain(database: Database) -> None:
    with database.transaction() as session:
        sent(session, "1", "a@one.victim.com.cn")
        sent(session, "2", "b@two.victim.com.cn")
        counted = caps.acknowledged(session, "c@victim.com.cn", 0, NOW)
        assert (counted.mailbox, counted.domain) == (0, 2)
