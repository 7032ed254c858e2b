"""The morning's mails: one a person and day, claimed before it is sent, so that no one ever gets two."""

from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.desk_tables import digest
from store.rows import dialect, inserting, touched


def claimed(session: Session, day: date) -> frozenset[int]:
    """The people whose mail of that day has been claimed."""
    return frozenset(session.execute(select(digest.c.person_id).where(digest.c.day == day)).scalars())


def claim(session: Session, person_id: int, day: date, at: datetime) -> bool:
    """Claim a person's mail of that day; False if somebody has. Of two at once, one is told so."""
    statement = inserting(dialect(session), digest).on_conflict_do_nothing().returning(digest.c.person_id)
    values = {"person_id": person_id, "day": day, "claimed_at": at}
    return session.execute(statement, values).first() is not None


def settle(session: Session, person_id: int, day: date, *, answer: str, sent_at: datetime | None = None) -> bool:
    """Keep what became of a claimed mail. sent_at: None if it was not accepted."""
    mine = update(digest).where(digest.c.person_id == person_id, digest.c.day == day)
    return touched(session, mine.values(answer=answer, sent_at=sent_at)) == 1


def release(session: Session, person_id: int, day: date) -> None:
    """Give up a claim of which nothing was handed over, for a later try."""
    session.execute(delete(digest).where(digest.c.person_id == person_id, digest.c.day == day))
