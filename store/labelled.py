"""Cases whose matter a person has confirmed or chosen: the examples from which words are learnt."""

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.events import EventName
from store.case_tables import event, event_payload
from store.overrides import JUDGED

_DECIDING = (EventName.CONFIRMED, EventName.DECIDED_AGAIN, JUDGED)


def confirmed_cases(session: Session) -> tuple[int, ...]:
    """The ids of the cases whose topic people stand for, oldest first.

    Confirmed by a person, or judged by hand, and not decided again since; a topic that a person chose holds even then.
    """
    query = (
        select(event.c.case_id, event.c.what, event_payload.c.payload)
        .outerjoin(event_payload, event_payload.c.event_id == event.c.id)
        .where(event.c.what.in_(_DECIDING))
        .order_by(event.c.case_id, event.c.seq)
    )
    told: dict[int, list[tuple[str, str | None]]] = {}
    for row in session.execute(query):
        told.setdefault(row.case_id, []).append((row.what, row.payload))
    return tuple(case_id for case_id, news in told.items() if _stands(news))


def _stands(news: Sequence[tuple[str, str | None]]) -> bool:
    chosen = any(what == JUDGED and payload and "topic" in json.loads(payload)["chosen"] for what, payload in news)
    return chosen or news[-1][0] != EventName.DECIDED_AGAIN
