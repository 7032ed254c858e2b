"""The bell: a person's notices, how many are not read, told live to the open page; and who can be told how."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from desk.access import NotThere, Viewer, acting, listening, reading
from desk.formed import whole
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.pulse import Pulse
from desk.views import notices as views
from domain.codes import Role
from workers.telling import desk_list

router = APIRouter()

Reader = Annotated[Viewer, Depends(reading())]
Listener = Annotated[Viewer, Depends(listening())]
Actor = Annotated[Viewer, Depends(acting())]
Admin = Annotated[Viewer, Depends(reading(Role.ADMIN))]

_LIFE_SECONDS = 55
"""A stream ends after so long and the browser asks again: a session that has ended is told nothing more."""
_LOOK_SECONDS = 1.0
_RETRY = "retry: 4000\n\n"


@router.get("/notices")
def notices(request: Request, viewer: Reader) -> Response:
    """The newest, with what became of each on its way."""
    with viewer.services.database.reading() as session:
        lines = views.lines(session, viewer.person)
    return page(request, viewer, "notices.html", lines=lines)


@router.post("/notices/read", **FORM)
def read(request: Request, viewer: Actor) -> Response:
    """All of them count as read."""
    desk_list.all_read(viewer.services, person=viewer.person)
    return flash(request, RedirectResponse("/notices", status_code=303), N_("已全部标为已读"))


@router.get("/notices/count")
def count(request: Request, viewer: Listener) -> Response:
    """How many are not read: for a page that is not told live."""
    pulse: Pulse = request.app.state.pulse
    return JSONResponse({"unread": pulse.unread(viewer.person.id)})


@router.get("/notices/stream")
async def stream(request: Request, viewer: Listener) -> Response:
    """The same, live, as server-sent events; 204 where too many listen already, so that the browser asks no more."""
    pulse: Pulse = request.app.state.pulse
    place = pulse.place()
    if not place.__enter__():
        place.__exit__(None, None, None)
        return Response(status_code=204)

    async def told() -> AsyncIterator[str]:
        try:
            async for line in _told(pulse, viewer.person.id):
                yield line
        finally:
            place.__exit__(None, None, None)

    return StreamingResponse(told(), media_type="text/event-stream")


@router.get("/notices/{notice_id}")
def one(viewer: Reader, notice_id: str) -> Response:
    """Where it leads; it counts as read."""
    id_ = whole(notice_id)
    target = desk_list.opened(viewer.services, id_, person=viewer.person) if id_ is not None else None
    if target is None:
        raise NotThere
    return RedirectResponse(target, status_code=303)


@router.get("/people/notices")
def reachable(request: Request, viewer: Admin) -> Response:
    """Who is told how, and what did not arrive."""
    with viewer.services.database.reading() as session:
        shown = views.reach(viewer.services, session)
    return page(request, viewer, "reach.html", reach=shown)


async def _told(pulse: Pulse, person_id: int) -> AsyncIterator[str]:
    yield _RETRY
    said, end = -1, asyncio.get_running_loop().time() + _LIFE_SECONDS
    while not pulse.closed and asyncio.get_running_loop().time() < end:
        unread = await run_in_threadpool(pulse.unread, person_id)
        if unread != said:
            said = unread
            yield f"data: {unread}\n\n"
        await asyncio.sleep(_LOOK_SECONDS)
