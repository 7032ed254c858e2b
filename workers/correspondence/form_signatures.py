"""Who signed which box of a form within the house, and when: from the record, the approvals of plan and form, and the
events.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from domain.codes import ISSUED, Department, LetterKind, Role
from domain.events import EventName
from domain.staff import HOUSE
from domain.work_codes import Subject
from letters.context import Box, Signature
from store import approvals, events, letters, people
from store.approvals import ApprovalRow
from store.cases import CaseRow
from store.events import EventRow
from store.letters import LetterRow
from store.plans import PlanRow
from workers.deciding.recorded import Recorded, recorded
from workers.deciding.rounds import of_this_round, plan_of_this_round
from workers.instance.services import Services

_HEAD = {Role.SUPERVISOR: Box.RECORD, Role.SERVICE_DEPARTMENT: Box.RECORD, Role.MANAGER: Box.COUNTERSIGNED}
_OPINION = {Role.SUPERVISOR: Box.OPINION, Role.SERVICE_DEPARTMENT: Box.OPINION, Role.MANAGER: Box.COUNTERSIGNED}
_OWN = {
    LetterKind.RECORD_FORM: _HEAD,
    LetterKind.DEPARTMENT_NOTICE: _OPINION,
    LetterKind.PROGRESS_REPORT: {Role.MANAGER: Box.INSTRUCTED},
}
"""Where who approves a form signs it."""
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
    names = _names(session)

    def signature(who: str, at: datetime, more: str = "") -> Signature:
        return Signature(who=names.get(who, who) + more, day=at.astimezone(services.zone).date())

    found: dict[Box, Signature] = {}
    investigated = known.record.investigation
    if investigated.signed_by and investigated.signed_at:
        found[Box.INVESTIGATED] = signature(investigated.signed_by, investigated.signed_at)
    for one in approvals.standing(session, Subject.PLAN, plan.id) if plan else ():
        signer = Box.COUNTERSIGNED if one.role is Role.MANAGER else Box.OPINION
        found[signer] = _of_approval(services, names, one)
    if letter and letter.submitted_by and letter.submitted_at:
        found[Box.REPORTED] = signature(letter.submitted_by, letter.submitted_at)
    department = letter.department if letter else None
    for event in history:
        if event.what == EventName.RECORD_SIGNED and not _stands(session, event):
            found.pop(Box.RECORD, None)
        elif event.what in _BY_EVENT:
            found[_BY_EVENT[EventName(event.what)]] = signature(event.who, event.at)
        elif (box := _of_department(event, department)) is not None:
            how = _how(session, event.who, department)
            found[box] = signature("" if event.who == HOUSE else event.who, event.at, how)
    return found


def signatures_now(services: Services, session: Session, case: CaseRow, letter: LetterRow) -> dict[Box, Signature]:
    """The same from the case as it stands in this transaction."""
    history = events.history(session, case.id)
    plan = plan_of_this_round(session, case, history)
    known = recorded(services, session, case)
    return signatures_of(services, session, letter, known, plan, of_this_round(history))


def own_signatures(services: Services, session: Session, letter: LetterRow) -> dict[Box, Signature]:
    """The signatures of those who have approved the form itself; none of a letter that has no box for them."""
    boxes = _OWN.get(letter.kind, {})
    names = _names(session)
    return {
        boxes[one.role]: _of_approval(services, names, one)
        for one in (approvals.standing(session, Subject.LETTER, letter.id) if boxes else ())
        if one.role in boxes
    }


def _names(session: Session) -> dict[str, str]:
    return {row.login: row.name for row in people.list_people(session)}


def _of_approval(services: Services, names: Mapping[str, str], one: ApprovalRow) -> Signature:
    instead = f"（代{names.get(one.deputy_of, one.deputy_of)}）" if one.deputy_of else ""
    return Signature(who=names.get(one.person, one.person) + instead, day=one.at.astimezone(services.zone).date())


def _stands(session: Session, event: EventRow) -> bool:
    """Whether the record's signature is still one: given by the approval of a form, it goes when the form is taken
    back.
    """
    form = event.payload.get("letter") if event.payload else None
    letter = letters.get(session, int(form)) if form is not None else None
    return form is None or (letter is not None and letter.state in ISSUED)


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
