"""Registering what came by phone, counter, WeChat, app, fax or another way, beside mail and scans."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from desk.access import Viewer, acting, case_for, reading
from desk.formed import AGAIN, Typed, text
from desk.forms import EVIDENCE
from desk.messages import N_
from desk.navigation import Link
from desk.pages import flash, page
from desk.routes.case import to_case
from desk.routes.correct import FIND
from desk.views.registering import CHANNELS, RegisterForm, empty_form, record_of, typed_register
from desk.views.rights import projects_in_sight
from desk.views.searching import searched
from domain.codes import Role
from store import directory
from workers.casework import case_work
from workers.casework.place_offers import place_offers
from workers.casework.recording import RECORDERS
from workers.instance.permissions import OFFICE
from workers.instance.refusals import Refused
from workers.intake import register

router = APIRouter(prefix="/register")
NAVIGATION = Link(
    path="/register",
    label=N_("登记"),
    roles=frozenset({Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT}),
    order=30,
)
Reader = Annotated[Viewer, Depends(reading(*OFFICE))]


@router.get("")
def show(request: Request, viewer: Reader) -> Response:
    """A fresh form."""
    return _form(request, viewer, _fresh(viewer))


@router.get("/households")
def households(request: Request, viewer: Reader, q: str = "") -> Response:
    """What the directory has for `q`: the choices alone, for the form to put in its place."""
    form = searched(viewer, RegisterForm(key="", search=q))
    return page(request, viewer, "households.html", form=form)


@router.get("/places")
def places(viewer: Reader, project: str = "", building: str = "", unit: str = "") -> JSONResponse:
    """What the directory has below a place, for the form to offer while somebody types: names of places, no persons."""
    with viewer.services.database.reading() as session:
        if project not in projects_in_sight(session, viewer.person, *OFFICE):
            return JSONResponse({"buildings": [], "units": [], "rooms": []})
        at = {"project": project, "building": building}
        return JSONResponse(
            {
                "buildings": directory.buildings(session, {"project": project}),
                "units": directory.units(session, at) if building else [],
                "rooms": directory.rooms(session, {**at, "unit": unit}) if building else [],
            }
        )


@router.get("/offers")
def offers(viewer: Annotated[Viewer, Depends(reading(*RECORDERS))], typed: str = "", of: str = "") -> JSONResponse:
    """Whole places that go on from what is typed, for the record of a case."""
    with viewer.services.database.reading() as session:
        case = case_for(viewer, session, of)
        found = place_offers(session, typed, project=case.project, person=viewer.person)
    return JSONResponse([[one.place, one.who] for one in found])


@router.post("", **EVIDENCE)
def save(request: Request, viewer: Annotated[Viewer, Depends(acting(*OFFICE))], typed: Typed) -> Response:
    """A new case; the form again with what was typed if it cannot be, or while looking for a household."""
    form = typed_register(typed, _fresh(viewer))
    if text(typed, "do") in (FIND, AGAIN):
        return _form(request, viewer, searched(viewer, form))
    services, person = viewer.services, viewer.person
    try:
        made = register.register(services, record_of(form, typed, services.zone), actor=person)
        if form.answered and made.fresh:
            case_work.record_call(services, made.case.number, form.answer, actor=person, reached=True)
    except Refused as refusal:
        return _form(request, viewer, form, refusal)
    number = made.case.number
    return flash(request, to_case(number), N_("已登记为 {number}"), {"number": number})


def _fresh(viewer: Viewer) -> RegisterForm:
    return empty_form(viewer.services.now(), viewer.services.zone)


def _form(request: Request, viewer: Viewer, form: RegisterForm, refusal: Refused | None = None) -> Response:
    with viewer.services.database.reading() as session:
        projects = projects_in_sight(session, viewer.person, *OFFICE)
    values = {"form": form, "refusal": refusal, "channels": CHANNELS, "projects": projects}
    return page(request, viewer, "register.html", status=422 if refusal else 200, **values)
