"""The house log: who came in, who changed people, settings and rules; appended in the caller's own transaction, chained
like a case's events.

An entry's name stands in `domain.HOUSE_EVENT`, its sentence in `desk/views/house_sentences.py`.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from domain.events import HouseEvent, Payload
from store import chains
from store.chains import End, Flaw
from store.columns import storable
from store.desk_tables import house_event, house_event_payload, house_head
from store.rows import touched

CHAIN = "house"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry. who: a login or a part of the program; whom: the login it is about, "" for none.

    payload is None once it has been erased.
    """

    id: int
    seq: int
    at: datetime
    who: str
    what: str
    whom: str
    payload: Payload | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries a page shows. person: who acted or whom it was about; what: none means all; times half open."""

    what: Collection[str] = ()
    person: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def append(
    session: Session, *, at: datetime, who: str, what: HouseEvent, whom: str = "", payload: Payload | None = None
) -> int:
    """Add an entry (payload: JSON values only); its number, 1 for the first.

    Writers wait for each other until the end of their transactions: append last, after every other row was locked.
    """
    last = end(session, lock=True)
    who, whom = storable(who), storable(whom)
    seq, sealed = last.count + 1, chains.seal(payload or {})
    hashed = chains.link(last.head, CHAIN, seq, at, who, what, whom, sealed.digest)
    row = {"seq": seq, "at": at, "who": who, "what": str(what), "whom": whom, "digest": sealed.digest}
    added = session.execute(_ADD, {**row, "previous_hash": last.head, "hash": hashed}).scalar_one()
    session.execute(_ADD_PAYLOAD, {"event_id": added, "salt": sealed.salt, "payload": sealed.text})
    session.execute(update(house_head), {"events": seq, "event_head": hashed})
    return seq


def end(session: Session, *, lock: bool = False) -> End:
    """Where the chain ends now. lock: no other transaction appends until this one ends."""
    row = session.execute(_END_LOCKED if lock else _END).one()
    return End(count=row.events, head=row.event_head)


def page(session: Session, wanted: Wanted, *, before: int | None = None, limit: int = 50) -> list[Entry]:
    """The newest entries that are wanted, newest first. before: only those with a smaller `seq`."""
    query = _WITH_PAYLOAD.order_by(house_event.c.seq.desc()).limit(limit)
    if wanted.what:
        query = query.where(house_event.c.what.in_(wanted.what))
    if wanted.person is not None:
        query = query.where(or_(house_event.c.who == wanted.person, house_event.c.whom == wanted.person))
    if wanted.since is not None:
        query = query.where(house_event.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(house_event.c.at < wanted.until)
    if before is not None:
        query = query.where(house_event.c.seq < before)
    return [
        Entry(
            id=row.id,
            seq=row.seq,
            at=row.at,
            who=row.who,
            what=row.what,
            whom=row.whom,
            payload=None if row.payload is None else json.loads(row.payload),
        )
        for row in session.execute(query)
    ]


def verify(session: Session, *, after: int = 0) -> list[str]:
    """What is wrong with the chain, one sentence each; empty if it is as it was written."""
    return [str(flaw) for flaw in flaws(session, after=after)]


def flaws(session: Session, *, after: int = 0) -> Iterator[Flaw]:
    """What is wrong with the chain. after: the event up to which, and with which, it has been looked at before."""
    start = chains.EMPTY
    if after:
        hashed = session.execute(select(house_event.c.hash).where(house_event.c.seq == after)).scalar()
        start = End(count=after, head=hashed or "")
    query = _WITH_PAYLOAD.where(house_event.c.seq > after).order_by(house_event.c.seq)
    linked = (
        (row, chains.link(row.previous_hash, CHAIN, row.seq, row.at, row.who, row.what, row.whom, row.digest))
        for row in session.execute(query.execution_options(yield_per=1000))
    )
    return chains.flaws(linked, end(session), start=start)


def erase_payload(session: Session, event_id: int) -> bool:
    """Erase one entry's payload and its salt, leaving the tombstone; whether there was one to erase.

    The caller appends an entry `chains.ERASED` that says who erased it and why, without which it is an alarm.
    """
    kept = update(house_event_payload).where(
        house_event_payload.c.event_id == event_id, house_event_payload.c.payload.is_not(None)
    )
    return touched(session, kept.values(salt=None, payload=None)) == 1


_WITH_PAYLOAD = select(
    house_event,
    house_event_payload.c.event_id.label("kept"),
    house_event_payload.c.salt,
    house_event_payload.c.payload,
).outerjoin(house_event_payload, house_event_payload.c.event_id == house_event.c.id)
_ADD = insert(house_event).returning(house_event.c.id)
_ADD_PAYLOAD = insert(house_event_payload)
_END = select(house_head.c.events, house_head.c.event_head).where(house_head.c.id == 1)
_END_LOCKED = _END.with_for_update()  # PostgreSQL's; SQLite has one writer anyway
