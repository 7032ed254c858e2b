"""Groups of letters about one matter: the list, one group, and what may be done with it."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import flash, page
from desk.spoken import Undo
from desk.views.groups import group_view, group_views
from workers.casework.groups import acts, grades
from workers.casework.groups.grades import Stood
from workers.instance.permissions import HEADS, OFFICE

router = APIRouter()
NAVIGATION = Link(path="/groups", label=N_("群体"), roles=frozenset(OFFICE), order=25)
Reader = Annotated[Viewer, Depends(reading(*OFFICE))]
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
Head = Annotated[Viewer, Depends(acting(*HEADS))]
Named = Annotated[str, Form()]
Chosen = Annotated[list[str] | None, Form()]


@router.get("/groups")
def listed(request: Request, viewer: Reader) -> Response:
    """The groups with open cases."""
    with viewer.services.database.page() as session:
        found = group_views(viewer, session)
    return page(request, viewer, "groups.html", groups=found)


@router.get("/groups/{group}")
def show(request: Request, viewer: Reader, group: str) -> Response:
    """One group with its cases."""
    with viewer.services.database.page() as session:
        view = group_view(viewer, session, group)
    return page(request, viewer, "group.html", view=view)


@router.post("/groups/{group}/confirm", **FORM)
def confirm(request: Request, viewer: Writer, group: str, chosen: Chosen = None) -> Response:
    """It is one matter."""
    acts.confirm(viewer.services, group, actor=viewer.person, only=chosen or ())
    return flash(request, _to(group), N_("已确认为同一件事，按群体办理"))


@router.post("/groups/{group}/dismiss", **FORM)
def dismiss(request: Request, viewer: Writer, group: str, chosen: Chosen = None) -> Response:
    """It is not."""
    acts.dismiss(viewer.services, group, actor=viewer.person, only=chosen or ())
    return flash(request, _to(group), N_("已记下不是同一件事，不再提示"))


@router.post("/groups/{group}/split", **FORM)
def split(request: Request, viewer: Writer, group: str, chosen: Chosen = None) -> Response:
    """Some of its cases are another matter."""
    fresh = acts.split(viewer.services, group, tuple(chosen or ()), actor=viewer.person)
    return flash(request, _to(fresh.number if fresh else group), N_("已移出所选案件"))


@router.post("/groups/{group}/merge", **FORM)
def merge(request: Request, viewer: Writer, group: str, into: Named = "") -> Response:
    """It is the matter of another group."""
    target = acts.merge(viewer.services, group, into.strip().upper(), actor=viewer.person)
    return flash(request, _to(target.number), N_("已合并"))


@router.post("/groups/{group}/grades", **FORM)
def confirm_grades(request: Request, viewer: Head, group: str) -> Response:
    """One confirmation stands for every case of grade A or B."""
    stood = grades.confirm_grades(viewer.services, group, actor=viewer.person)
    given = json.dumps({one.case: one.seq for one in stood})
    undo = Undo(path=f"/groups/{group}/grades/undo", fields={"stood": given})
    return flash(request, _to(group), N_("已确认 {count} 件的级别"), {"count": len(stood)}, undo=undo)


@router.post("/groups/{group}/grades/undo", **FORM)
def take_back_grades(request: Request, viewer: Head, group: str, stood: Named = "") -> Response:
    """What was just confirmed waits for a person again."""
    grades.take_back_grades(viewer.services, group, _stood(stood), actor=viewer.person)
    return flash(request, _to(group), N_("已撤销"))


@router.post("/groups/{group}/undo", **FORM)
def undo(request: Request, viewer: Writer, group: str) -> Response:
    """The last act taken back."""
    acts.undo(viewer.services, group, actor=viewer.person)
    return flash(request, _to(group), N_("已撤销"))


@router.post("/cases/{number}/link", **FORM)
def link(request: Request, viewer: Writer, number: str, other: Named = "") -> Response:
    """A case belongs with another one, or to a group."""
    linked = acts.link(viewer.services, number, other.strip().upper(), actor=viewer.person)
    return flash(request, _to(linked.number), N_("已并入群体"))


def _stood(given: str) -> tuple[Stood, ...]:
    """What the undo of a confirmation carries; nothing where it reads otherwise."""
    try:
        found = json.loads(given)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(found, dict):
        return ()
    return tuple(Stood(case=case, seq=seq) for case, seq in found.items() if isinstance(seq, int))


def _to(group: str) -> RedirectResponse:
    return RedirectResponse(f"/groups/{group}", status_code=303)
