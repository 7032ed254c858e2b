"""The clock of daily progress: a case of a confirmed grade A or B reports to the manager every day (TRADE 6)."""

from sqlalchemy.orm import Session

from domain.codes import CaseState, ClockName, ClockState, Grade
from store import clocks, events
from store.cases import CaseRow
from workers import deadlines
from workers.services import Services

_DAILY = (Grade.A, Grade.B)
_HANDLED = (CaseState.DONE, CaseState.FED_BACK, CaseState.VISITED, CaseState.FILED)
_OPEN = (ClockState.RUNNING, ClockState.PAUSED)


def follow_grade(services: Services, session: Session, case: CaseRow, grade: Grade, who: str) -> None:
    """A grade has been confirmed: start the clock's next round from now, or lay its open one down where it has none.

    The rulebook says how long it runs. A case that is handled has none any more.
    """
    rounds = [row for row in clocks.held(session, case.intake_id) if row.clock is ClockName.PROGRESS]
    running = [row for row in rounds if row.state in _OPEN]
    if grade not in _DAILY:
        for row in running:
            values = {"state": ClockState.VOID, "stopped_at": services.now(), "stopped_by": who}
            clocks.change(session, row.id, row.state, **values)
            events.append(session, case.id, services.now(), who, "clock_stopped", {"clock": row.clock})
    elif not running and case.state not in _HANDLED:
        now = services.now().astimezone(services.zone)
        started = deadlines.ordinary(services.compiled, (ClockName.PROGRESS,), now)
        number = max((row.round for row in rounds), default=0) + 1
        clocks.start(session, case.intake_id, case.id, number, started)
        due = {one.clock.value: one.due.isoformat() for one in started}
        events.append(session, case.id, services.now(), who, "clocks_started", {"round": number, "due": due})
