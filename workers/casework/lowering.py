"""Lowering a grade A or B: one head asks for it with a reason, the other one confirms it; nothing else does it.

The two are a supervisor (or the service department in their place) and a manager, two people, neither in the place of
the other.
"""

from sqlalchemy.orm import Session

from domain.approval import lowers
from domain.codes import Grade, LoweringState, Role
from domain.events import EventName
from domain.override import Override
from domain.staff import Grant, Person
from store import cases, events, lowerings
from store.cases import CaseRow
from store.lowerings import LoweringRow, NewLowering
from workers.casework.case_work import held_case
from workers.casework.overriding import set_grade
from workers.correspondence.letter_rows import stated
from workers.instance.permissions import HEADS, permit, permit_apart
from workers.instance.refusals import Refused
from workers.instance.services import Services

_SUPERVISING = (Role.SUPERVISOR, Role.SERVICE_DEPARTMENT)


def ask(services: Services, number: str, to: Grade, reason: str, *, person: Person) -> CaseRow:
    """A head asks that a case of grade A or B count for less. Raises Refused."""
    reason = stated(reason)
    with services.database.transaction() as session:
        case = held_case(session, number, person, *HEADS)
        if not lowers(case.strictest, to):
            raise Refused("只有曾定为 A 级或 B 级的案件才需要申请降级，且须降为更低的级别")
        if lowerings.asked(session, case.id) is not None:
            raise Refused("已有人申请降级，正在等待确认")
        grant = permit(person, case.project, *HEADS)
        wish = NewLowering(
            case_id=case.id,
            from_grade=case.strictest,
            to_grade=to,
            reason=reason,
            asked_by=person.login,
            asked_role=grant.role,
            asked_for=grant.deputy_of,
            asked_at=services.now(),
        )
        row = lowerings.add(session, wish)
        _tell(services, session, row, person, EventName.LOWERING_ASKED, grant, reason=reason)
        return _now(session, case)


def confirm(services: Services, number: str, lowering_id: int, *, person: Person) -> CaseRow:
    """The other head confirms it: the case is of that grade, and its letters and plans need no more than that.

    Raises Refused.
    """
    compiled = services.compiled
    with services.database.transaction() as session:
        case = held_case(session, number, person, *HEADS)
        row = _open(session, case, lowering_id)
        if row.from_grade is not case.strictest:
            raise Refused("申请之后级别又有变动；请不同意这次申请，再重新申请")
        grant = may_confirm(row, case, person)
        _settle(services, session, row, LoweringState.CONFIRMED, person, grant)
        _tell(services, session, row, person, EventName.LOWERING_CONFIRMED, grant, reason=row.reason)
        cases.update_case(session, case.id, strictest=row.to_grade)
        lowered = _now(session, case)
        wanted = Override(grade=row.to_grade, because=row.reason)
        set_grade(services, session, compiled, lowered, wanted, person.login)
        return _now(session, case)


def refuse(services: Services, number: str, lowering_id: int, remark: str, *, person: Person) -> CaseRow:
    """A head says no, or who asked takes it back; the grade stays. Raises Refused."""
    remark = stated(remark)
    with services.database.transaction() as session:
        case = held_case(session, number, person, *HEADS)
        row = _open(session, case, lowering_id)
        grant = permit(person, case.project, *HEADS)
        _settle(services, session, row, LoweringState.REFUSED, person, grant, remark)
        _tell(services, session, row, person, EventName.LOWERING_REFUSED, grant, reason=remark)
        return _now(session, case)


def may_confirm(row: LoweringRow, case: CaseRow, person: Person) -> Grant:
    """By what right the person confirms the wish. Refused if they may not."""
    roles = _SUPERVISING if row.asked_role is Role.MANAGER else (Role.MANAGER,)
    barred = {login for login in (row.asked_by, row.asked_for) if login}
    return permit_apart(person, case.project, barred, *roles)


def _open(session: Session, case: CaseRow, lowering_id: int) -> LoweringRow:
    row = lowerings.asked(session, case.id)
    if row is None or row.id != lowering_id:
        raise Refused("这次降级申请已经办理；请刷新页面")
    return row


def _settle(
    services: Services,
    session: Session,
    row: LoweringRow,
    to: LoweringState,
    person: Person,
    grant: Grant,
    remark: str | None = None,
) -> None:
    values = {"settled_by": person.login, "settled_for": grant.deputy_of, "settled_at": services.now()}
    lowerings.settle(session, row.id, to, **values, remark=remark)


def _tell(
    services: Services,
    session: Session,
    row: LoweringRow,
    person: Person,
    what: EventName,
    grant: Grant,
    *,
    reason: str,
) -> None:
    payload = {
        "lowering": row.id,
        "from": row.from_grade,
        "to": row.to_grade,
        "reason": reason,
        "role": grant.role,
        "deputy_of": grant.deputy_of,
    }
    events.append(session, row.case_id, services.now(), person.login, what, payload)


def _now(session: Session, case: CaseRow) -> CaseRow:
    return cases.get_case(session, case.id) or case
