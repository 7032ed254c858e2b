"""A department's answer to the mail with its notice becomes its report, if all of it is sure; else a person looks.

Sure is: the reply address that only that mail held (or that mail's Message-ID), a sender whom the mailbox's own server
has proved and who is of the department, a first line that says 开始, 进展 or 完成, a case that is worked on, and words
that were not reported before. An automatic answer is none (`workers.deciding.route` asks that first).
"""

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.codes import Department, IntakeState, LetterKind, Role
from domain.course import WORKED_ON
from domain.events import EventName
from domain.mailboxes import one_mailbox
from domain.reading import Document
from domain.reading_codes import Authentication
from domain.staff import HOUSE
from store import cases, events, intake, jobs, letters
from store.cases import CaseRow
from store.intake import IntakeRow
from store.letters import LetterRow
from workers.casework.departments import take_report
from workers.correspondence import department_mail
from workers.deciding import searchable
from workers.deciding.route import DepartmentAnswer
from workers.instance.permissions import is_of
from workers.instance.services import Services
from workers.instance.stages import PHOTOS
from workers.staff.people import everybody

_FIRST = re.compile(
    r"(?P<word>开始|開始|进展|進展|完成|完工|started?|progress|done|finished)(?=$|[\s：:，,。.；;！!])[\s：:，,。.；;！!]*(?P<rest>.*)",
    re.IGNORECASE,
)
_ENDS = frozenset({"完成", "完工", "done", "finished"})
_DENIED = re.compile(r"(?:还|尚|仍)?(?:不|未|没|無|无)|not\b", re.IGNORECASE)
_LONGEST = 2000


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an answer reports. done: the work is finished."""

    note: str
    done: bool


def judge(services: Services, session: Session, row: IntakeRow, document: Document) -> DepartmentAnswer | None:
    """A mail that answers a notice to a department, with what speaks against taking it for the report; else None."""
    letter = _notice(services, session, document)
    case = cases.get_case(session, letter.case_id) if letter else None
    if letter is None or letter.department is None or case is None:
        return None
    doubt = (
        _unproved(services, session, document, letter, letter.department, case)
        or _unclear(document)
        or _untimely(session, case, row)
    )
    return DepartmentAnswer(letter_id=letter.id, case_id=case.id, number=case.number, doubt=doubt)


def record(services: Services, session: Session, row: IntakeRow, document: Document, answer: DepartmentAnswer) -> None:
    """The mail joins its case, and its words are the department's report."""
    case, letter = cases.hold_case(session, answer.number), letters.get(session, answer.letter_id)
    said = report_of(document)
    if case is None or letter is None or letter.department is None or said is None:
        raise LookupError(f"no report in intake {row.id}")
    intake.advance(session, row.id, IntakeState.READ, IntakeState.FOLLOW_UP, case_id=case.id)
    searchable.refresh(session, case.id)
    take_report(services, session, case, letter.department, said.note, HOUSE, done=said.done, intake_id=row.id)
    jobs.defer(session, PHOTOS, row.id)


def report_of(document: Document) -> Report | None:
    """What the body reports; None if its first line does not say which."""
    lines = [line.strip() for line in _body(document).splitlines()]
    lines = [line for line in lines if line]
    found = _FIRST.fullmatch(lines[0]) if lines else None
    if found is None or _DENIED.match(found["rest"]):
        return None
    note = "\n".join(filter(None, (found["rest"].strip(), *lines[1:])))
    return Report(note=(note or found["word"])[:_LONGEST], done=found["word"].lower() in _ENDS)


def _body(document: Document) -> str:
    """What was written, without the words of attachments."""
    first = next((part for part in document.parts if part.start is not None), None)
    return document.text if first is None or first.end is None else document.text[: first.end]


def _notice(services: Services, session: Session, document: Document) -> LetterRow | None:
    """By the reply address, else by the Message-ID of the mail that it answers: both went to the department alone."""
    envelope = document.envelope
    letter = department_mail.answered(services, session, envelope.to)
    if letter is None:
        named = [*envelope.references, *filter(None, (envelope.in_reply_to,))]
        letter = next(iter(letters.by_message_ids(session, named)), None) if named else None
    return letter if letter is not None and letter.kind is LetterKind.DEPARTMENT_NOTICE else None


def _unproved(
    services: Services,
    session: Session,
    document: Document,
    letter: LetterRow,
    department: Department,
    case: CaseRow,
) -> str | None:
    envelope = document.envelope
    if envelope.authentication is not Authentication.PASS or envelope.secondhand:
        return "发件人未经验证"
    own = {one_mailbox(letter.to_address), one_mailbox(department_mail.address_of(services, department))}
    staff = everybody(services, session)
    own |= {
        one_mailbox(one.email)
        for one in staff
        if one.email and one.holds(Role.DEPARTMENT) and is_of(one, department, case.project)
    }
    sender = one_mailbox(envelope.transport_sender.email)
    return None if sender and sender in own else "发件人不是该部门的邮箱"


def _unclear(document: Document) -> str | None:
    return None if report_of(document) else "第一行没有写明是开始、进展还是完成"


def _untimely(session: Session, case: CaseRow, row: IntakeRow) -> str | None:
    """A report of a case that is handled, or one that was reported in the same words before."""
    if case.state not in WORKED_ON:
        return "案件已不在处理中"
    for event in events.history(session, case.id):
        earlier = (event.payload or {}).get("intake") if event.what == EventName.DEPARTMENT_REPORT else None
        before = intake.get(session, int(earlier)) if earlier is not None else None
        if before is not None and (before.body_hash, before.sender) == (row.body_hash, row.sender):
            return "与已登记的报告相同，可能是重复发来的"
    return None
