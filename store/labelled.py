"""Cases whose matter a person has confirmed or chosen: the examples from which words are learnt."""

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.events import EventName, Payload
from store.case_tables import event, event_payload
from store.overrides import JUDGED, taken_back

_DECIDING = (EventName.CONFIRMED, EventName.DECIDED_AGAIN, JUDGED)


def confirmed_cases(session: Session) -> tuple[int, ...]:
    """The ids of the cases whose topic people stand for, oldest first.

    Confirmed by a person, or judged by hand, and not decided again since; a topic that a person chose holds even then.
    """
    query = (
        select(event.c.case_id, event.c.seq, event.c.what, event_payload.c.payload)
        .outerjoin(event_payload, event_payload.c.event_id == event.c.id)
        .where(event.c.what.in_(_DECIDING))
        .order_by(event.c.case_id, event.c.seq)
    )
    told: dict[int, dict[int, tuple[str, Payload | None]]] = {}
    for row in session.execute(query):
        payload = json.loads(row.payload) if row.what == JUDGED and row.payload else None
        told.setdefault(row.case_id, {})[row.seq] = (row.what, payload)
    return tuple(case_id for case_id, news in told.items() if _stands(news))


def _stands(news: Mapping[int, tuple[str, Payload | None]]) -> bool:
    gone = taken_back({seq: payload for seq, (_, payload) in news.items()})
    left = [one for seq, one in news.items() if seq not in gone]
    chosen = any(what == JUDGED and payload and "topic" in payload["chosen"] for what, payload in left)
    return chosen or (bool(left) and left[-1][0] != EventName.DECIDED_AGAIN)
