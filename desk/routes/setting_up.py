"""The first hour: every step of setting up as it stands, put off or taken up again, and the letter to oneself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading
from desk.files import PDF, download
from desk.forms import FORM
from desk.messages import N_
from desk.pages import Filled, flash, page
from desk.views import setting_up as views
from domain.codes import Role
from workers.instance.refusals import Refused
from workers.setting_up import steps, trial_letter
from workers.setting_up.standing import Step
from workers.setting_up.trial_letter import Sent

router = APIRouter(prefix=views.PATH)

Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Actor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]


@router.get("")
def show(request: Request, viewer: Reader) -> Response:
    """The steps."""
    return _shown(request, viewer)


@router.post("/later", **FORM)
def later(viewer: Actor, step: Text = "") -> Response:
    """Put a step off."""
    steps.leave(viewer.services, _step(step), actor=viewer.person)
    return _back(step)


@router.post("/again", **FORM)
def again(viewer: Actor, step: Text = "") -> Response:
    """Take a step up again."""
    steps.take_up(viewer.services, _step(step), actor=viewer.person)
    return _back(step)


@router.post("/rules", **FORM)
def rules(request: Request, viewer: Actor) -> Response:
    """The rules that decide now were looked through."""
    steps.rules_looked_through(viewer.services, actor=viewer.person)
    return flash(request, _back(Step.RULEBOOK), N_("已记下：这一版规则看过了"))


@router.post("/letter", **FORM)
def letter(request: Request, viewer: Actor, address: Text = "") -> Response:
    """The test letter to oneself; what came of it is said on the page."""
    try:
        sent = trial_letter.send(viewer.services, address, actor=viewer.person)
    except Refused as refusal:
        return _shown(request, viewer, refusal=refusal, address=address)
    return _shown(request, viewer, sent=sent, address=address)


@router.post("/letter/pdf", **FORM)
def letter_on_paper(request: Request, viewer: Actor) -> Response:
    """The test letter to be printed."""
    try:
        pdf = trial_letter.on_paper(viewer.services, actor=viewer.person)
    except Refused as refusal:
        return _shown(request, viewer, refusal=refusal)
    return download(pdf, f"{trial_letter.NAME}.pdf", PDF)


def _step(code: str) -> Step:
    found = next((one for one in Step if one.value == code), None)
    if found is None:
        raise NotThere
    return found


def _back(step: str) -> RedirectResponse:
    return RedirectResponse(f"{views.PATH}#{step}", status_code=303)


def _shown(
    request: Request, viewer: Viewer, *, sent: Sent | None = None, refusal: Refused | None = None, address: str = ""
) -> Response:
    with viewer.services.database.reading() as session:
        found = views.lines(viewer, session)
    values: Filled = {
        "lines": found,
        "progress": views.progress(found),
        "sent": sent,
        "refusal": refusal,
        "address": address,
        "sends": viewer.services.smtp is not None,
    }
    return page(request, viewer, "setup.html", status=422 if refusal else 200, **values)
