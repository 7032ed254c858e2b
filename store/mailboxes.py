"""What a poller must remember of a mailbox, and the leases that keep two pollers from working one mailbox at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from store.rows import dialect, first, inserting, selecting, touched
from store.tables import lease, mailbox_state


@dataclass(frozen=True, kw_only=True)
class MailboxState:
    """How far a mailbox was read (RFC 3501, 2.3.1.1: UIDs mean something only together with UIDVALIDITY).

    high_uid: the highest UID entered, 0 for none. start_from: mail received earlier is `before_start`. shown: how many
    messages the server last showed.
    """

    source: str
    uidvalidity: int
    high_uid: int
    start_from: datetime
    checked_at: datetime
    shown: int


def get(session: Session, source: str) -> MailboxState | None:
    """The state of one mailbox; None before its first contact."""
    query = selecting(MailboxState, mailbox_state).where(mailbox_state.c.source == source)
    return first(session, MailboxState, query, {})


def save(session: Session, state: MailboxState) -> None:
    """Remember `state` instead of whatever was known of its mailbox."""
    values = dict(vars(state))
    statement = inserting(dialect(session), mailbox_state).values(**values)
    session.execute(statement.on_conflict_do_update(index_elements=[mailbox_state.c.source], set_=values))


def acquire(session: Session, name: str, holder: str, now: datetime, for_: timedelta) -> bool:
    """Take the lease `name` until now + `for_`, if it is free, expired, or the holder's own; whether it was taken."""
    values = {"holder": holder, "expires_at": now + for_}
    free = or_(lease.c.expires_at <= now, lease.c.holder == holder)
    statement = (
        inserting(dialect(session), lease)
        .values(name=name, **values)
        .on_conflict_do_update(index_elements=[lease.c.name], set_=values, where=free)
        .returning(lease.c.name)
    )
    return session.execute(statement).first() is not None


def renew(session: Session, name: str, holder: str, now: datetime, for_: timedelta) -> bool:
    """Prolong a lease still held; False if another has taken it meanwhile: then stop working."""
    mine = (lease.c.name == name) & (lease.c.holder == holder)
    return touched(session, update(lease).where(mine).values(expires_at=now + for_)) == 1


def release(session: Session, name: str, holder: str) -> None:
    """Give the lease back; nothing happens if it is not the holder's."""
    session.execute(delete(lease).where(lease.c.name == name, lease.c.holder == holder))


def release_dead(session: Session, is_dead: Callable[[str], bool]) -> None:
    """Give back the leases of holders that are known to be dead, without waiting for them to expire."""
    for name, holder in session.execute(select(lease.c.name, lease.c.holder)).all():
        if is_dead(holder):
            release(session, name, holder)
