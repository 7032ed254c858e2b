"""Blocked work: a state with its reason, whom it waits for and its clock, before the supervisor at once (TRADE 2.6)."""

from sqlalchemy.orm import Session

from domain.codes import ClockName, ClockState, Department, Role
from domain.course import Act
from domain.course_table import STEPS
from domain.events import EventName
from domain.staff import Person
from domain.work_codes import Blocker
from store import blockings, clocks, events
from store.blockings import BlockingRow, NewBlocking
from store.cases import CaseRow
from store.events import EventRow
from workers.casework.course import held_for
from workers.clocks.case_clocks import start_clock, stop_clock
from workers.correspondence.letter_rows import stated
from workers.instance.permissions import OFFICE, is_of, permit, permit_department, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

OF_HOUSE = tuple(role for role in STEPS[Act.UNBLOCK].takers if role is not Role.DEPARTMENT)
"""Who says of anybody's work that nothing blocks it any more; a department says it of its own."""
_ENDED = (ClockState.MET, ClockState.LATE)


def block(
    services: Services,
    number: str,
    reason: str,
    waits_for: Blocker,
    *,
    actor: Person,
    department: Department | None = None,
) -> BlockingRow:
    """Work cannot go on: a department's, or the office's own. The clock `blocked` starts, and no other one pauses.

    Raises Refused.
    """
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.BLOCK)
        if department is None:
            permit(actor, case.project, *OFFICE)
        else:
            permit_department(actor, case.project, department)
        if any(one.department is department for one in blockings.standing(session, case.id)):
            raise Refused("已登记受阻，主任正在处理")
        row = blockings.add(
            session,
            NewBlocking(
                case_id=case.id,
                waits_for=waits_for,
                department=department,
                blocked_by=actor.login,
                blocked_at=services.now(),
            ),
        )
        _tell(services, session, case, actor, EventName.BLOCKED, row, reason=reason, waits_for=waits_for)
        start_clock(services, session, case, ClockName.BLOCKED, actor.login)
        return row


def clear(services: Services, number: str, blocking_id: int, note: str, *, actor: Person) -> None:
    """What blocked the work is out of the way, as `note` says; its clock stops with the last of them.

    Raises Refused.
    """
    note = stated(note)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.UNBLOCK)
        standing = blockings.standing(session, case.id)
        row = next((one for one in standing if one.id == blocking_id), None)
        if row is None:
            raise Refused("这项障碍已经排除；请刷新页面")
        if row.department is None or not is_of(actor, row.department, case.project):
            permit(actor, case.project, *OF_HOUSE)
        blockings.clear(session, row.id, actor.login, services.now())
        _tell(services, session, case, actor, EventName.UNBLOCKED, row, note=note)
        if len(standing) == 1:
            stop_clock(services, session, case.id, actor.login, *STEPS[Act.UNBLOCK].stops)


def restore(services: Services, number: str, blocking_id: int, *, actor: Person) -> None:
    """Undo a clearing: the work is blocked still, for the same reason, and its clock runs on to the same moment.

    Raises Refused.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_for(session, number, actor, Act.BLOCK)
        row = blockings.get(session, blocking_id)
        if row is None or row.case_id != case.id:
            raise Refused("本案没有这项障碍")
        if row.department is None or not is_of(actor, row.department, case.project):
            permit(actor, case.project, *OF_HOUSE)
        if any(one.department is row.department for one in blockings.standing(session, case.id)):
            raise Refused("已登记受阻，主任正在处理")
        if not blockings.restore(session, row.id):
            return
        told = events.history(session, case.id)
        reason = next((words for one in reversed(told) if (words := _reason(one, row))), "")
        _tell(services, session, case, actor, EventName.BLOCKED, row, reason=reason, waits_for=row.waits_for)
        _run_on(services, session, case, actor, row)


def _reason(told: EventRow, row: BlockingRow) -> str:
    """What an event says blocks the work; empty if it is not of that blocking, or was erased."""
    payload = told.payload or {}
    return str(payload.get("reason", "")) if (told.what, payload.get("blocking")) == (EventName.BLOCKED, row.id) else ""


def _run_on(services: Services, session: Session, case: CaseRow, actor: Person, row: BlockingRow) -> None:
    """The clock that stopped with the clearing runs on; if none did, one starts unless it runs."""
    for clock in clocks.of_case(session, case.id):
        ended = clock.clock is ClockName.BLOCKED and clock.state in _ENDED and clock.stopped_at == row.cleared_at
        again = {"state": ClockState.RUNNING, "stopped_at": None, "stopped_by": None}
        if ended and clocks.change(session, clock.id, clock.state, **again):
            told = {"clock": clock.clock, "round": clock.round, "due": clock.due_at.isoformat()}
            events.append(session, case.id, services.now(), actor.login, EventName.CLOCK_RESUMED, told)
            return
    start_clock(services, session, case, ClockName.BLOCKED, actor.login)


def _tell(
    services: Services,
    session: Session,
    case: CaseRow,
    person: Person,
    what: EventName,
    row: BlockingRow,
    **payload: object,
) -> None:
    told = {"blocking": row.id, "department": row.department} | payload
    events.append(session, case.id, services.now(), person.login, what, told)
