"""Clock rows: what is due when, in which round, and what has fired already (TRADE 6)."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, bindparam, case, select, union_all, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.dml import ReturningInsert

from domain.codes import OPEN_CLOCKS, CaseState, ClockName, ClockState, Department
from domain.decision import Deadline, Pause, Step
from store.case_tables import NEVER, clock_firing
from store.case_tables import case as cases
from store.case_tables import clock as clocks
from store.columns import UtcTime
from store.once import once
from store.rows import (
    AnyInsert,
    AnyRow,
    Query,
    as_dataclass,
    by_case,
    checked,
    columns_of,
    dialect,
    inserting,
    one_of,
    selecting,
    touched,
)

Fired = Set[tuple[int, datetime, str]]
"""Firings: of which clock, for which moment, of which kind."""


@dataclass(frozen=True, kw_only=True)
class ClockRow:
    """One clock of one round; times in UTC. steps: how the due moment was calculated, day by day.

    department: whose work it times, None if it is the case's. opened_by_letter, stopped_by_letter: the letter that did.
    paused_at: since when it stands still; pauses: those that are over. wakes_at: when it next has something to say,
    None: to be looked at.
    """

    id: int
    intake_id: int
    case_id: int | None
    clock: ClockName
    round: int
    started_at: datetime
    due_at: datetime
    provisional: bool
    steps: tuple[Step, ...]
    state: ClockState
    stopped_at: datetime | None
    stopped_by: str | None
    paused_at: datetime | None
    pauses: tuple[Pause, ...] = ()
    wakes_at: datetime | None = None
    department: Department | None = None
    opened_by_letter: int | None = None
    stopped_by_letter: int | None = None

    @property
    def due_known(self) -> bool:
        """Whether it had a term: an older ledger may not say it."""
        return self.due_at < NEVER


def start(
    session: Session,
    intake_id: int,
    case_id: int | None,
    round: int,  # noqa: A002 - the trade's word, and the column's
    deadlines: Iterable[Deadline],
    *,
    department: Department | None = None,
    letter_id: int | None = None,
) -> None:
    """Start the clocks of one round, leaving those of this intake and round that already exist as they are.

    department: whose work they time. letter_id: of the letter that opens them.
    """
    values = [
        {
            "intake_id": intake_id,
            "case_id": case_id,
            "clock": deadline.clock,
            "round": round,
            "started_at": deadline.start,
            "due_at": deadline.due,
            "provisional": deadline.provisional,
            "steps": deadline.steps,
            "state": ClockState.RUNNING,
            "department": department,
            "opened_by_letter": letter_id,
        }
        for deadline in deadlines
    ]
    if values:
        session.execute(_start(dialect(session)), values)


def attach(session: Session, intake_id: int, case_id: int) -> int:
    """Hand an intake's clocks over to the case it became part of; how many."""
    mine = update(clocks).where(clocks.c.intake_id == intake_id, clocks.c.case_id.is_(None))
    return touched(session, mine.values(case_id=case_id))


def stop(
    session: Session,
    case_id: int,
    clock: ClockName,
    at: datetime,
    by: str,
    *,
    department: Department | None = None,
    letter_id: int | None = None,
) -> list[ClockRow]:
    """Stop every open round of one clock of a case: `met` if in time, else `late`; the rows that stopped.

    department: only that department's. letter_id: of the letter that stops them.
    """
    values: dict[str, object] = {"case": case_id, "name": clock, "moment": at, "by": by, "letter": letter_id}
    if department is None:
        found = session.execute(_STOP, values)
    else:
        found = session.execute(_STOP_OF_DEPARTMENT, values | {"whose": department})
    return sorted((as_dataclass(ClockRow, row) for row in found), key=lambda row: row.id)


def held(session: Session, intake_id: int) -> list[ClockRow]:
    """All clocks that an intake started, which no other transaction changes until this one ends."""
    return [as_dataclass(ClockRow, row) for row in session.execute(_HELD, {"intake": intake_id})]


def change(session: Session, clock_id: int, expect: ClockState, **values: object) -> bool:
    """Compare-and-set: change columns of a clock if it is in state `expect`; whether it was. It wakes then."""
    mine = update(clocks).where(clocks.c.id == clock_id, clocks.c.state == expect)
    return touched(session, mine.values(wakes_at=None, **checked(clocks, values))) == 1


@once
def of_case(session: Session, case_id: int) -> list[ClockRow]:
    """All clocks of a case, in the order they were started."""
    return [as_dataclass(ClockRow, row) for row in session.execute(_OF_CASE, {"case": case_id})]


def of_cases(session: Session, case_ids: Sequence[int]) -> dict[int, list[ClockRow]]:
    """Case → all its clocks, in the order they were started; a case that has none is left out."""
    return by_case(session, ClockRow, clocks, case_ids)


def of_intake(session: Session, intake_id: int) -> list[ClockRow]:
    """All clocks that an intake started."""
    return _rows(session, clocks.c.intake_id == intake_id)


def of_intakes(session: Session, intake_ids: Iterable[int]) -> dict[int, list[ClockRow]]:
    """Intake → all clocks that it started, of several intakes at once; one without clocks is left out."""
    found: dict[int, list[ClockRow]] = {}
    for row in _rows(session, clocks.c.intake_id.in_(tuple(intake_ids))):
        found.setdefault(row.intake_id, []).append(row)
    return found


def waking(session: Session, now: datetime) -> list[ClockRow]:
    """Running clocks that are to be looked at, of cases and of intakes alike."""
    found = [as_dataclass(ClockRow, row) for row in session.execute(_WAKING, {"now": now})]
    return sorted(found, key=lambda row: row.id)


