"""What is ticked in the lists of what came in: set aside, read again, or taken up again, all at once."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, page_before
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.spoken import Tone
from workers.instance.permissions import OFFICE
from workers.intake import many
from workers.intake.many import Settled

router = APIRouter(prefix="/intake")
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
Ids = Annotated[list[int] | None, Form()]


@router.post("/aside", **FORM)
def aside(request: Request, viewer: Writer, ids: Ids = None, why: Annotated[str, Form()] = "") -> Response:
    """None of them is a complaint, as a person says."""
    done = many.set_aside_many(viewer.services, ids or (), why, actor=viewer.person)
    return _told(
        request, "/intake", done, N_("已搁置 {count} 件"), N_("已搁置 {count} 件；未能搁置的来件：{left}（{why}）")
    )


@router.post("/up", **FORM)
def up(request: Request, viewer: Writer, ids: Ids = None) -> Response:
    """Back among what waits for a person."""
    done = many.take_up_many(viewer.services, ids or (), actor=viewer.person)
    back = page_before(request) or "/intake/ignored"
    return _told(request, back, done, N_("已取回 {count} 件"), N_("已取回 {count} 件；未能取回的来件：{left}（{why}）"))


@router.post("/again", **FORM)
def again(request: Request, viewer: Writer, ids: Ids = None) -> Response:
    """Each is read again from its original."""
    done = many.read_many_again(viewer.services, ids or (), actor=viewer.person)
    back = page_before(request) or "/intake"
    some_said = N_("正在重新读取 {count} 件；不能重新读取的来件：{left}（{why}）")
    return _told(request, back, done, N_("正在重新读取 {count} 件"), some_said)


def _told(request: Request, back: str, done: Settled, all_said: str, some_said: str) -> Response:
    answer = RedirectResponse(back, status_code=303)
    if not done.refused:
        return flash(request, answer, all_said, {"count": len(done.done)})
    values = {
        "count": len(done.done),
        "left": "、".join(str(one) for one, _ in done.refused),
        "why": str(done.refused[0][1]),
    }
    return flash(request, answer, some_said, values, tone=Tone.REFUSED)
