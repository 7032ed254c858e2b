"""Changes that one admin alone may not make: a second person confirms or refuses them here."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.views import second_person as views
from workers.staff import changes

router = APIRouter(prefix="/changes")

Reader = Annotated[Viewer, Depends(reading())]
Actor = Annotated[Viewer, Depends(acting())]


@router.get("")
def waiting(request: Request, viewer: Reader) -> Response:
    """What waits for a second person, and what became of the last ones: for whom it concerns and who may confirm."""
    services = viewer.services
    changes.settle_due(services)
    with services.database.reading() as session:
        waits = views.waiting(services, session, viewer.person)
        decided = views.decided(services, session, viewer.person)
    return page(request, viewer, "changes.html", waits=waits, decided=decided)


@router.post("/{change_id}/confirm", **FORM)
def confirm(request: Request, viewer: Actor, change_id: int) -> Response:
    """As the second person."""
    changes.confirm(viewer.services, change_id, actor=viewer.person)
    return _back(request, N_("已确认，变更已生效"))


@router.post("/{change_id}/refuse", **FORM)
def refuse(request: Request, viewer: Actor, change_id: int, reason: Annotated[str, Form()] = "") -> Response:
    """By anybody who was told."""
    changes.refuse(viewer.services, change_id, actor=viewer.person, reason=reason)
    return _back(request, N_("已拒绝，没有任何改动"))


@router.post("/{change_id}/withdraw", **FORM)
def withdraw(request: Request, viewer: Actor, change_id: int) -> Response:
    """By the person who asked."""
    changes.withdraw(viewer.services, change_id, actor=viewer.person)
    return _back(request, N_("已撤回"))


def _back(request: Request, message: str) -> Response:
    return flash(request, RedirectResponse("/changes", status_code=303), message)