def sleep(session: Session, until: Iterable[tuple[ClockRow, datetime]]) -> None:
    """Let clocks be until they next have something to say; one that was changed meanwhile stays awake."""
    values = [{"row": row.id, "due": row.due_at, "until": wakes_at} for row, wakes_at in until]
    if values:
        session.execute(_SLEEP, values)


def wake(session: Session) -> None:
    """Let every running clock be looked at: what it says next may have moved."""
    running = update(clocks).where(clocks.c.state == ClockState.RUNNING, clocks.c.wakes_at.is_not(None))
    session.execute(running.values(wakes_at=None))


def provisional(session: Session) -> list[ClockRow]:
    """Open clocks whose due moment may still move, because a year they cross was not published."""
    return [as_dataclass(ClockRow, row) for row in session.execute(_PROVISIONAL)]


def open_in_the_file(session: Session) -> list[str]:
    """The numbers of the filed cases that have a clock that runs or is paused: there is none, or something is wrong."""
    query = (
        select(cases.c.number)
        .join(clocks, clocks.c.case_id == cases.c.id)
        .where(clocks.c.state.in_(OPEN_CLOCKS), cases.c.state == CaseState.FILED)
        .distinct()
        .order_by(cases.c.number)
    )
    return list(session.execute(query).scalars())


def fire(session: Session, clock_id: int, due_at: datetime, kind: str, at: datetime) -> bool:
    """Record that a clock fired `kind` (`nearing`, `passed manager` …) for `due_at`; False if it had already."""
    values = {"clock_id": clock_id, "due_at": due_at, "kind": kind, "fired_at": at}
    return session.execute(_fire(dialect(session)), values).first() is not None


def fired_of_waking(session: Session, now: datetime) -> Fired:
    """What the clocks of `waking` have fired so far."""
    return _fired(session.execute(_FIRED_OF_WAKING, {"now": now}))


def fired_of_intake(session: Session, intake_id: int) -> Fired:
    """What the clocks that an intake started have fired so far."""
    return _fired(session.execute(_FIRED_OF_INTAKE, {"intake": intake_id}))


def _fired(rows: Iterable[AnyRow]) -> Fired:
    return {(int(row.clock_id), row.due_at, row.kind) for row in rows}


def _rows(session: Session, *where: ColumnElement[bool]) -> list[ClockRow]:
    query = selecting(ClockRow, clocks).where(*where).order_by(clocks.c.id)
    return [as_dataclass(ClockRow, row) for row in session.execute(query)]


@cache
def _start(dialect: str) -> AnyInsert:
    keys = [clocks.c.intake_id, clocks.c.clock, clocks.c.round]
    return inserting(dialect, clocks).on_conflict_do_nothing(index_elements=keys)


@cache
def _fire(dialect: str) -> ReturningInsert[object]:
    keys = [clock_firing.c.clock_id, clock_firing.c.due_at, clock_firing.c.kind]
    return inserting(dialect, clock_firing).on_conflict_do_nothing(index_elements=keys).returning(clock_firing.c.id)


def _awake(query: Query) -> Executable:
    """Those of a query's clocks that are awake: two ranges of one index, where an OR would read every running clock."""
    running = query.where(clocks.c.state == ClockState.RUNNING)
    unknown = running.where(clocks.c.wakes_at.is_(None))
    return union_all(unknown, running.where(clocks.c.wakes_at <= bindparam("now", type_=UtcTime)))


_FIRINGS = select(clock_firing.c.clock_id, clock_firing.c.due_at, clock_firing.c.kind).join(
    clocks, clocks.c.id == clock_firing.c.clock_id
)
_FIRED_OF_WAKING = _awake(_FIRINGS)
_FIRED_OF_INTAKE = _FIRINGS.where(clocks.c.intake_id == bindparam("intake"))
_WAKING = _awake(selecting(ClockRow, clocks))
_PROVISIONAL = (
    selecting(ClockRow, clocks).where(one_of(clocks.c.state, OPEN_CLOCKS), clocks.c.provisional).order_by(clocks.c.id)
)
_HELD = (
    selecting(ClockRow, clocks)
    .where(clocks.c.intake_id == bindparam("intake"))
    .order_by(clocks.c.round, clocks.c.id)
    .with_for_update()
)
_OF_CASE = selecting(ClockRow, clocks).where(clocks.c.case_id == bindparam("case")).order_by(clocks.c.id)
_SLEEP = (
    update(clocks)
    .where(
        clocks.c.id == bindparam("row"),
        clocks.c.state == ClockState.RUNNING,
        clocks.c.due_at == bindparam("due", type_=UtcTime),
    )
    .values(wakes_at=bindparam("until", type_=UtcTime))
)
_STOPPING = (
    update(clocks)
    .where(
        clocks.c.case_id == bindparam("case"), clocks.c.clock == bindparam("name"), one_of(clocks.c.state, OPEN_CLOCKS)
    )
    .values(
        state=case(
            (clocks.c.due_at >= bindparam("moment", type_=UtcTime), ClockState.MET.value),
            else_=ClockState.LATE.value,
        ),
        stopped_at=bindparam("moment", type_=UtcTime),
        stopped_by=bindparam("by"),
        stopped_by_letter=bindparam("letter"),
    )
)
_STOP = _STOPPING.returning(*columns_of(ClockRow, clocks))
_STOP_OF_DEPARTMENT = _STOPPING.where(clocks.c.department == bindparam("whose")).returning(
    *columns_of(ClockRow, clocks)
)
