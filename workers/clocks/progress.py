"""The clock of daily progress: a case of a confirmed grade A or B reports to the manager every day (TRADE 6)."""

from sqlalchemy.orm import Session

from domain.codes import OPEN_CLOCKS, ClockName, Grade
from domain.course import HANDLED
from store import clocks, overrides
from store.cases import CaseRow
from workers.clocks.case_clocks import start_clock, stop_clock, void_clock
from workers.instance.services import Services


def follow_grade(services: Services, session: Session, case: CaseRow, grade: Grade, who: str) -> None:
    """A grade has been confirmed: start the clock from now unless it runs, or lay it down where the grade has none.

    The rulebook says how long it runs. A case that is handled has none any more.
    """
    if not grade.grave:
        void_clock(services, session, case, who, ClockName.PROGRESS)
    elif case.state not in HANDLED:
        start_clock(services, session, case, ClockName.PROGRESS, who)


def begin_again(services: Services, session: Session, case: CaseRow, who: str) -> None:
    """A case is open again: of a grade A or B that was confirmed, whenever that was, progress is reported again."""
    if "grade" in overrides.chosen(session, case.id):
        follow_grade(services, session, case, case.grade, who)


def reported(services: Services, session: Session, case: CaseRow, who: str) -> None:
    """The manager has the day's report: its round stops, and the next begins where it would have ended.

    A further report before that changes nothing.
    """
    now = services.now()
    running = [row for row in clocks.held(session, case.intake_id) if row.clock is ClockName.PROGRESS]
    ends = [row.due_at for row in running if row.state in OPEN_CLOCKS and row.started_at <= now]
    if ends:
        stop_clock(services, session, case.id, who, ClockName.PROGRESS)
        start_clock(services, session, case, ClockName.PROGRESS, who, at=max(now, *ends))
