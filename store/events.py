"""A case is its events: appended, never changed, each bound to the one before, so that tampering is found.

The chain runs over salted digests; the personal payload stands in a table of its own, so that a lawful erasure (PIPL
art. 47) leaves a tombstone and an unbroken chain. The case holds the end of its chain, so that a cut-off end is found.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from domain.events import EventName, Payload
from domain.notices import TELL
from domain.notices import news as told_to_people
from store import chains, jobs, webhooks
from store.case_tables import case, event, event_payload
from store.chains import End, Flaw
from store.once import once
from store.rows import AnyRow, touched


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """One event; payload is None once it has been erased."""

    id: int
    case_id: int
    seq: int
    at: datetime
    who: str
    what: str
    payload: Payload | None


def append(session: Session, case_id: int, at: datetime, who: str, what: EventName, payload: Payload) -> int:
    """Add an event to the case's history; its id. Otherwise as `append_many`."""
    return append_many(session, case_id, at, who, [(what, payload)])[0]


def append_many(
    session: Session,
    case_id: int,
    at: datetime,
    who: str,
    news: Sequence[tuple[EventName, Payload]],
    *,
    quietly: bool = False,
) -> list[int]:
    """Add several events of one moment, each `what` with its payload (JSON values only); their ids.

    What people are told of is noted for the stage TELL in the same transaction, and what programs are told of enters
    their log: no event is without its notices. quietly: what is long over is told to no one.
    Writers to one case wait for each other (its row is locked); should that ever fail, the unique (case, seq) makes
    the later one's transaction fail with sqlalchemy.exc.IntegrityError. KeyError if there is no such case.
    """
    last = session.execute(_LAST, {"case": case_id}).one_or_none()
    if last is None:
        raise KeyError(f"No case {case_id}")
    head, rows, payloads = last.event_head, [], []
    for seq, (what, payload) in enumerate(news, last.events + 1):
        previous, sealed = head, chains.seal(payload)
        head = chains.link(previous, case_id, seq, at, who, what, sealed.digest)
        row = {"case_id": case_id, "seq": seq, "at": at, "who": who, "what": str(what), "digest": sealed.digest}
        rows.append({**row, "previous_hash": previous, "hash": head})
        payloads.append({"salt": sealed.salt, "payload": sealed.text})
    added = [int(id_) for id_ in session.execute(_ADD, rows).scalars()]
    session.execute(_ADD_PAYLOAD, [{"event_id": id_, **kept} for id_, kept in zip(added, payloads, strict=True)])
    session.execute(_SET_LAST, {"case": case_id, "events": last.events + len(rows), "event_head": head})
    if quietly:
        return added
    jobs.defer_many(session, TELL, [added[place] for place in told_to_people(news)])
    webhooks.enter(session, [(id_, str(what)) for id_, (what, _) in zip(added, news, strict=True)], at)
    return added


def end_of(session: Session, case_id: int) -> tuple[int, str]:
    """How many events the case has, and the hash of the last. KeyError if there is no such case."""
    last = session.execute(select(case.c.events, case.c.event_head).where(case.c.id == case_id)).one_or_none()
    if last is None:
        raise KeyError(f"No case {case_id}")
    return last.events, last.event_head


@once
def history(session: Session, case_id: int) -> list[EventRow]:
    """The case's events, first to last."""
    return [_as_row(row) for row in session.execute(_HISTORY, {"case": case_id})]


def histories(session: Session, case_ids: Collection[int]) -> dict[int, list[EventRow]]:
    """The same for several cases."""
    found: dict[int, list[EventRow]] = {id_: [] for id_ in case_ids}
    for row in session.execute(_EVENTS.where(event.c.case_id.in_(found)).order_by(event.c.case_id, event.c.seq)):
        found[row.case_id].append(_as_row(row))
    return found


def get(session: Session, event_id: int) -> EventRow | None:
    """One event, or None."""
    row = session.execute(_BY_ID, {"id": event_id}).one_or_none()
    return None if row is None else _as_row(row)


def verify(session: Session, case_id: int) -> list[str]:
    """What is wrong with the case's chain, one sentence each; empty if it is as it was written."""
    end = session.execute(select(case.c.events, case.c.event_head).where(case.c.id == case_id)).one_or_none()
    if end is None:
        return [f"There is no case {case_id}"]
    rows = session.execute(CHAINS.where(event.c.case_id == case_id))
    return [str(flaw) for flaw in flaws(rows, end.events, end.event_head)]


def flaws(rows: Iterable[AnyRow], end: int, head: str) -> Iterator[Flaw]:
    """What is wrong with one chain: its rows as CHAINS selects them, and the end that its case holds."""
    linked = (
        (row, chains.link(row.previous_hash, row.case_id, row.seq, row.at, row.who, row.what, row.digest))
        for row in rows
    )
    return chains.flaws(linked, End(count=end, head=head))


def erase_payload(session: Session, event_id: int) -> bool:
    """Erase one event's personal payload and its salt, leaving the tombstone; whether there was one to erase.

    `erasures.erase` does it with the event that says so, without which it is an alarm.
    """
    kept = update(event_payload).where(event_payload.c.event_id == event_id, event_payload.c.payload.is_not(None))
    return touched(session, kept.values(salt=None, payload=None)) == 1


def _as_row(row: AnyRow) -> EventRow:
    return EventRow(
        id=row.id,
        case_id=row.case_id,
        seq=row.seq,
        at=row.at,
        who=row.who,
        what=row.what,
        payload=None if row.payload is None else json.loads(row.payload),
    )


CHAINS = (
    select(event, event_payload.c.event_id.label("kept"), event_payload.c.salt, event_payload.c.payload)
    .outerjoin(event_payload, event_payload.c.event_id == event.c.id)
    .order_by(event.c.case_id, event.c.seq)
)
"""The events of all chains with their payloads, one chain after the other: what `flaws` looks at."""
# The lock is PostgreSQL's (SQLite has one writer anyway); key_share lets other tables go on referring to the case.
_LAST = select(case.c.events, case.c.event_head).where(case.c.id == bindparam("case")).with_for_update(key_share=True)
_ADD = insert(event).returning(event.c.id, sort_by_parameter_order=True)
_ADD_PAYLOAD = insert(event_payload)
_EVENTS = select(event, event_payload.c.payload).outerjoin(event_payload, event_payload.c.event_id == event.c.id)
_HISTORY = _EVENTS.where(event.c.case_id == bindparam("case")).order_by(event.c.seq)
_BY_ID = _EVENTS.where(event.c.id == bindparam("id"))
_SET_LAST = update(case).where(case.c.id == bindparam("case"))
