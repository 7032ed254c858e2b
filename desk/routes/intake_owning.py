"""Who looks after what waits: taken by oneself, given by a head, one or what is ticked in the list."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError

from desk.access import Viewer, acting, page_before
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.spoken import Tone, Undo
from workers.instance.permissions import OFFICE
from workers.instance.refusals import Refused
from workers.intake import owning
from workers.intake.owning import Given, Moved

router = APIRouter(prefix="/intake")
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
Ids = Annotated[list[int] | None, Form()]
Words = Annotated[str, Form()]
_MOVED: TypeAdapter[list[tuple[int, str | None, str | None]]] = TypeAdapter(list[tuple[int, str | None, str | None]])
_UNDO = "/intake/assign/undo"


@router.post("/assign", **FORM)
def assign_many(request: Request, viewer: Writer, ids: Ids = None, to: Words = "") -> Response:
    """What is ticked in the list, to one person; to: empty: to no one."""
    done = owning.assign_many(viewer.services, ids or (), to or None, actor=viewer.person)
    return _told(request, page_before(request) or "/intake", done, undone=False)


@router.post("/take", **FORM)
def take_many(request: Request, viewer: Writer, ids: Ids = None) -> Response:
    """What is ticked in the list, by oneself."""
    done = owning.assign_many(viewer.services, ids or (), viewer.person.login, actor=viewer.person)
    return _told(request, page_before(request) or "/intake", done, undone=False)


@router.post("/assign/undo", **FORM)
def take_back(request: Request, viewer: Writer, moved: Words = "[]") -> Response:
    """Undo what was given: each goes back to whom it had."""
    try:
        given = [Moved(id=one, before=before, after=after) for one, before, after in _MOVED.validate_json(moved)]
    except ValidationError:
        raise Refused(N_("提交的内容不完整；请重新打开本页")) from None
    done = owning.take_back(viewer.services, given, actor=viewer.person)
    return _told(request, page_before(request) or "/intake", done, undone=True)


@router.post("/{intake_id}/owner", **FORM)
def assign(request: Request, viewer: Writer, intake_id: int, to: Words = "") -> Response:
    """One of them, to one person; to: empty: to no one."""
    moved = owning.assign(viewer.services, intake_id, to or None, actor=viewer.person)
    answer = RedirectResponse(f"/intake/{intake_id}", status_code=303)
    said = N_("已指派来件") if moved.after else N_("来件不再由专人处理")
    return flash(request, answer, said, undo=_undo((moved,)))


def _undo(moved: tuple[Moved, ...]) -> Undo | None:
    changed = [[one.id, one.before, one.after] for one in moved if one.before != one.after]
    return Undo(path=_UNDO, fields={"moved": json.dumps(changed)}) if changed else None


def _told(request: Request, back: str, done: Given, *, undone: bool) -> Response:
    answer, undo = RedirectResponse(back, status_code=303), None if undone else _undo(done.moved)
    if not done.refused:
        return flash(request, answer, N_("已指派 {count} 件来件"), {"count": len(done.moved)}, undo=undo)
    values = {
        "count": len(done.moved),
        "left": "、".join(str(one) for one, _ in done.refused),
        "why": str(done.refused[0][1]),
    }
    said = N_("已指派 {count} 件来件；未能指派：{left}（{why}）")
    return flash(request, answer, said, values, tone=Tone.REFUSED, undo=undo)
