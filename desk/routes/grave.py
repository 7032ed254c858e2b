"""Grades A and B from the page of a case: what is held of it, and each day's progress."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from desk.access import Viewer, acting
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.routes.case import to_case
from domain.gravity import WORDS, Assessment
from workers.casework import gravity
from workers.instance.permissions import HEADS, OFFICE

router = APIRouter(prefix="/cases/{number}")
Writer = Annotated[Viewer, Depends(acting(*{*OFFICE, *HEADS}))]


@router.post("/assessment", **FORM)
def assess(request: Request, viewer: Writer, number: str, typed: Typed) -> Response:
    """Spread, consequences, advice, press and the responsible head."""
    held = Assessment(**{name: text(typed, name) for name in (*WORDS, "head")})
    gravity.assess(viewer.services, number, held, actor=viewer.person)
    return flash(request, to_case(number), N_("已登记"))


@router.post("/progress", **FORM)
def report(request: Request, viewer: Writer, number: str, note: Annotated[str, Form()] = "") -> Response:
    """The day's progress."""
    gravity.report(viewer.services, number, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已报告今日进展，经理已收到"))
