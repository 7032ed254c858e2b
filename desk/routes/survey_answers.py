"""The households that a survey asks, and the page on which a clerk enters what one of them answered."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, asked_for, reading, survey_for
from desk.files import DOCX, PDF, download
from desk.formed import Typed, text, whole
from desk.forms import FORM
from desk.messages import N_
from desk.pages import Filled, flash, page
from desk.spoken import Tone
from desk.views import surveys as views
from domain.survey_codes import SurveyState
from store import survey_households, surveys
from workers.instance.permissions import HEADS, OFFICE
from workers.instance.refusals import Refused
from workers.surveys import answering
from workers.surveys import forms as printing

router = APIRouter(prefix="/surveys/{survey_id}")

PAGE = 100
Clerk = Annotated[Viewer, Depends(reading(*OFFICE))]
Enterer = Annotated[Viewer, Depends(acting(*OFFICE))]
Settler = Annotated[Viewer, Depends(acting(*HEADS))]


@router.get("/sample")
def sample(
    request: Request,
    viewer: Clerk,
    survey_id: int,
    project: Annotated[int, Query(ge=0)] = 0,
    left: bool = False,  # noqa: FBT001, FBT002 - a field of the address
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """The households asked in a project, by flat; left: only those that have not answered."""
    with viewer.services.database.page() as session:
        row = survey_for(viewer, session, survey_id)
        everything = surveys.projects_of(session, [row.id]).get(row.id, ())
        seen = [one for one in everything if viewer.person.grant(*OFFICE, project=one.name)]
        chosen = next((one for one in seen if one.project_id == project or not project), None)
        if chosen is None or row.state is SurveyState.PLANNED:
            raise NotThere
        asked = survey_households.of_project(session, row.id, chosen.project_id)
        answered = survey_households.answered(session, row.id)
    rows = [one for one in asked if not (left and one.household_id in answered)]
    values: Filled = {"survey": row, "projects": seen, "chosen": chosen, "answered": answered, "left": left}
    values |= {"total": len(rows), "rows": rows[after : after + PAGE]}
    values |= {"parts": printing.parts(len(rows)) if row.state is SurveyState.RUNNING else 0}
    values |= {"following": after + PAGE if after + PAGE < len(rows) else None}
    values |= {"before": max(0, after - PAGE) if after else None}
    return page(request, viewer, "survey_sample.html", **values)


@router.post("/forms", **FORM)
def forms(request: Request, viewer: Enterer, survey_id: int, typed: Typed) -> Response:
    """The questionnaires of a project, a file of them."""
    kind = text(typed, "kind")
    wanted = printing.Wanted(
        project_id=whole(text(typed, "project")) or 0,
        part=whole(text(typed, "part")) or 1,
        left=text(typed, "left") == "1",
        kind=printing.FileKind(kind) if kind in set(printing.FileKind) else printing.FileKind.PDF,
    )
    try:
        made = printing.questionnaires(viewer.services, survey_id, wanted, actor=viewer.person)
    except Refused as refusal:
        back = RedirectResponse(f"/surveys/{survey_id}", status_code=303)
        return flash(request, back, refusal.message, refusal.values, tone=Tone.REFUSED)
    return download(made.data, made.name, PDF if wanted.kind is printing.FileKind.PDF else DOCX)


@router.get("/households/{asked_id}")
def entry(request: Request, viewer: Clerk, survey_id: int, asked_id: int) -> Response:
    """A household's answer, and the form to enter it."""
    return _entry(request, viewer, survey_id, asked_id)


@router.post("/households/{asked_id}", **FORM)
def enter(request: Request, viewer: Enterer, survey_id: int, asked_id: int, typed: Typed) -> Response:
    """Enter it, and back to the list; a second one is said to wait."""
    with viewer.services.database.reading() as session:
        row = survey_for(viewer, session, survey_id)
        asked = asked_for(viewer, session, survey_id, asked_id)
    given = views.given_of(typed, len(row.questions))
    complaint = text(typed, "complaint")
    try:
        if given.remark.strip() and complaint not in ("yes", "no"):
            raise Refused("请说明意见里有没有投诉")
        answer = answering.enter(viewer.services, survey_id, asked_id, given, actor=viewer.person)
    except Refused as refusal:
        values = {name: value for name, value in typed.items() if isinstance(value, str)}
        return _entry(request, viewer, survey_id, asked_id, values, refusal)
    if not answer.counted:
        again = RedirectResponse(f"/surveys/{survey_id}/households/{asked_id}", status_code=303)
        return flash(request, again, N_("这一户已有答卷；这一份先不计入，请主管认定以哪一份为准"), tone=Tone.REFUSED)
    if complaint == "yes":
        return flash(request, RedirectResponse("/register", status_code=303), N_("答卷已录入；请在这里登记其中的投诉"))
    back = RedirectResponse(f"/surveys/{survey_id}/sample?project={asked.project_id}&left=1", status_code=303)
    return flash(request, back, N_("已录入"))


@router.post("/answers/{answer_id}", **FORM)
def settle(request: Request, viewer: Settler, survey_id: int, answer_id: int, typed: Typed) -> Response:
    """This answer of its household counts."""
    back = RedirectResponse(f"/surveys/{survey_id}", status_code=303)
    try:
        answering.count_instead(viewer.services, survey_id, answer_id, actor=viewer.person)
    except Refused as refusal:
        return flash(request, back, refusal.message, refusal.values, tone=Tone.REFUSED)
    del typed
    return flash(request, back, N_("已认定"))


def _entry(
    request: Request,
    viewer: Viewer,
    survey_id: int,
    asked_id: int,
    typed: dict[str, str] | None = None,
    refusal: Refused | None = None,
) -> Response:
    with viewer.services.database.page() as session:
        row = survey_for(viewer, session, survey_id)
        view = views.entry_page(session, viewer, row, asked_for(viewer, session, survey_id, asked_id))
    if row.state is SurveyState.PLANNED:
        raise NotThere
    values: Filled = {"view": view, "typed": typed or {}, "refusal": refusal}
    return page(request, viewer, "survey_entry.html", status=422 if refusal else 200, **values)
