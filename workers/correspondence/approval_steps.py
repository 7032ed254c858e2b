"""Whose approvals a letter needs now, and who has given them (TRADE 5, 6 and 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.approval import Standing, letter_steps
from domain.codes import GONE, LetterKind, Role
from domain.staff import Grant, Person
from domain.work_codes import Subject, Verdict
from store import approvals, edits, letters
from store.approvals import ApprovalRow, NewApproval
from store.cases import CaseRow
from store.letters import LetterRow
from workers.instance.services import Services


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What an approver had before them, when, and their remark."""

    subject: Subject
    subject_id: int
    at: datetime
    remark: str
    docx_sha: str | None = None
    pdf_sha: str | None = None


def steps_of(services: Services, session: Session, case: CaseRow, letter: LetterRow) -> tuple[Role, ...]:
    """Whose approvals the letter needs, in their order, by the live rulebook and the case's strictest grade (TRADE 7).

    A further interim letter is approved one rung up each time (TRADE 6).
    """
    rule = next((one for one in services.compiled.rulebook.letters if one.kind is letter.kind), None)
    steps = letter_steps(letter.kind, rule.approve if rule else None, rule.approve_ab if rule else None)
    if letter.kind is LetterKind.INTERIM:
        earlier = [one for one in letters.of_case(session, case.id) if one.round == letter.round]
        steps = steps.raised(
            sum(one.kind is LetterKind.INTERIM and one.state in GONE and one.id != letter.id for one in earlier)
        )
    return steps.of(case.strictest)


def standing_of(services: Services, session: Session, case: CaseRow, letter: LetterRow) -> Standing:
    """How the approval of a submitted letter stands."""
    done = approvals.standing(session, Subject.LETTER, letter.id)
    submitted = {letter.submitted_by} if letter.submitted_by else set()
    return Standing(
        project=case.project,
        steps=steps_of(services, session, case, letter),
        taken=len(done),
        hands=frozenset(edits.hands(session, letter.id) | submitted),
        takers=takers_of(done),
    )


def takers_of(done: Iterable[ApprovalRow]) -> frozenset[str]:
    """Who took these steps, and in whose place."""
    return frozenset(login for one in done for login in (one.person, one.deputy_of) if login)


def keep_verdict(
    session: Session, verdict: Verdict, actor: Person, grant: Grant, standing: Standing, *, of: Judged
) -> dict[str, object]:
    """Keep what an approver said of the step whose turn it is; what the event of a step that was taken says."""
    approvals.add(
        session,
        NewApproval(
            subject=of.subject,
            subject_id=of.subject_id,
            step=standing.taken,
            role=grant.role,
            person=actor.login,
            deputy_of=grant.deputy_of,
            at=of.at,
            verdict=verdict,
            remark=of.remark,
            docx_sha=of.docx_sha,
            pdf_sha=of.pdf_sha,
        ),
    )
    return {"step": standing.taken, "role": grant.role, "deputy_of": grant.deputy_of, "remark": of.remark}
