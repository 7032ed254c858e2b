"""The page of a case's plan: opinion and measures, saved version by version, submitted and approved."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, case_for, reading
from desk.formed import AGAIN
from desk.forms import FORM
from desk.looks import note
from desk.messages import N_
from desk.pages import flash, page
from desk.views.plan import TypedPlan, plan_view, typed_plan, with_typed_plan
from domain.staff import CASE_ROLES
from domain.work_codes import PlanState
from workers.casework import plans
from workers.correspondence.approving import APPROVERS
from workers.instance.permissions import OFFICE
from workers.instance.refusals import Refused

router = APIRouter()

Reader = Annotated[Viewer, Depends(reading(*CASE_ROLES))]
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
Approver = Annotated[Viewer, Depends(acting(*APPROVERS))]
_WRITTEN = (PlanState.DRAFT, PlanState.RETURNED)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What an approver's form says: the version of the plan that was shown, and a remark."""

    version: int
    remark: str


def verdict_of(version: Annotated[int, Form()] = 0, remark: Annotated[str, Form()] = "") -> Verdict:
    """The form of an approval or a return."""
    return Verdict(version=version, remark=remark)


Given = Annotated[Verdict, Depends(verdict_of)]


@router.get("/cases/{number}/plan")
def show(request: Request, viewer: Reader, number: str) -> Response:
    """The plan; a form for the person who may write at it."""
    return _page(request, viewer, number)


@router.post("/cases/{number}/plan", **FORM)
def write(request: Request, viewer: Writer, number: str, typed: Annotated[TypedPlan, Depends(typed_plan)]) -> Response:
    """Save what was typed, and submit it if the button says so."""
    if typed.what in ("add", "remove", AGAIN):
        return _page(request, viewer, number, typed=typed.acted())
    try:
        version = _saved(viewer, number, typed)
        typed = replace(typed, seen=version)
        if typed.what == "submit":
            plans.submit_plan(viewer.services, number, version, actor=viewer.person)
    except Refused as refusal:
        return _page(request, viewer, number, typed=typed, refusal=refusal)
    said = N_("方案已送审") if typed.what == "submit" else N_("方案已保存")
    return flash(request, _to(number), said)


@router.post("/cases/{number}/plan/approve", **FORM)
def approve(request: Request, viewer: Approver, number: str, verdict: Given) -> Response:
    """Take the next step of the approval, on the version that was shown."""
    return _decided(request, viewer, number, verdict, plans.approve_plan, N_("已批准 {number} 的方案"))


@router.post("/cases/{number}/plan/return", **FORM)
def give_back(request: Request, viewer: Approver, number: str, verdict: Given) -> Response:
    """Back to be written at, with a remark."""
    return _decided(request, viewer, number, verdict, plans.return_plan, N_("已退回 {number} 的方案"))


def _decided(
    request: Request, viewer: Viewer, number: str, verdict: Verdict, act: Callable[..., object], said: str
) -> Response:
    try:
        act(viewer.services, number, verdict.version, actor=viewer.person, remark=verdict.remark)
    except Refused as refusal:
        return _page(request, viewer, number, refusal=refusal, remark=verdict.remark)
    return flash(request, _to_list(), said, {"number": number})


def _to(number: str) -> RedirectResponse:
    return RedirectResponse(f"/cases/{number}/plan", status_code=303)


def _to_list() -> RedirectResponse:
    return RedirectResponse("/approvals", status_code=303)


def _saved(viewer: Viewer, number: str, typed: TypedPlan) -> int:
    """The version that says what was typed: the last one if it says so already."""
    with viewer.services.database.page() as session:
        last = plan_view(viewer.services, session, viewer.person, case_for(viewer, session, number)).last
    if last and last.state in _WRITTEN and typed.says(last):
        return last.version
    saved = plans.save_plan(
        viewer.services,
        number,
        opinion=typed.opinion,
        measures=typed.measures,
        actor=viewer.person,
        seen=typed.seen,
    )
    return saved.version


def _page(
    request: Request,
    viewer: Viewer,
    number: str,
    *,
    typed: TypedPlan | None = None,
    refusal: Refused | None = None,
    remark: str = "",
) -> Response:
    """The page, with what was typed; theirs: what somebody else saved meanwhile."""
    with viewer.services.database.page() as session:
        view = plan_view(viewer.services, session, viewer.person, case_for(viewer, session, number))
    note(viewer, view.case, "plan")
    theirs = typed is not None and view.last is not None and typed.seen != view.last.version
    return page(
        request,
        viewer,
        "plan.html",
        status=422 if refusal else 200,
        view=with_typed_plan(view, typed) if typed else view,
        theirs=view.last if theirs else None,
        refusal=refusal,
        remark=remark,
        unsaved=typed is not None,
    )
