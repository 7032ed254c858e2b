"""Approving letters and plans: one by one, or several at once with one look each."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, letter_for, reading
from desk.formed import whole
from desk.forms import FORM
from desk.looks import note, note_all
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, flash, page
from desk.views.approval import approval_view, listed_view
from domain.codes import Role
from workers.casework import plans
from workers.correspondence import approving, letter_checks
from workers.correspondence.approving import APPROVERS
from workers.instance.refusals import Refused
from workers.queue.to_approve import letter_to_approve, waiting_approval

router = APIRouter()
NAVIGATION = Link(
    path="/approvals",
    label=N_("审批"),
    roles=frozenset({Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER}),
    order=40,
)

Reader = Annotated[Viewer, Depends(reading(*APPROVERS))]
Approver = Annotated[Viewer, Depends(acting(*APPROVERS))]
_AT_ONCE = 20
"""So many are shown, the most pressing ones; the others move up."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one of several. why: the refusal; None if it was approved."""

    name: str
    why: Refused | None


@router.get("/approvals")
def waiting(request: Request, viewer: Reader) -> Response:
    """All that waits at a step of this person, with its pages."""
    return _waiting(request, viewer, ())


@router.post("/approvals", **FORM)
def approve_several(request: Request, viewer: Approver, chosen: Annotated[list[str] | None, Form()] = None) -> Response:
    """Approve what is ticked, each bound to what was shown; what became of each is told."""
    if not chosen:
        raise Refused(N_("请先勾选要批准的函件或方案"))
    outcomes = tuple(_approve(viewer, key) for key in chosen)
    if all(one.why is None for one in outcomes):
        response = RedirectResponse("/approvals", status_code=303)
        return flash(request, response, N_("已批准 {count} 件"), {"count": len(outcomes)})
    return _waiting(request, viewer, outcomes)


@router.get("/letters/{letter_id}/approve")
def look_at(request: Request, viewer: Reader, letter_id: int) -> Response:
    """One letter to be approved, its pages large."""
    return _one(request, viewer, letter_id)


@router.post("/letters/{letter_id}/approve", **FORM)
def approve(
    request: Request,
    viewer: Approver,
    letter_id: int,
    pdf_sha: Annotated[str, Form()] = "",
    going: Annotated[str, Form()] = "",
    remark: Annotated[str, Form()] = "",
) -> Response:
    """Take the next step, on the PDF and the address that were shown."""
    shown = {"pdf_sha": pdf_sha, "going": going}
    try:
        letter = approving.approve(viewer.services, letter_id, actor=viewer.person, remark=remark, **shown)
    except Refused as refusal:
        return _one(request, viewer, letter_id, refusal, remark)
    response = RedirectResponse("/approvals", status_code=303)
    return flash(request, response, N_("已批准 {number}"), {"number": letter.number or letter_id})


@router.post("/letters/{letter_id}/return", **FORM)
def give_back(request: Request, viewer: Approver, letter_id: int, remark: Annotated[str, Form()] = "") -> Response:
    """Back to be written at, with a remark."""
    try:
        letter = approving.return_(viewer.services, letter_id, actor=viewer.person, remark=remark)
    except Refused as refusal:
        return _one(request, viewer, letter_id, refusal, remark)
    response = RedirectResponse("/approvals", status_code=303)
    return flash(request, response, N_("已退回 {number}"), {"number": letter.number or letter_id})


@router.post("/letters/{letter_id}/findings", **FORM)
def accept_finding(
    request: Request,
    viewer: Approver,
    letter_id: int,
    finding: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Let a finding stand that came up after the submission, such as a case that was changed under the letter."""
    letter_checks.accept_finding(viewer.services, letter_id, finding, reason, actor=viewer.person)
    return flash(request, RedirectResponse(f"/letters/{letter_id}/approve", status_code=303), N_("已记下"))


def _approve(viewer: Viewer, key: str) -> Outcome:
    """One of several, as the form names it: `letter:ID:PDF:GOING` or `plan:NUMBER:VERSION`."""
    what, _, rest = key.partition(":")
    name, _, bound = rest.partition(":")
    services, person = viewer.services, viewer.person
    letter_id, version = whole(name), whole(bound)
    try:
        if what == "letter" and letter_id is not None:
            pdf_sha, _, going = bound.partition(":")
            letter = approving.approve(services, letter_id, actor=person, pdf_sha=pdf_sha, going=going)
            return Outcome(name=letter.number or name, why=None)
        if what == "plan" and version is not None:
            plans.approve_plan(services, name, version, actor=person)
            return Outcome(name=name, why=None)
    except Refused as refusal:
        return Outcome(name=name, why=refusal)
    raise NotThere


def _waiting(request: Request, viewer: Viewer, outcomes: tuple[Outcome, ...]) -> Response:
    with viewer.services.database.page() as session:
        waiting = waiting_approval(viewer.services, session, viewer.person, limit=_AT_ONCE)
        listed = [listed_view(viewer.services, session, one) for one in waiting.first]
    note_all(viewer, [(view.waits.case, "letter" if view.letter else "plan") for view in listed])
    topics = {topic.id: topic.name for topic in viewer.services.compiled.rulebook.topics}
    shown: Filled = {"listed": listed, "count": waiting.count, "outcomes": outcomes, "topics": topics}
    return page(request, viewer, "approvals.html", **shown)


def _one(
    request: Request, viewer: Viewer, letter_id: int, refusal: Refused | None = None, remark: str = ""
) -> Response:
    with viewer.services.database.page() as session:
        letter, case = letter_for(viewer, session, letter_id)
        waits = letter_to_approve(viewer.services, session, letter, viewer.person)
        view = approval_view(viewer.services, session, waits, letter) if waits else None
    if view is None:
        if refusal is not None:
            raise refusal
        return RedirectResponse(f"/letters/{letter_id}", status_code=303)
    note(viewer, case, "letter")
    status = 422 if refusal else 200
    return page(request, viewer, "approve_letter.html", status=status, view=view, refusal=refusal, remark=remark)
