"""Who signed which box of a form within the house, and when: from the record, the plan's approvals and the events."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import Department, Role
from domain.events import EventName
from domain.staff import HOUSE
from domain.work_codes import Subject
from letters.context import Box, Signature
from store import approvals, people
from store.events import EventRow
from store.letters import LetterRow
from store.plans import PlanRow
from workers.deciding.recorded import Recorded
from workers.instance.services import Services

_BY_EVENT = {
    EventName.MEASURES_DONE: Box.HANDLED,
    EventName.VISIT_RECORDED: Box.VISITED,
    EventName.RECORD_SIGNED: Box.RECORD,
}


def signatures_of(
    services: Services,
    session: Session,
    letter: LetterRow | None,
    known: Recorded,
    plan: PlanRow | None,
    history: Sequence[EventRow],
) -> dict[Box, Signature]:
    """The boxes that are signed so far; of several signatures the last."""
    names = {row.login: row.name for row in people.list_people(session)}

    def signature(who: str, at: datetime, more: str = "") -> Signature:
        return Signature(who=names.get(who, who) + more, day=at.astimezone(services.zone).date())

    found: dict[Box, Signature] = {}
    investigated = known.record.investigation
    if investigated.signed_by and investigated.signed_at:
        found[Box.INVESTIGATED] = signature(investigated.signed_by, investigated.signed_at)
    for one in approvals.standing(session, Subject.PLAN, plan.id) if plan else ():
        signer = Box.COUNTERSIGNED if one.role is Role.MANAGER else Box.OPINION
        instead = f"（代{names.get(one.deputy_of, one.deputy_of)}）" if one.deputy_of else ""
        found[signer] = signature(one.person, one.at, instead)
    if letter and letter.submitted_by and letter.submitted_at:
        found[Box.REPORTED] = signature(letter.submitted_by, letter.submitted_at)
    department = letter.department if letter else None
    for event in history:
        if event.what in _BY_EVENT:
            found[_BY_EVENT[EventName(event.what)]] = signature(event.who, event.at)
        elif (box := _of_department(event, department)) is not None:
            how = _how(session, event.who, department)
            found[box] = signature("" if event.who == HOUSE else event.who, event.at, how)
    return found


def done_by(history: Sequence[EventRow], department: Department | None) -> str:
    """What the department reported last when it was done."""
    reports = [one for one in history if _of_department(one, department) is Box.DONE]
    return str(reports[-1].payload["note"]) if reports and reports[-1].payload else ""


def _of_department(event: EventRow, department: Department | None) -> Box | None:
    """The box of a department's notice that an event signs."""
    if department is None or event.payload is None or event.payload.get("department") != department:
        return None
    if event.what == EventName.DEPARTMENT_COMMITTED:
        return Box.COMMITTED
    return Box.DONE if event.what == EventName.DEPARTMENT_REPORT and event.payload.get("done") else None


def _how(session: Session, who: str, department: Department | None) -> str:
    """How the department's word came, where none of its own people entered it: no one signs for another unsaid."""
    if who == HOUSE:
        return "部门来信"
    person = people.by_login(session, who)
    grants = people.grants_of(session, person.id) if person else ()
    own = any(one.role is Role.DEPARTMENT and one.department in (None, department) for one in grants)
    return "" if own else "（代为登记）"
