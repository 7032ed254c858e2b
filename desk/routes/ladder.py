"""The ladder from the page of a case: handed up, answered, taken back; blocked work, and what cleared it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from desk.access import Viewer, acting
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.routes.case import to_case
from desk.spoken import Undo
from domain.codes import Department, Role
from domain.work_codes import Blocker
from workers.casework import blocking, ladder
from workers.instance.permissions import HEADS, OFFICE

router = APIRouter(prefix="/cases/{number}")
Note = Annotated[str, Form()]
TAKEN_BACK = N_("撤销刚才的登记")
"""What is said of a blocking that was entered by mistake."""
Worker = Annotated[Viewer, Depends(acting(*{*OFFICE, *HEADS}))]
Head = Annotated[Viewer, Depends(acting(*HEADS))]
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
Reporter = Annotated[Viewer, Depends(acting(Role.DEPARTMENT, *OFFICE))]
Anyone = Annotated[Viewer, Depends(acting(Role.DEPARTMENT, *{*OFFICE, *HEADS}))]


@router.post("/hand-up", **FORM)
def hand_up(request: Request, viewer: Worker, number: str, note: Note = "") -> Response:
    """One rung up."""
    ladder.hand_up(viewer.services, number, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已上交上一级"))


@router.post("/hand-back", **FORM)
def hand_back(request: Request, viewer: Head, number: str, note: Note = "") -> Response:
    """Back down with an answer."""
    ladder.answer(viewer.services, number, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已答复，案件回到跟进人"))


@router.post("/take", **FORM)
def take(request: Request, viewer: Writer, number: str) -> Response:
    """The answer has been read."""
    ladder.take(viewer.services, number, actor=viewer.person)
    return flash(request, to_case(number), N_("已按答复接办"))


@router.post("/block", **FORM)
def block(
    request: Request,
    viewer: Reporter,
    number: str,
    waits_for: Annotated[Blocker, Form()],
    note: Note = "",
    department: Annotated[Department | None, Form()] = None,
) -> Response:
    """Work cannot go on."""
    row = blocking.block(viewer.services, number, note, waits_for, actor=viewer.person, department=department)
    undo = Undo(path=f"/cases/{number}/unblock/{row.id}", fields={"note": TAKEN_BACK})
    return flash(request, to_case(number), N_("已登记受阻，主任已收到"), undo=undo)


@router.post("/unblock/{row}", **FORM)
def unblock(request: Request, viewer: Anyone, number: str, row: int, note: Note = "") -> Response:
    """What blocked it is out of the way."""
    blocking.clear(viewer.services, number, row, note, actor=viewer.person)
    undo = Undo(path=f"/cases/{number}/blocked-still/{row}")
    return flash(request, to_case(number), N_("已登记障碍排除"), undo=undo)


@router.post("/blocked-still/{row}", **FORM)
def blocked_still(request: Request, viewer: Anyone, number: str, row: int) -> Response:
    """Undo a clearing."""
    blocking.restore(viewer.services, number, row, actor=viewer.person)
    return flash(request, to_case(number), N_("已恢复受阻"))
