"""Lowering a grade A or B: one head asks for it with a reason, the other one confirms it; nothing else does it.

The two are a supervisor (or the service department in their place) and a manager, two people, neither in the place of
the other.
"""

from sqlalchemy.orm import Session

from domain.approval import lowering_confirmed_by, lowers
from domain.codes import Grade
from domain.events import EventName
from domain.override import Override
from domain.staff import Grant, Person
from domain.work_codes import LoweringState
from store import cases, events, lowerings
from store.cases import CaseRow
from store.lowerings import LoweringRow, NewLowering
from workers.casework.overriding import set_grade
from workers.correspondence.letter_rows import stated
from workers.deciding.case_lookup import current, held_case
from workers.instance.permissions import HEADS, permit, permit_apart, present
from workers.instance.refusals import Refused
from workers.instance.services import Services


def ask(services: Services, number: str, to: Grade, reason: str, *, actor: Person) -> CaseRow:
    """A head asks that a case of grade A or B count for less. Raises Refused."""
    reason = stated(reason)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, *HEADS)
        if not lowers(case.strictest, to):
            raise Refused("只有曾定为 A 级或 B 级的案件才需要申请降级，且须降为更低的级别")
        if lowerings.asked(session, case.id) is not None:
            raise Refused("已有人申请降级，正在等待确认")
        grant = permit(actor, case.project, *HEADS)
        wish = NewLowering(
            case_id=case.id,
            from_grade=case.strictest,
            to_grade=to,
            reason=reason,
            asked_by=actor.login,
            asked_role=grant.role,
            asked_for=grant.deputy_of,
            asked_at=services.now(),
        )
        row = lowerings.add(session, wish)
        _tell(services, session, row, actor, EventName.LOWERING_ASKED, grant, reason=reason)
        return current(session, case)


def confirm(services: Services, number: str, lowering_id: int, *, actor: Person) -> CaseRow:
    """The other head confirms it: the case is of that grade, and its letters and plans need no more than that.

    Raises Refused.
    """
    compiled = services.compiled
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, *HEADS)
        row = _open(session, case, lowering_id)
        if row.from_grade is not case.strictest:
            raise Refused("申请之后级别又有变动；请不同意这次申请，再重新申请")
        grant = may_confirm(row, case, actor)
        _settle(services, session, row, LoweringState.CONFIRMED, actor, grant)
        _tell(services, session, row, actor, EventName.LOWERING_CONFIRMED, grant, reason=row.reason)
        cases.update_case(session, case.id, strictest=row.to_grade)
        lowered = current(session, case)
        wanted = Override(grade=row.to_grade, because=row.reason)
        set_grade(services, session, compiled, lowered, wanted, actor.login)
        return current(session, case)


def refuse(services: Services, number: str, lowering_id: int, remark: str, *, actor: Person) -> CaseRow:
    """A head says no, or who asked takes it back; the grade stays. Raises Refused."""
    remark = stated(remark)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        case = held_case(session, number, actor, *HEADS)
        row = _open(session, case, lowering_id)
        grant = permit(actor, case.project, *HEADS)
        _settle(services, session, row, LoweringState.REFUSED, actor, grant, remark)
        _tell(services, session, row, actor, EventName.LOWERING_REFUSED, grant, reason=remark)
        return current(session, case)


def may_confirm(row: LoweringRow, case: CaseRow, person: Person) -> Grant:
    """By what right the person confirms the wish. Refused if they may not."""
    barred = {login for login in (row.asked_by, row.asked_for) if login}
    return permit_apart(person, case.project, barred, lowering_confirmed_by(row.asked_role))


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
