"""How one is told at once beside the desk: a webhook or the mail, chosen and tried on one's own page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from workers.telling import ways

router = APIRouter(prefix="/me/ways")

Actor = Annotated[Viewer, Depends(acting())]
Text = Annotated[str, Form()]


@router.post("/webhook", **FORM)
def webhook(request: Request, viewer: Actor, url: Text = "", urgent: Text = "") -> Response:
    """A robot of WeCom, DingTalk or Feishu, or a gateway of short messages."""
    ways.add_webhook(viewer.services, url, urgent_only=urgent == "1", actor=viewer.person)
    return _back(request, N_("已加入；请点“试发”确认能收到"))


@router.post("/mail", **FORM)
def mail(request: Request, viewer: Actor, urgent: Text = "") -> Response:
    """The person's own address."""
    ways.add_mail(viewer.services, urgent_only=urgent == "1", actor=viewer.person)
    return _back(request, N_("已加入"))


@router.post("/{way}/test", **FORM)
def test(request: Request, viewer: Actor, way: int) -> Response:
    """One notice now."""
    ways.try_out(viewer.services, way, actor=viewer.person)
    return _back(request, N_("试发的通知已发出，请查看是否收到"))


@router.post("/{way}/remove", **FORM)
def remove(request: Request, viewer: Actor, way: int) -> Response:
    """That way no more."""
    ways.remove(viewer.services, way, actor=viewer.person)
    return _back(request, N_("已删去"))


def _back(request: Request, message: str) -> Response:
    return flash(request, RedirectResponse("/me", status_code=303), message)
