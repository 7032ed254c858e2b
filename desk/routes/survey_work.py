"""What follows from a survey: visits to households with bad marks, measures, and the notice that is posted up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from desk.access import NotThere, Viewer, acting, reading, survey_for
from desk.files import DOCX, download
from desk.formed import Typed, text, whole
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.spoken import Tone
from desk.views.directory import day_of
from desk.views.survey_work import follow_up_page
from domain.survey_codes import FollowUpOutcome, SurveyState
from workers.instance.permissions import HEADS, OFFICE
from workers.instance.refusals import Refused
from workers.surveys import following_up, measures
from workers.surveys.measures import Measure
from workers.surveys.notice import notice as posted

router = APIRouter(prefix="/surveys/{survey_id}")

Clerk = Annotated[Viewer, Depends(reading(*OFFICE))]
Visitor = Annotated[Viewer, Depends(acting(*OFFICE))]
Head = Annotated[Viewer, Depends(acting(*HEADS))]


@router.get("/follow-ups")
def follow_ups(request: Request, viewer: Clerk, survey_id: int) -> Response:
    """The households to be visited, the nearest due first."""
    return _follow_ups(request, viewer, survey_id)


@router.post("/follow-ups/{follow_up_id}", **FORM)
def visited(request: Request, viewer: Visitor, survey_id: int, follow_up_id: int, typed: Typed) -> Response:
    """What a visit came to."""
    outcome = text(typed, "outcome")
    try:
        if outcome not in set(FollowUpOutcome):
            raise Refused("请选择回访的结果")
        given = FollowUpOutcome(outcome)
        following_up.record(viewer.services, survey_id, follow_up_id, given, text(typed, "note"), actor=viewer.person)
    except Refused as refusal:
        return _follow_ups(request, viewer, survey_id, {**_kept(typed), "of": str(follow_up_id)}, refusal)
    back = RedirectResponse(f"/surveys/{survey_id}/follow-ups", status_code=303)
    return flash(request, back, N_("已登记回访"))


@router.post("/measures", **FORM)
def add(request: Request, viewer: Head, survey_id: int, typed: Typed) -> Response:
    """A measure of a project."""
    back = RedirectResponse(f"/surveys/{survey_id}#measures", status_code=303)
    try:
        due = day_of(typed, "due")
        if due is None:
            raise Refused("请填写完成日期")
        wished = Measure(
            project_id=whole(text(typed, "project")) or 0,
            text=text(typed, "text"),
            responsible=text(typed, "responsible"),
            due=due,
        )
        measures.add(viewer.services, survey_id, wished, actor=viewer.person)
    except Refused as refusal:
        return flash(request, back, refusal.message, refusal.values, tone=Tone.REFUSED)
    return flash(request, back, N_("已定下整改措施"))


@router.post("/measures/{measure_id}/done", **FORM)
def done(request: Request, viewer: Head, survey_id: int, measure_id: int) -> Response:
    """A measure was carried out."""
    back = RedirectResponse(f"/surveys/{survey_id}#measures", status_code=303)
    try:
        measures.done(viewer.services, survey_id, measure_id, actor=viewer.person)
    except Refused as refusal:
        return flash(request, back, refusal.message, refusal.values, tone=Tone.REFUSED)
    return flash(request, back, N_("已登记完成"))


@router.post("/notice", **FORM)
def notice(request: Request, viewer: Head, survey_id: int, typed: Typed) -> Response:
    """The notice of a project, as Word."""
    try:
        name, docx = posted(viewer.services, survey_id, whole(text(typed, "project")) or 0, actor=viewer.person)
    except Refused as refusal:
        back = RedirectResponse(f"/surveys/{survey_id}", status_code=303)
        return flash(request, back, refusal.message, refusal.values, tone=Tone.REFUSED)
    return download(docx, name, DOCX)


def _kept(typed: FormData) -> dict[str, str]:
    return {name: text(typed, name) for name in ("outcome", "note")}


def _follow_ups(
    request: Request,
    viewer: Viewer,
    survey_id: int,
    typed: dict[str, str] | None = None,
    refusal: Refused | None = None,
) -> Response:
    with viewer.services.database.page() as session:
        row = survey_for(viewer, session, survey_id)
        view = follow_up_page(session, viewer, row)
    if row.state is SurveyState.PLANNED:
        raise NotThere
    status = 422 if refusal else 200
    return page(request, viewer, "survey_follow_ups.html", status=status, view=view, typed=typed or {}, refusal=refusal)
