"""Who follows a case up: given from the page of the case, or to many at once from the list."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError

from desk.access import Viewer, acting, case_for, page_before
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.routes.case import after
from desk.spoken import Tone, Undo
from workers.casework import owning
from workers.casework.owning import Assigned, Moved
from workers.instance.permissions import HEADS, OFFICE
from workers.instance.refusals import Refused

router = APIRouter()
_MOVED: TypeAdapter[list[tuple[str, str, str]]] = TypeAdapter(list[tuple[str, str, str]])
BY_RULE = ""
"""What the choice of a person says for: by the rules."""
TAKEN_BACK = N_("撤销刚才的指派")
"""The reason of an assignment that takes the one before back."""
Giver = Annotated[Viewer, Depends(acting(*{*OFFICE, *HEADS}))]
Head = Annotated[Viewer, Depends(acting(*HEADS))]
Words = Annotated[str, Form()]


@router.post("/cases/{number}/owner", **FORM)
def assign(request: Request, viewer: Giver, number: str, to: Words = BY_RULE, note: Words = "") -> Response:
    """One case to one person, or by rule."""
    with viewer.services.database.reading() as session:
        before = case_for(viewer, session, number).owner
    case = owning.assign(viewer.services, number, to or None, actor=viewer.person, reason=note)
    back = {"to": before, "note": TAKEN_BACK} if before and before != case.owner else None
    undo = Undo(path=f"/cases/{number}/owner", fields=back) if back else None
    return flash(request, after(viewer, case), N_("已指派跟进人"), undo=undo)


@router.post("/cases/{number}/about", **FORM)
def about(
    request: Request, viewer: Head, number: str, about: Annotated[list[str] | None, Form()] = None, note: Words = ""
) -> Response:
    """Whom of the staff it complains of."""
    case = owning.set_about(viewer.services, number, about or [], note, actor=viewer.person)
    return flash(request, after(viewer, case), N_("已更改来信涉及的同事"))


@router.post("/queue/assign", **FORM)
def assign_many(
    request: Request,
    viewer: Giver,
    numbers: Annotated[list[str] | None, Form()] = None,
    to: Words = BY_RULE,
    note: Words = "",
) -> Response:
    """What is ticked in the list."""
    done = owning.assign_many(viewer.services, numbers or [], to or None, actor=viewer.person, reason=note)
    back = RedirectResponse(page_before(request) or "/queue", status_code=303)
    given = [[one.number, one.before, one.after] for one in done.moved if one.before and one.before != one.after]
    undo = Undo(path="/queue/assign/undo", fields={"moved": json.dumps(given)}) if given else None
    return _told(request, back, done, undo)


@router.post("/queue/assign/undo", **FORM)
def take_back(request: Request, viewer: Giver, moved: Words = "[]") -> Response:
    """Undo what was given to many at once: each case goes back to the owner it had."""
    try:
        given = [
            Moved(number=number, before=before, after=after) for number, before, after in _MOVED.validate_json(moved)
        ]
    except ValidationError:
        raise Refused(N_("提交的内容不完整；请重新打开本页")) from None
    done = owning.take_back(viewer.services, given, actor=viewer.person, reason=TAKEN_BACK)
    return _told(request, RedirectResponse(page_before(request) or "/queue", status_code=303), done, None)


def _told(request: Request, back: Response, done: Assigned, undo: Undo | None) -> Response:
    if not done.refused:
        return flash(request, back, N_("已指派 {count} 件"), {"count": len(done.changed)}, undo=undo)
    values = {"count": len(done.changed), "left": "、".join(number for number, _ in done.refused)}
    return flash(request, back, N_("已指派 {count} 件；未能指派：{left}"), values, tone=Tone.REFUSED, undo=undo)
