"""Approving a letter, step by step: by the right role, by no person who wrote it, bound to the bytes looked at."""

import hashlib

from sqlalchemy.orm import Session

from domain.approval import RUNGS, Standing
from domain.codes import LetterKind, LetterState
from domain.course import SIGNERS, Act
from domain.course_table import STEPS
from domain.events import EventName
from domain.labels import CASE_STATE
from domain.said import Sentence
from domain.staff import Grant, Person
from domain.work_codes import Subject, Verdict
from store import approvals, jobs, letters
from store.cases import CaseRow
from store.letters import LetterRow
from workers.clocks.case_clocks import start_clock
from workers.clocks.progress import reported
from workers.correspondence.also_answered import expect_still, taken_back
from workers.correspondence.approval_steps import Judged, keep_verdict, standing_of
from workers.correspondence.form_signatures import own_signatures
from workers.correspondence.letter_rows import after, expect, seen_letter, stated, tell
from workers.correspondence.record_signature import sign
from workers.correspondence.stale_drafts import expect_unchanged
from workers.deciding.case_lookup import current
from workers.instance.permissions import permit, permit_step, present
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.instance.stages import ISSUE

APPROVERS = RUNGS


def going_of(letter: LetterRow) -> str:
    """Which way and to which address a letter goes, as a short digest that a form can carry."""
    going = "\n".join((str(letter.way), str(letter.to_address), *letter.postal))
    return hashlib.sha256(going.encode()).hexdigest()[:16]


def approve(
    services: Services, letter_id: int, *, actor: Person, pdf_sha: str, going: str | None = None, remark: str = ""
) -> LetterRow:
    """Take the next step of a submitted letter's approval; with the last one it goes its way. Raises Refused.

    pdf_sha: of the PDF that the person looked at; nothing else is approved. going: `going_of` the letter as it was
    shown: the same pages submitted again for another address are another letter. None: no page has shown it.
    """
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, case = seen_letter(session, letter_id, actor, *APPROVERS, hold=True)
        expect(letter, LetterState.SUBMITTED)
        if letter.pdf_sha != pdf_sha or going not in (None, going_of(letter)):
            raise Refused("这封信在您查看之后已经变动；请重新查看后再审批")
        expect_unchanged(session, letter)
        expect_still(session, case, letter)
        case = current(session, case)
        standing = standing_of(services, session, case, letter)
        grant = permit_step(actor, standing)
        _keep(services, session, letter, actor, grant, standing, Verdict.APPROVED, remark.strip())
        if standing.is_last:
            approved(services, session, letter, case, actor.login)
            if letter.kind is LetterKind.RECORD_FORM and grant.role in SIGNERS:
                sign(services, session, case, actor, grant, letter_id=letter.id)
        result = after(session, letter_id)
    services.crash_points.point("approve.committed")
    services.work_signal.send()
    return result


def return_(services: Services, letter_id: int, *, actor: Person, remark: str) -> LetterRow:
    """Give a submitted letter back to its writers, and say why; its approvals are void. Raises Refused."""
    remark = stated(remark)
    with services.database.transaction() as session:
        actor = present(services, session, actor)
        letter, case = seen_letter(session, letter_id, actor, *APPROVERS, hold=True)
        expect(letter, LetterState.SUBMITTED)
        standing = standing_of(services, session, case, letter)
        grant = permit(actor, case.project, *standing.roles)
        _keep(services, session, letter, actor, grant, standing, Verdict.RETURNED, remark)
        approvals.void(session, Subject.LETTER, letter_id, services.now())
        taken_back(services, session, case, letter, actor.login)
        values = {"submitted_by": None, "submitted_at": None, "pdf_sha": None}
        letters.advance(session, letter_id, LetterState.SUBMITTED, LetterState.RETURNED, **values)
        tell(services, session, letter, actor.login, EventName.LETTER_RETURNED, remark=remark)
        return after(session, letter_id)


def approved(services: Services, session: Session, letter: LetterRow, case: CaseRow, who: str) -> None:
    """The last step is done: a letter that leaves the house goes its way, a notice starts its department's clocks, a
    report of progress is the day's."""
    letters.advance(session, letter.id, LetterState.SUBMITTED, LetterState.APPROVED, error=None)
    tell(services, session, letter, who, EventName.LETTER_APPROVED, docx=letter.docx_sha, pdf=letter.pdf_sha)
    if letter.way is not None or own_signatures(services, session, letter):
        jobs.defer(session, ISSUE, letter.id)
    if letter.kind is LetterKind.DEPARTMENT_NOTICE:
        step = STEPS[Act.ISSUE_NOTICE]
        if case.state not in step.from_states:
            raise Refused("案件现在是“{state}”，不能再给部门派工；请先退回处理", state=Sentence(CASE_STATE[case.state]))
        for clock in step.starts:
            start_clock(services, session, case, clock, who, department=letter.department, letter_id=letter.id)
    if letter.kind is LetterKind.PROGRESS_REPORT:
        reported(services, session, case, who)


def _keep(
    services: Services,
    session: Session,
    letter: LetterRow,
    actor: Person,
    grant: Grant,
    standing: Standing,
    verdict: Verdict,
    remark: str,
) -> None:
    judged = Judged(
        subject=Subject.LETTER,
        subject_id=letter.id,
        at=services.now(),
        remark=remark,
        docx_sha=letter.docx_sha,
        pdf_sha=letter.pdf_sha,
    )
    said = keep_verdict(session, verdict, actor, grant, standing, of=judged)
    if verdict is Verdict.APPROVED:
        tell(services, session, letter, actor.login, EventName.LETTER_STEP, **said)
