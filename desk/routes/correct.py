"""The page on which a person corrects what was read of a case; the case is decided again from what is right."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.access import Viewer, acting, case_for, reading
from desk.formed import Typed, text
from desk.forms import TRANSCRIPT
from desk.looks import note
from desk.messages import N_
from desk.pages import flash, page
from desk.routes.case import after
from desk.views.cases import CasePage, case_page
from desk.views.correcting import CorrectingForm, correction_of, form_of_case, typed_form
from desk.views.rights import projects_in_sight
from desk.views.searching import searched
from workers.casework import correcting
from workers.instance.permissions import OFFICE
from workers.instance.refusals import Refused

router = APIRouter(prefix="/cases/{number}/correct")
FIND = "find"
"""The button that looks into the directory and saves nothing."""


@router.get("")
def show(request: Request, viewer: Annotated[Viewer, Depends(reading(*OFFICE))], number: str) -> Response:
    """The form beside the original."""
    view, stands = _standing(viewer, number)
    note(viewer, view.case, "page")
    return _form(request, viewer, view, stands)


@router.post("", **TRANSCRIPT)
def correct(
    request: Request, viewer: Annotated[Viewer, Depends(acting(*OFFICE))], number: str, typed: Typed
) -> Response:
    """Save what was changed; the form again with what was typed if it cannot be, or while looking for a household."""
    view, stands = _standing(viewer, number)
    form = typed_form(typed, stands)
    if text(typed, "do") == FIND:
        return _form(request, viewer, view, searched(viewer, form))
    try:
        correction = correction_of(form, stands, viewer.services.zone)
        case = correcting.correct(viewer.services, number, correction, actor=viewer.person, seen=form.seen)
    except Refused as refusal:
        return _form(request, viewer, view, form, refusal)
    return flash(request, after(viewer, case), N_("已更正，按更正后的内容重新判定"))


def _standing(viewer: Viewer, number: str) -> tuple[CasePage, CorrectingForm]:
    with viewer.services.database.page() as session:
        view = case_page(viewer, session, case_for(viewer, session, number))
    return view, form_of_case(view.case, view.opening, viewer.services.zone)


def _form(
    request: Request, viewer: Viewer, view: CasePage, form: CorrectingForm, refusal: Refused | None = None
) -> Response:
    with viewer.services.database.page() as session:
        projects = projects_in_sight(session, viewer.person, *OFFICE)
    values = {"view": view, "case": view.case, "form": form, "refusal": refusal, "projects": projects}
    return page(request, viewer, "case_correct.html", status=422 if refusal else 200, **values)
