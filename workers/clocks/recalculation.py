"""Calculates the clocks of receipt again when a person has changed what they are calculated from (TRADE 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.clocks import AT_RECEIPT
from domain.codes import OPEN_CLOCKS, CaseState, ClockName, ClockState
from domain.decision import Deadline, DecisionInput
from domain.events import EventName, Payload
from rules.compiled import Compiled
from rules.decide import deadlines_with
from rules.own_time import own_time
from store import cases, clocks, events
from store.clocks import ClockRow
from workers.deciding.decisions import SLOTS, column_of
from workers.instance.refusals import Refused
from workers.instance.services import Services


def deadlines_of(compiled: Compiled, given: DecisionInput, columns: Payload) -> tuple[Deadline, ...]:
    """The deadlines that the rules give a letter whose case has these columns, no matter who filled them."""
    return deadlines_with(compiled, given, {slot: columns[column_of(slot)] for slot in SLOTS})


def recalculate_again(
    services: Services, session: Session, intake_id: int, case_id: int, deadlines: Iterable[Deadline], who: str
) -> None:
    """Move the clocks that a letter started at its receipt to these deadlines, as one event with old and new.

    A stopped clock is never started again; only if its start has changed is it judged again, in time or late.
    """
    wanted = {deadline.clock: deadline for deadline in deadlines if deadline.clock in AT_RECEIPT}
    moved = []
    for row in clocks.held(session, intake_id):  # in the order of their rounds: the first one is that of the receipt
        deadline = _with_pauses(services.compiled, row, wanted.pop(row.clock, None))
        state = _state(row, deadline) if deadline else None
        if deadline is None or state is None:
            continue
        values = {"started_at": deadline.start, "due_at": deadline.due, "provisional": deadline.provisional}
        clocks.change(session, row.id, row.state, **values, steps=deadline.steps, state=state)
        moved.append(_moved(row, deadline, state, services.zone))
    if moved:
        events.append(session, case_id, services.now(), who, EventName.CLOCKS_RECKONED, {"clocks": moved})


def move_unfiled(services: Services, session: Session, intake_id: int, deadlines: Iterable[Deadline]) -> None:
    """Move the running clocks of a letter that is no case yet to deadlines that are earlier."""
    wanted = {deadline.clock: deadline for deadline in deadlines}
    for row in clocks.held(session, intake_id):
        deadline = _with_pauses(services.compiled, row, wanted.get(row.clock))
        if deadline is not None and row.state is ClockState.RUNNING and deadline.due < row.due_at:
            values = {"started_at": deadline.start, "due_at": deadline.due, "provisional": deadline.provisional}
            clocks.change(session, row.id, row.state, **values, steps=deadline.steps)


def follow(
    services: Services,
    session: Session,
    intake_id: int,
    case_id: int,
    before: Iterable[Deadline],
    after: Iterable[Deadline],
    who: str,
) -> None:
    """Move the clocks of receipt from what they were calculated as to what they are now: those that the rules no longer
    ask for are void, those that they newly ask for run from the receipt.
    """
    old = {deadline.clock: deadline for deadline in before}
    new = {deadline.clock: deadline for deadline in after}
    lay_down(services, session, intake_id, case_id, who, *(clock for clock in old if clock not in new))
    _start(services, session, intake_id, case_id, [new[clock] for clock in new if clock not in old], who)
    moved = [deadline for clock, deadline in new.items() if clock in old and deadline != old[clock]]
    recalculate_again(services, session, intake_id, case_id, moved, who)


def lay_down(services: Services, session: Session, intake_id: int, case_id: int, who: str, *names: ClockName) -> None:
    """Void the open clocks of receipt of these names: there is nothing any more that they could ask for."""
    now = services.now()
    for row in clocks.held(session, intake_id):
        if row.clock in names and row.state in OPEN_CLOCKS and row.round == 1:
            clocks.change(session, row.id, row.state, state=ClockState.VOID, stopped_at=now, stopped_by=who)
            payload = {"clock": row.clock, "intake": intake_id}
            events.append(session, case_id, now, who, EventName.CLOCK_STOPPED, payload)


def _start(
    services: Services, session: Session, intake_id: int, case_id: int, deadlines: Sequence[Deadline], who: str
) -> None:
    """Start clocks of receipt that did not run, or were void. Raises Refused on a filed case, which has none."""
    case = cases.get_case(session, case_id)
    if deadlines and case is not None and case.state is CaseState.FILED:
        raise Refused("{number} 已经归档；这项更改会使期限开始计时，请先重新打开", number=case.number)
    rows = {row.clock: row for row in clocks.held(session, intake_id) if row.round == 1}
    fresh = [deadline for deadline in deadlines if deadline.clock not in rows]
    clocks.start(session, intake_id, case_id, 1, fresh)
    again = [deadline for deadline in deadlines if deadline.clock in rows]
    for deadline in again:
        row = rows[deadline.clock]
        if row.state is ClockState.VOID:
            values = {"started_at": deadline.start, "due_at": deadline.due, "provisional": deadline.provisional}
            running = {"state": ClockState.RUNNING, "stopped_at": None, "stopped_by": None, "pauses": ()}
            clocks.change(session, row.id, row.state, **values, **running, steps=deadline.steps)
            payload = {"clock": row.clock, "round": row.round, "due": deadline.due.isoformat()}
            events.append(session, case_id, services.now(), who, EventName.CLOCK_RESUMED, payload)
    if fresh:
        due = {deadline.clock.value: deadline.due.isoformat() for deadline in fresh}
        payload = {"round": 1, "due": due}
        events.append(session, case_id, services.now(), who, EventName.CLOCKS_STARTED, payload)


def register(services: Services, session: Session, intake_id: int, case_id: int, who: str) -> None:
    """Stop a letter's `register` clock, if it runs: a person has seen to household and matter (TRADE 6)."""
    for row in clocks.held(session, intake_id):
        if row.clock is ClockName.REGISTER and row.state in OPEN_CLOCKS:
            now = services.now()
            values = {"state": _judged(now, row.due_at), "stopped_at": now, "stopped_by": who}
            clocks.change(session, row.id, row.state, **values)
            stopped = {"clock": ClockName.REGISTER, "intake": intake_id}
            events.append(session, case_id, now, who, EventName.CLOCK_STOPPED, stopped)


