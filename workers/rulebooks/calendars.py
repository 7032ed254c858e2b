"""Calculates provisional deadlines again once the State Council's notice of the year they cross is known (TRADE 6)."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import OPEN_CLOCKS
from domain.decision import Deadline
from domain.events import EventName, HouseEvent
from rules.calendar import WorkCalendar
from rules.own_time import OwnTime
from store import clocks, events, house_log
from store.clocks import ClockRow
from store.database import Database


@dataclass(frozen=True, kw_only=True)
class Move:
    """What a calendar makes of one open clock. case_id: None for a letter that waits for a person."""

    row: ClockRow
    new: Deadline

    @property
    def case_id(self) -> int | None:
        """Whose clock it is."""
        return self.row.case_id


def moves(session: Session, calendar: WorkCalendar) -> list[Move]:
    """What `recalculate_published` would do by this calendar; nothing is changed."""
    found = []
    for row in clocks.provisional(session):
        new = _again(calendar, row) if calendar.announced_since(_deadline(row)) else None
        if new is not None:
            found.append(Move(row=row, new=new))
    return found


def recalculate_published(database: Database, calendar: WorkCalendar, *, now: datetime, who: str) -> int:
    """Move the open clocks whose year has been published since, those that are paused as well; how many.

    An event of each case tells old and new. Running it again, or twice at once, moves nothing twice.
    """
    with database.reading() as session:
        waiting = [row for row in clocks.provisional(session) if calendar.announced_since(_deadline(row))]
    by_intake: dict[int, set[int]] = defaultdict(set)
    for row in waiting:
        by_intake[row.intake_id].add(row.id)
    moved = 0
    for intake_id, ids in sorted(by_intake.items()):
        with database.transaction() as session:
            moved += _calculate(session, calendar, intake_id, ids, now, who)
    return moved


def _calculate(session: Session, calendar: WorkCalendar, intake_id: int, ids: set[int], now: datetime, who: str) -> int:
    told: dict[int, list[dict[str, object]]] = defaultdict(list)
    moved = 0
    for row in clocks.held(session, intake_id):
        new = _again(calendar, row) if row.id in ids and row.state in OPEN_CLOCKS and row.provisional else None
        if new is None:
            continue
        values = {"due_at": new.due, "provisional": new.provisional, "steps": new.steps}
        if clocks.change(session, row.id, row.state, **values):
            moved += 1
            if row.case_id is not None:
                told[row.case_id].append(_moved(row, new, calendar))
    if moved and not told:  # of a letter that waits for a person there is no case to tell it of
        said = {"intake": intake_id}
        house_log.append(session, at=now, who=who, what=HouseEvent.CALENDAR_PUBLISHED, payload=said)
    for case_id, changes in told.items():
        events.append(session, case_id, now, who, EventName.CALENDAR_PUBLISHED, {"clocks": changes})
    return moved


def _again(calendar: WorkCalendar, row: ClockRow) -> Deadline | None:
    """The row's term by the calendar as it is now, its pauses made again by it; None if it is not one of days."""
    if not row.pauses:
        return calendar.recalculate(_deadline(row))
    before = datetime.combine(row.steps[-1].date, calendar.rules.closes, calendar.zone) if row.steps else row.due_at
    new = calendar.recalculate(replace(_deadline(row), due=before))
    if new is None:
        return None
    own = OwnTime(calendar=calendar, working_days=calendar.in_working_days(new))
    due = own.due(new.due, row.pauses).astimezone(calendar.zone)
    return replace(new, due=due, provisional=calendar.unannounced(new.start, due))


def _deadline(row: ClockRow) -> Deadline:
    return Deadline(clock=row.clock, start=row.started_at, due=row.due_at, provisional=row.provisional, steps=row.steps)


def _moved(row: ClockRow, new: Deadline, calendar: WorkCalendar) -> dict[str, object]:
    dues = [moment.astimezone(calendar.zone).isoformat(timespec="seconds") for moment in (row.due_at, new.due)]
    return {"clock": row.clock, "round": row.round, "due": dues, "provisional": [row.provisional, new.provisional]}
