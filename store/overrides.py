"""What people have decided by hand: it stands in the events of the case, and holds when the rules decide it again."""

import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.events import EventName
from store.case_tables import event, event_payload

JUDGED, GRADE_CONFIRMED = EventName.JUDGED, EventName.GRADE_CONFIRMED
_CHOOSING = (JUDGED, GRADE_CONFIRMED)
_CHANGING = (*_CHOOSING, EventName.CORRECTED)


def chosen(session: Session, case_id: int) -> dict[str, object]:
    """Slot → value as JSON has it, of all slots that people have chosen so far; the last word of each stands."""
    query = (
        select(event_payload.c.payload)
        .join(event, event.c.id == event_payload.c.event_id)
        .where(event.c.case_id == case_id, event.c.what.in_(_CHOOSING), event_payload.c.payload.is_not(None))
        .order_by(event.c.seq)
    )
    found: dict[str, object] = {}
    for payload in session.execute(query).scalars():
        found |= json.loads(payload)["chosen"]
    return found


def version(session: Session, case_id: int) -> int:
    """How often people have corrected or judged a case: what they had before them when they decided, 0 at first."""
    query = select(func.count()).where(event.c.case_id == case_id, event.c.what.in_(_CHANGING))
    return session.execute(query).scalar_one()