def void_first_round(services: Services, session: Session, intake_id: int, who: str, *names: ClockName) -> None:
    """Void a letter's open clocks of the first round: there is nothing that they could ask for."""
    for row in clocks.held(session, intake_id):
        if row.clock in names and row.state in OPEN_CLOCKS and row.round == 1:
            values = {"state": ClockState.VOID, "stopped_at": services.now(), "stopped_by": who}
            clocks.change(session, row.id, row.state, **values)


def take_up(session: Session, intake_id: int) -> None:
    """Let the voided clocks of a letter run again, as if they had never been voided."""
    for row in clocks.held(session, intake_id):
        if row.state is ClockState.VOID:
            clocks.change(session, row.id, row.state, state=ClockState.RUNNING, stopped_at=None, stopped_by=None)


def _with_pauses(compiled: Compiled, row: ClockRow, deadline: Deadline | None) -> Deadline | None:
    """What the clock's pauses make of a deadline that knows of none."""
    if deadline is None or not row.pauses:
        return deadline
    due = own_time(compiled, row.clock).due(deadline.due, row.pauses)
    return replace(deadline, due=due.astimezone(deadline.due.tzinfo))


def _state(row: ClockRow, deadline: Deadline) -> ClockState | None:
    """The state that the clock has with the new deadline, None if the clock stays as it is."""
    same_start = row.started_at == deadline.start
    if row.state in OPEN_CLOCKS:
        return None if same_start and row.due_at == deadline.due else row.state
    if same_start or row.state is ClockState.VOID or row.stopped_at is None:
        return None
    return _judged(row.stopped_at, deadline.due)


def _judged(stopped: datetime, due: datetime) -> ClockState:
    return ClockState.MET if stopped <= due else ClockState.LATE


def _moved(row: ClockRow, deadline: Deadline, state: ClockState, zone: ZoneInfo) -> dict[str, object]:
    def local(moment: datetime) -> str:
        return moment.astimezone(zone).isoformat(timespec="seconds")

    return {
        "clock": row.clock,
        "round": row.round,
        "started": [local(row.started_at), local(deadline.start)],
        "due": [local(row.due_at), local(deadline.due)],
        "state": [row.state, state],
    }
