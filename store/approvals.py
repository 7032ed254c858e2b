"""Who approved or returned a letter or a plan, in which step and role, bound to what they had before them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.codes import Role
from domain.work_codes import Subject, Verdict
from store.desk_tables import approval
from store.once import once
from store.rows import as_dataclass, selecting, touched


@dataclass(frozen=True, kw_only=True)
class NewApproval:
    """One verdict. step: from 0. person, deputy_of: logins. docx_sha, pdf_sha: of the letter as it was looked at."""

    subject: Subject
    subject_id: int
    step: int
    role: Role
    person: str
    deputy_of: str | None = None
    at: datetime
    verdict: Verdict
    remark: str = ""
    docx_sha: str | None = None
    pdf_sha: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApprovalRow(NewApproval):
    """A verdict as it stands; voided_at: since when it holds no more."""

    id: int
    voided_at: datetime | None


def add(session: Session, new: NewApproval) -> None:
    """Keep a verdict."""
    session.execute(insert(approval).values(**vars(new)))


@once
def of_subject(session: Session, subject: Subject, subject_id: int) -> list[ApprovalRow]:
    """Every verdict on a letter or plan, oldest first, voided ones included."""
    query = selecting(ApprovalRow, approval).where(approval.c.subject == subject, approval.c.subject_id == subject_id)
    return [as_dataclass(ApprovalRow, row) for row in session.execute(query.order_by(approval.c.id))]


def standing(session: Session, subject: Subject, subject_id: int) -> list[ApprovalRow]:
    """The approvals that hold, in the order of their steps."""
    found = of_subject(session, subject, subject_id)
    return [row for row in found if row.voided_at is None and row.verdict is Verdict.APPROVED]


def void(session: Session, subject: Subject, subject_id: int, at: datetime, *, since: int = 0) -> int:
    """Void every approval that holds, of the step `since` and those after it; how many."""
    mine = update(approval).where(
        approval.c.step >= since,
        approval.c.subject == subject,
        approval.c.subject_id == subject_id,
        approval.c.verdict == Verdict.APPROVED,
        approval.c.voided_at.is_(None),
    )
    return touched(session, mine.values(voided_at=at))
