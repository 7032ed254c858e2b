"""The satisfaction surveys 满意度调查: planned, drawn, started, closed, and what each found."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading, survey_for
from desk.files import XLSX, download
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, flash, page
from desk.views import surveys as views
from domain.survey_codes import SurveyState
from domain.surveys import LEAST_SHARE, Quarter
from workers.instance.refusals import Refused
from workers.surveys import planning
from workers.surveys.results import DEFINITIONS, Results, results_of
from workers.surveys.rights import PLANNERS, READERS, RESULT_READERS
from workers.surveys.sheet import TITLE, as_sheet, quarter_name

router = APIRouter(prefix="/surveys")
NAVIGATION = Link(path="/surveys", label=N_("满意度"), roles=frozenset(READERS), order=49)

Reader = Annotated[Viewer, Depends(reading(*READERS))]
ResultReader = Annotated[Viewer, Depends(reading(*RESULT_READERS))]
Planner = Annotated[Viewer, Depends(acting(*PLANNERS))]


@router.get("")
def every(request: Request, viewer: Reader) -> Response:
    """The surveys, and the form of a new plan."""
    return _every(request, viewer)


@router.post("", **FORM)
def plan(request: Request, viewer: Planner, typed: Typed) -> Response:
    """Plan one; then on to what would be drawn."""
    try:
        made = planning.plan(viewer.services, views.plan_of(typed), actor=viewer.person)
    except Refused as refusal:
        values = {name: text(typed, name) for name in ("quarter", "share", "questions")}
        values["projects"] = " ".join(str(one) for one in typed.getlist("project"))
        return _every(request, viewer, values, refusal)
    return flash(request, _to(made), N_("已计划；请看抽样，再由另一人开始"))


@router.get("/{survey_id}")
def show(request: Request, viewer: Reader, survey_id: int) -> Response:
    """One survey: its sample before it starts, its answers after."""
    return _show(request, viewer, survey_id)


@router.post("/{survey_id}/start", **FORM)
def start(request: Request, viewer: Planner, survey_id: int) -> Response:
    """Draw the households and ask them."""
    try:
        planning.start(viewer.services, survey_id, actor=viewer.person)
    except Refused as refusal:
        return _show(request, viewer, survey_id, refusal)
    return flash(request, _to(survey_id), N_("调查已开始，住户已抽定"))


@router.post("/{survey_id}/discard", **FORM)
def discard(request: Request, viewer: Planner, survey_id: int) -> Response:
    """Take a plan back."""
    try:
        planning.discard(viewer.services, survey_id, actor=viewer.person)
    except Refused as refusal:
        return _show(request, viewer, survey_id, refusal)
    return flash(request, RedirectResponse("/surveys", status_code=303), N_("已撤回计划"))


@router.post("/{survey_id}/close", **FORM)
def close(request: Request, viewer: Planner, survey_id: int) -> Response:
    """Take no more answers; from now on none has a household."""
    try:
        planning.close(viewer.services, survey_id, actor=viewer.person)
    except Refused as refusal:
        return _show(request, viewer, survey_id, refusal)
    return flash(request, _to(survey_id), N_("调查已结束；答卷不再与住户对应"))


@router.get("/{survey_id}/results")
def results(request: Request, viewer: ResultReader, survey_id: int) -> Response:
    """What it found so far, or in all."""
    made = _results(viewer, survey_id)
    return page(request, viewer, "survey_results.html", made=made, definitions=DEFINITIONS)


@router.get("/{survey_id}/file")
def file(viewer: ResultReader, survey_id: int) -> Response:
    """The same as Excel; no household is named in it."""
    made = _results(viewer, survey_id)
    return download(as_sheet([made]), f"{TITLE}-{quarter_name(made.survey)}.xlsx", XLSX)


def _results(viewer: Viewer, survey_id: int) -> Results:
    with viewer.services.database.page() as session:
        made = results_of(session, survey_for(viewer, session, survey_id), viewer.person)
    if made.survey.state is SurveyState.PLANNED or not made.lines:
        raise NotThere
    return made


def _every(
    request: Request, viewer: Viewer, typed: dict[str, str] | None = None, refusal: Refused | None = None
) -> Response:
    services = viewer.services
    with services.database.page() as session:
        lines = views.lines(session, viewer.person)
        projects = views.to_plan(session, viewer.person)
    today = Quarter.of(services.now().astimezone(services.zone).date())
    proposed = {
        "quarter": today.text,
        "share": str(services.settings.survey.share),
        "questions": "\n".join(services.settings.survey.questions),
        "projects": " ".join(str(one.id) for one in projects),
    }
    values: Filled = {
        "lines": lines,
        "projects": projects,
        "quarters": views.quarters(today),
        "typed": typed or proposed,
        "refusal": refusal,
        "least": LEAST_SHARE,
    }
    return page(request, viewer, "surveys.html", status=422 if refusal else 200, **values)


def _show(request: Request, viewer: Viewer, survey_id: int, refusal: Refused | None = None) -> Response:
    with viewer.services.database.page() as session:
        view = views.survey_page(session, viewer, survey_for(viewer, session, survey_id))
    return page(request, viewer, "survey.html", status=422 if refusal else 200, view=view, refusal=refusal)


def _to(survey_id: int) -> RedirectResponse:
    return RedirectResponse(f"/surveys/{survey_id}", status_code=303)
