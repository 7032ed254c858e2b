"""What an alarm in a letter does at once, whichever way the letter came: it stands on its case or intake, which is
urgent and before a person, and an event tells it, from which those who must know are told."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from domain.codes import Urgency
from domain.decision import Alarm, Decision
from domain.events import EventName, Payload
from domain.reading import Document
from store import cases
from store.cases import CaseRow
from store.intake import IntakeRow
from store.rows import Columns
from workers.deciding.decision_input import decide_document
from workers.instance.services import Services


def names_of(alarms: Iterable[Alarm]) -> tuple[str, ...]:
    """What staff call them, each once."""
    return tuple(dict.fromkeys(alarm.name for alarm in alarms))


def told(intake_id: int, decision: Decision) -> Payload:
    """What the event says: kinds and names, nothing that the resident wrote.

    chosen: the urgency that the case has from here on, as the audit reads it.
    """
    alarms = [{"kind": alarm.kind, "name": alarm.name} for alarm in decision.alarms]
    return {"intake": intake_id, "alarms": alarms, "chosen": {"urgency": Urgency.URGENT}}


def news_of(intake_id: int, decision: Decision) -> list[tuple[EventName, Payload]]:
    """The event, if the letter raises an alarm."""
    return [(EventName.ALARM, told(intake_id, decision))] if decision.alarms else []


def columns_of(session: Session, case: CaseRow, intake_id: int, decision: Decision) -> Columns:
    """The columns of a case that a further letter's alarms, or those of a letter decided again, leave it with."""
    others = (kept for kept in cases.decisions_of_case(session, case.id) if kept.intake_id != intake_id)
    last = {kept.intake_id: kept.decision.alarms for kept in others}
    found: Columns = {"alarms": names_of([*decision.alarms, *(one for alarms in last.values() for one in alarms)])}
    if decision.alarms:
        found |= {"urgency": Urgency.URGENT, "needs_person": True}
    return found


def heard_unfiled(services: Services, row: IntakeRow, document: Document) -> Decision:
    """How the rules decide what opens no case yet: its alarms and the deadlines that they give it."""
    _, decision = decide_document(
        services.compiled,
        document,
        received=row.received_at.astimezone(services.zone),
        channel=row.channel,
        project=row.project,
        received_date_only=row.received_date_only,
    )
    return decision
