"""One's deadlines in one's own calendar: a secret link, made and ended on one's own page, which programs then read."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from desk.access import Viewer, acting
from desk.api.answers import listed_tags
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.rates import Rate, seconds
from desk.routes.me import shown
from workers.instance.services import Services
from workers.public.calendar import calendar_of
from workers.staff import calendar_links

router = APIRouter()
Actor = Annotated[Viewer, Depends(acting())]


@router.post("/me/calendar", **FORM)
def make(request: Request, viewer: Actor) -> Response:
    """A new link, shown this once: the desk keeps no copy of it."""
    token = calendar_links.make(viewer.services, actor=viewer.person)
    return shown(request, viewer, calendar=viewer.services.settings.desk.link(f"/calendar/{token}.ics"))


@router.post("/me/calendar/end", **FORM)
def end(request: Request, viewer: Actor) -> Response:
    """The link works no longer."""
    calendar_links.end(viewer.services, actor=viewer.person)
    return flash(request, RedirectResponse("/me", status_code=303), N_("日历链接已停用"))


@router.get("/calendar/{token}.ics")
def feed(request: Request, token: str) -> Response:
    """The calendar, for a program that has the link; 404 for one that does not work."""
    services: Services = request.app.state.services
    rate: Rate = request.app.state.calendar_rate
    person = calendar_links.whose(services, token)
    if person is None:
        return PlainTextResponse("404\n", status_code=404)
    wait = rate.wait(person.login, services.now())
    if wait is not None:
        return PlainTextResponse("429\n", status_code=429, headers={"Retry-After": seconds(wait)})
    body = calendar_of(services, person)
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "Cache-Control": "private, max-age=900"}
    if headers["ETag"] in listed_tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)
