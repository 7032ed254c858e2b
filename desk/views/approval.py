"""What an approver has before them: the pages to be approved, what was let stand and why, what changed, who wrote."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.views.changes import Change, changes
from desk.views.letter import MatterView, VerdictWords, letter_blocks, matters_in, names_of, pages_of
from domain.work_codes import Subject, Verdict
from store import approvals, edits
from store.approvals import ApprovalRow
from store.cases import CaseRow
from store.letters import LetterRow
from store.plans import PlanRow
from workers.correspondence import letter_checks
from workers.correspondence.approving import going_of
from workers.correspondence.letter_checks import FindingView
from workers.deciding.group_work import approved_plan
from workers.instance.services import Services
from workers.queue.to_approve import ClockLeft, ToApprove


@dataclass(frozen=True, kw_only=True)
class ListedView:
    """One of all that waits, for one look. letter: None for a plan. sha: of its .docx, by which its pages are shown.

    quote: what the resident wrote; plan: the approved one that the letter may promise from.
    """

    waits: ToApprove
    letter: LetterRow | None
    sha: str
    pages: int | None
    findings: tuple[FindingView, ...]
    quote: str = ""
    plan: PlanRow | None = None

    @property
    def key(self) -> str:
        """What a form carries for it: the letter, the PDF and where it goes as shown, or the plan and its version."""
        if self.letter is not None:
            return f"letter:{self.letter.id}:{self.letter.pdf_sha}:{going_of(self.letter)}"
        return f"plan:{self.waits.case.number}:{self.waits.plan.version if self.waits.plan else 0}"


@dataclass(frozen=True, kw_only=True)
class ApprovalView(VerdictWords):
    """A letter at a step of its approval.

    sha: of its .docx, by which its pages are shown; pages: how many. editors: logins of those who edited it.
    changed: since it was last returned; None if it never was.
    """

    waits: ToApprove
    letter: LetterRow
    case: CaseRow
    sha: str
    pages: int | None
    findings: tuple[FindingView, ...]
    editors: tuple[str, ...]
    changed: tuple[Change, ...] | None
    matters: tuple[MatterView, ...]
    quote: str
    plan: PlanRow | None
    verdicts: tuple[ApprovalRow, ...]
    names: Mapping[str, str]

    @property
    def nearest(self) -> ClockLeft | None:
        """The clock of its case that is due first."""
        return self.waits.nearest

    @property
    def going(self) -> str:
        """Where the letter goes as this page shows it."""
        return going_of(self.letter)

    @property
    def editable(self) -> bool:
        """Nothing is written on this page."""
        return False


def listed_view(services: Services, session: Session, waits: ToApprove) -> ListedView:
    """One of all that waits."""
    letter = waits.letter
    if letter is None:
        return ListedView(waits=waits, letter=None, sha="", pages=None, findings=())
    seen = letter_checks.looked_at(services, session, letter)
    return ListedView(
        waits=waits,
        letter=letter,
        sha=letter.docx_sha or "",
        pages=pages_of(session, letter.docx_sha),
        findings=seen.found,
        quote=seen.said.quote,
        plan=approved_plan(session, waits.case),
    )


def approval_view(services: Services, session: Session, waits: ToApprove, letter: LetterRow) -> ApprovalView:
    """Everything an approver sees of a letter."""
    verdicts = tuple(approvals.of_subject(session, Subject.LETTER, letter.id))
    seen = letter_checks.looked_at(services, session, letter)
    return ApprovalView(
        waits=waits,
        letter=letter,
        case=waits.case,
        sha=letter.docx_sha or "",
        pages=pages_of(session, letter.docx_sha),
        findings=seen.found,
        editors=tuple(sorted(edits.by_people(session, letter.id))),
        changed=_since_returned(services, verdicts, letter),
        matters=matters_in(seen.said),
        quote=seen.said.quote,
        plan=approved_plan(session, waits.case),
        verdicts=verdicts,
        names=names_of(session),
    )


def _since_returned(
    services: Services, verdicts: tuple[ApprovalRow, ...], letter: LetterRow
) -> tuple[Change, ...] | None:
    returned = [one.docx_sha for one in verdicts if one.verdict is Verdict.RETURNED and one.docx_sha]
    if not returned:
        return None
    old, new = (letter_blocks(services, sha) for sha in (returned[-1], letter.docx_sha))
    return changes([block.text for block in old], [block.text for block in new])
