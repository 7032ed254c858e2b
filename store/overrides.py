"""What people have decided by hand: it stands in the events of the case, and holds when the rules decide it again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain.events import EventName, Payload
from store.case_tables import case, event, event_payload
from store.events import EventRow
from store.once import once

JUDGED, GRADE_CONFIRMED = EventName.JUDGED, EventName.GRADE_CONFIRMED
_CHOOSING = (JUDGED, GRADE_CONFIRMED)
_CHANGING = (*_CHOOSING, EventName.CORRECTED)


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a person decided by hand, or corrected. payload: None if it was erased."""

    seq: int
    what: str
    payload: Payload | None


@once
def chosen(session: Session, case_id: int) -> dict[str, object]:
    """Slot → value as JSON has it, of all slots that people have chosen so far and not taken back; the last word of
    each stands.
    """
    query = (
        select(event.c.seq, event_payload.c.payload)
        .join(event, event.c.id == event_payload.c.event_id)
        .where(event.c.case_id == case_id, event.c.what.in_(_CHOOSING), event_payload.c.payload.is_not(None))
        .order_by(event.c.seq)
    )
    return _chosen({row.seq: json.loads(row.payload) for row in session.execute(query)})


def chosen_in(history: Iterable[EventRow]) -> dict[str, object]:
    """The same, of a case whose history is at hand."""
    return _chosen({one.seq: one.payload for one in history if one.what in _CHOOSING and one.payload is not None})


def _chosen(told: Mapping[int, Payload]) -> dict[str, object]:
    gone = taken_back(told)
    found: dict[str, object] = {}
    for seq, payload in told.items():
        found |= payload["chosen"] if seq not in gone else {}
    return found


def taken_back(told: Mapping[int, Payload | None]) -> frozenset[int]:
    """Of these overrides (sequence number → payload) those that do not count: what was taken back, and its taking
    back."""
    undoing = {seq: payload["undoes"] for seq, payload in told.items() if payload and "undoes" in payload}
    return frozenset({*undoing, *undoing.values()})


def last(session: Session, case_id: int) -> Word | None:
    """The last time that people corrected or judged a case."""
    query = (
        select(event.c.seq, event.c.what, event_payload.c.payload)
        .outerjoin(event_payload, event_payload.c.event_id == event.c.id)
        .where(event.c.case_id == case_id, event.c.what.in_(_CHANGING))
    )
    row = session.execute(query.order_by(event.c.seq.desc()).limit(1)).first()
    payload = json.loads(row.payload) if row and row.payload else None
    return None if row is None else Word(seq=row.seq, what=row.what, payload=payload)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Slots that a person set in place of what the rules had decided. case: its number; decision: the id of that which
    they looked at. changes: slot → (as it was, as it is), as JSON has them.
    """

    case_id: int
    case: str
    decision: int
    changes: Mapping[str, tuple[object, object]]


def recent(session: Session, limit: int) -> list[Judged]:
    """The last times that people decided a case by hand and changed something, newest first."""
    query = (
        select(event.c.case_id, case.c.number, event_payload.c.payload)
        .join(event_payload, event.c.id == event_payload.c.event_id)
        .join(case, event.c.case_id == case.c.id)
        .where(event.c.what == text("'judged'"), event_payload.c.payload.is_not(None))
        .order_by(event.c.id.desc())
        .limit(limit)
    )
    found = ((row.case_id, row.number, json.loads(row.payload)) for row in session.execute(query))
    return [
        Judged(case_id=id_, case=number, decision=told["decision"], changes=told["changes"])
        for id_, number, told in found
        if told.get("changes") and "undoes" not in told
    ]


def version(session: Session, case_id: int) -> int:
    """How often people have corrected or judged a case: what they had before them when they decided, 0 at first."""
    query = select(func.count()).where(event.c.case_id == case_id, event.c.what.in_(_CHANGING))
    return session.execute(query).scalar_one()
