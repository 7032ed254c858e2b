"""A household's second letter about the same (二次投诉) is linked to the first and shows what was promised then."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState
from domain.decision import DecisionInput
from domain.events import EventName
from domain.staff import HOUSE
from store import cases, events, letters
from store.cases import CaseRow
from workers.deciding.group_work import approved_plan
from workers.instance.services import Services

_OUT = (LetterState.SENT, LetterState.POSTED)


def note(services: Services, session: Session, case: CaseRow, given: DecisionInput) -> None:
    """Say of a case that has just been opened which earlier one of its household it repeats, if any."""
    since = given.received - timedelta(days=services.compiled.rulebook.groups.repeat_days)
    before = [
        one.number
        for one in given.history
        if one.same_household and one.topic is not None and one.topic == case.topic and one.received >= since
    ]
    earlier = cases.get_case(session, before[0]) if before else None
    if earlier is None:
        return
    day = promised(session, earlier)
    payload = {"number": earlier.number, "promised": day.isoformat() if day else None}
    events.append(session, case.id, services.now(), HOUSE, EventName.REPEATED, payload)


def promised(session: Session, case: CaseRow) -> date | None:
    """The last day that the household was told of: an interim letter's, else the last measure's of the plan."""
    told = [
        one.promised
        for one in letters.of_case(session, case.id)
        if one.kind is LetterKind.INTERIM and one.state in _OUT and one.promised is not None
    ]
    plan = approved_plan(session, case)
    days = told or [measure.due for measure in (plan.measures if plan else ()) if measure.due is not None]
    return max(days, default=None)
