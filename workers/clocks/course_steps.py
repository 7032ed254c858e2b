"""Carries out what the table of the course says of an act: where the case goes, and which clocks start and stop."""

from sqlalchemy.orm import Session

from domain.codes import CaseState, ClockName, ClockState, Department
from domain.course import Act, CourseStep
from domain.course_table import STEPS
from domain.events import EventName
from store import cases, clocks, events
from store.cases import CaseRow
from workers.clocks.case_clocks import start_clock, stop_clock, void_clock
from workers.clocks.progress import begin_again
from workers.deciding.rounds import begin_round
from workers.instance.services import Services

_VISITED = (CaseState.VISITED, CaseState.FILED)
"""States that keep what visits have come to."""
_ENDED = (ClockState.MET, ClockState.LATE)


def advance(
    services: Services,
    session: Session,
    case: CaseRow,
    step: CourseStep,
    who: str,
    *,
    reason: str = "",
    department: Department | None = None,
) -> CaseRow:
    """The case after the act: its state first, then its clocks, each change as an event. The case is held.

    reason: stands in the event of the state. department: whose clocks are meant, None for all.
    """
    moved = move(services, session, case, step.leads(case.state), who, reason=reason)
    if step.stops:
        stop_clock(services, session, case.id, who, *step.stops, department=department)
    for name in step.voids:
        void_clock(services, session, moved, who, name)
    for name in step.resumes:
        resume_stopped(services, session, moved, who, name)
    for name in step.starts:
        start_clock(services, session, moved, name, who, department=department)
    return moved


def move(
    services: Services,
    session: Session,
    case: CaseRow,
    state: CaseState,
    who: str,
    *,
    reason: str = "",
    **more: object,
) -> CaseRow:
    """The case in another state, with the event that tells it; as it was if it is there already. more: of the event."""
    if case.state is state:
        return case
    values = {} if state in _VISITED else {"visit": None}
    cases.update_case(session, case.id, state=state, **values)
    payload = {"from": case.state, "to": state} | ({"reason": reason} if reason else {}) | more
    events.append(session, case.id, services.now(), who, EventName.STATE_CHANGED, payload)
    return cases.get_case(session, case.id) or case


def new_round(services: Services, session: Session, case: CaseRow, who: str, reason: str) -> CaseRow:
    """Reopen a case for a further round: it is to be handled and answered once more."""
    number = case.reply_round + 1
    cases.update_case(session, case.id, state=CaseState.REOPENED, visit=None, reply_round=number)
    payload = {"from": case.state, "reason": reason, "round": number}
    events.append(session, case.id, services.now(), who, EventName.REOPENED, payload)
    begin_round(services, session, case, who)
    again = cases.get_case(session, case.id) or case
    for name in STEPS[Act.REOPEN].starts if case.kind.is_matter else ():
        if name is ClockName.PROGRESS:
            begin_again(services, session, again, who)
        else:
            start_clock(services, session, again, name, who)
    return again


def resume_stopped(services: Services, session: Session, case: CaseRow, who: str, name: ClockName) -> None:
    """The last round of a clock that has stopped runs on with its old due moment, as if it had never stopped."""
    rows = [row for row in clocks.of_case(session, case.id) if row.clock is name]
    if not rows or rows[-1].state not in _ENDED:
        return
    values = {"state": ClockState.RUNNING, "stopped_at": None, "stopped_by": None, "stopped_by_letter": None}
    if clocks.change(session, rows[-1].id, rows[-1].state, **values):
        payload = {"clock": name, "round": rows[-1].round}
        events.append(session, case.id, services.now(), who, EventName.CLOCK_RESUMED, payload)
