"""Lets a paused clock go on with the time that was left, in its own time (TRADE 6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import ClockName, ClockState
from domain.decision import Pause
from domain.events import EventName
from rules.own_time import own_time
from store import clocks, events
from store.cases import CaseRow
from store.clocks import ClockRow
from workers.instance.services import Services


def go_on(services: Services, session: Session, row: ClockRow, paused_at: datetime) -> datetime:
    """Run on now a clock that has stood still since `paused_at`; when it is due. What was over then stays over."""
    calendar = services.compiled.calendar
    pause = Pause(start=paused_at, end=services.now())
    due = own_time(services.compiled, row.clock).due(row.due_at, (pause,))
    by_days = len(row.steps) > 1  # a term of days shows each of them
    provisional = by_days and calendar.unannounced(row.started_at, due)
    values = {"paused_at": None, "pauses": (*row.pauses, pause), "due_at": due, "provisional": provisional}
    clocks.change(session, row.id, ClockState.PAUSED, state=ClockState.RUNNING, **values)
    return due


def resume_handle(services: Services, session: Session, case: CaseRow, who: str) -> bool:
    """Whether the `handle` of a case was paused: then it runs on with the time that was left."""
    rows = clocks.of_case(session, case.id)
    found = [row for row in rows if row.clock is ClockName.HANDLE and row.state is ClockState.PAUSED]
    if not found or found[-1].paused_at is None:
        return False
    due = go_on(services, session, found[-1], found[-1].paused_at)
    payload = {"clock": found[-1].clock, "round": found[-1].round, "due": due.isoformat()}
    events.append(session, case.id, services.now(), who, EventName.CLOCK_RESUMED, payload)
    return True
