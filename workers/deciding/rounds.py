"""The rounds of a case: what a further one begins with, and what was told and planned in the one that runs.

A case is reopened when the resident is not satisfied or writes again after it was filed: it is handled, answered and
visited once more, and its letters and forms say what this round found and did (TRADE 2).
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.codes import CaseState
from domain.events import EventName
from domain.record import for_new_round
from domain.work_codes import RecordPart
from store import case_records, events
from store.case_records import NewRecord
from store.cases import CaseRow
from store.events import EventRow
from store.plans import PlanRow
from workers.deciding.group_work import approved_plan
from workers.instance.services import Services


def begin_round(services: Services, session: Session, case: CaseRow, who: str) -> None:
    """A further round's record, as a version of its own, in the caller's transaction, which holds the case."""
    row = case_records.latest(session, case.id)
    fresh = for_new_round(row.content) if row else None
    if row is None or fresh is None or fresh == row.content:
        return
    now, version = services.now(), row.version + 1
    case_records.add(
        session,
        NewRecord(case_id=case.id, version=version, part=RecordPart.ROUND, content=fresh, made_at=now, made_by=who),
    )
    events.append(session, case.id, now, who, EventName.RECORD_SAVED, {"version": version, "part": RecordPart.ROUND})


def of_this_round(history: Sequence[EventRow]) -> list[EventRow]:
    """The events since the case was reopened last; all of them if it never was."""
    begun = [at for at, event in enumerate(history) if _reopens(event)]
    return list(history[begun[-1] :] if begun else history)


def unsatisfied(history: Sequence[EventRow]) -> bool:
    """Whether the round that runs was opened because the resident was not satisfied, and not by a letter."""
    begun = [event for event in history if _reopens(event)]
    return bool(begun) and "intake" not in (begun[-1].payload or {"intake": None})


def plan_of_this_round(session: Session, case: CaseRow, history: Sequence[EventRow]) -> PlanRow | None:
    """The approved plan that the case, or the one that leads its group, has made since it was reopened."""
    plan = approved_plan(session, case)
    begun = [event.at for event in history if _reopens(event)]
    if plan is None or not begun or (plan.submitted_at or plan.made_at) >= begun[-1]:
        return plan
    return None


def _reopens(event: EventRow) -> bool:
    """In earlier versions a state alone told it."""
    state = event.payload.get("to") if event.what == EventName.STATE_CHANGED and event.payload else None
    return event.what == EventName.REOPENED or state == CaseState.REOPENED
