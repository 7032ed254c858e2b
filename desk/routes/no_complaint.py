"""Praise, a request or what is not for us, settled in one click: on the page of its case, or of what waits (042)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.routes.case import after, to_case
from domain.codes import Department, Kind
from domain.labels import KIND
from workers.casework import no_complaint
from workers.instance.permissions import OFFICE
from workers.intake import triage

router = APIRouter()
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
Departments = Annotated[list[Department] | None, Form()]


@router.post("/cases/{number}/thank", **FORM)
def thank(request: Request, viewer: Writer, number: str) -> Response:
    """Thanks, or receipt, in neutral words."""
    no_complaint.thank(viewer.services, number, actor=viewer.person)
    return flash(request, to_case(number), N_("回信已交寄发"))


@router.post("/cases/{number}/pass-on", **FORM)
def pass_on(request: Request, viewer: Writer, number: str, department: Departments = None) -> Response:
    """To the departments that were chosen."""
    no_complaint.pass_on(viewer.services, number, tuple(department or ()), actor=viewer.person)
    return flash(request, to_case(number), N_("已转交"))


@router.post("/cases/{number}/file-away", **FORM)
def file_away(request: Request, viewer: Writer, number: str) -> Response:
    """No complaint: closed without a visit."""
    no_complaint.file_away(viewer.services, number, actor=viewer.person)
    return flash(request, to_case(number), N_("已归档"))


@router.post("/intake/{intake_id}/thank", **FORM)
def thank_waiting(request: Request, viewer: Writer, intake_id: int, kind: Annotated[Kind, Form()]) -> Response:
    """What waits is praise or a request: a case of that kind, and its letter."""
    case = triage.accept_as(viewer.services, intake_id, kind, actor=viewer.person, thank=True)
    return flash(request, after(viewer, case), N_("已立案 {number}"), {"number": case.number})


@router.post("/intake/{intake_id}/pass-on", **FORM)
def pass_on_waiting(
    request: Request, viewer: Writer, intake_id: int, kind: Annotated[Kind, Form()], department: Departments = None
) -> Response:
    """What waits is praise or a request: a case of that kind, in the queue of its departments."""
    chosen = tuple(department or ())
    case = triage.accept_as(viewer.services, intake_id, kind, actor=viewer.person, departments=chosen)
    return flash(request, after(viewer, case), N_("已立案 {number}"), {"number": case.number})


@router.post("/intake/{intake_id}/file-away", **FORM)
def file_waiting(request: Request, viewer: Writer, intake_id: int) -> Response:
    """What waits is not for us: set aside without a case."""
    triage.set_aside(viewer.services, intake_id, KIND[Kind.NOT_FOR_US], actor=viewer.person)
    return flash(request, RedirectResponse("/intake", status_code=303), N_("已搁置"))
