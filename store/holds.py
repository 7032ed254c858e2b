"""What must be kept of cases by law: a hold that somebody set, and when a case was filed; both stand in its events."""

import json
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.events import EventName
from store.case_tables import event, event_payload

HOLD, LIFTED = EventName.LEGAL_HOLD, EventName.LEGAL_HOLD_LIFTED
_FILED = EventName.FILED


def held(session: Session, case_id: int | None = None) -> dict[int, str]:
    """Case → why it is held, of all cases (or one) under a hold that was not lifted since."""
    query = (
        select(event.c.case_id, event.c.what, event_payload.c.payload)
        .join(event_payload, event_payload.c.event_id == event.c.id)
        .where(event.c.what.in_((HOLD, LIFTED)))
        .order_by(event.c.case_id, event.c.seq)
    )
    found: dict[int, str] = {}
    for row in session.execute(query if case_id is None else query.where(event.c.case_id == case_id)):
        if row.what == HOLD:
            found[row.case_id] = str(json.loads(row.payload or "{}").get("reason", ""))
        else:
            found.pop(row.case_id, None)
    return found


def filed_at(session: Session, case_id: int) -> datetime | None:
    """When a case was last filed, None if no event says so."""
    query = select(func.max(event.c.at)).where(event.c.case_id == case_id, event.c.what == _FILED)
    at: datetime | None = session.execute(query).scalar()
    return at
