"""Blocked work: a state with its reason, whom it waits for and its clock, before the supervisor at once (TRADE 2.6)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from domain.codes import ClockName, Department, Role
from domain.course import Act
from domain.course_table import STEPS
from domain.events import EventName
from domain.staff import Person
from domain.work_codes import Blocker
from store import blockings, events
from store.blockings import BlockingRow, NewBlocking
from store.cases import CaseRow
from workers.casework.course import held_for
from workers.clocks.case_clocks import start_clock, stop_clock
from workers.correspondence.letter_rows import stated
from workers.instance.permissions import OFFICE, is_of, permit, permit_department, present
from workers.instance.refusals import Refused
from workers.instance.services import Services

OF_HOUSE = tuple(role for role in STEPS[Act.UNBLOCK].takers if role is not Role.DEPARTMENT)
"""Who says of anybody's work that nothing blocks it any more; a department says it of its own."""
_BECAUSE = "受阻的工作，下一个工作日内由主任排除障碍"


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
        _start(services, session, case, actor)
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


def _start(services: Services, session: Session, case: CaseRow, actor: Person) -> None:
    """By the rulebook's term; a rulebook that has none yet: by the close of the next working day."""
    calendar, by_rule = services.compiled.calendar, services.compiled.rulebook.clocks
    if any(rule.clock is ClockName.BLOCKED and rule.term is not None for rule in by_rule):
        start_clock(services, session, case, ClockName.BLOCKED, actor.login)
        return
    day = services.now().astimezone(services.zone).date() + timedelta(days=1)
    while not calendar.works(day):
        day += timedelta(days=1)
    start_clock(services, session, case, ClockName.BLOCKED, actor.login, due=day, because=_BECAUSE)


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
