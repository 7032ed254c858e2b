"""Lowering a grade A or B from the page of the case: asked for by one head, confirmed or refused by the other."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from desk.access import Viewer, acting
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.routes.case import to_case
from domain.codes import Grade
from workers.casework import lowering
from workers.instance.permissions import HEADS

router = APIRouter(prefix="/cases/{number}/lowering")
Head = Annotated[Viewer, Depends(acting(*HEADS))]


@router.post("", **FORM)
def ask(
    request: Request, viewer: Head, number: str, to: Annotated[Grade, Form()], note: Annotated[str, Form()] = ""
) -> Response:
    """Ask for a lesser grade."""
    lowering.ask(viewer.services, number, to, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已申请降级，等待另一位负责人确认"))


@router.post("/{wish}/confirm", **FORM)
def confirm(request: Request, viewer: Head, number: str, wish: int) -> Response:
    """The other head agrees."""
    lowering.confirm(viewer.services, number, wish, actor=viewer.person)
    return flash(request, to_case(number), N_("已降级"))


@router.post("/{wish}/refuse", **FORM)
def refuse(request: Request, viewer: Head, number: str, wish: int, note: Annotated[str, Form()] = "") -> Response:
    """A head does not agree, or takes back what they asked for."""
    lowering.refuse(viewer.services, number, wish, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已记下，级别不变"))
