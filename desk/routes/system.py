"""How the instance is: what `huihan doctor` finds, what waits, what a restart would take up; for admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import flash, page
from desk.views.system import system_page
from domain.codes import Role
from workers.health import stage

router = APIRouter(prefix="/system")
NAVIGATION = Link(path="/system", label=N_("系统"), roles=frozenset({Role.ADMIN}), order=62)


@router.get("")
def show(request: Request, viewer: Annotated[Viewer, Depends(reading(Role.ADMIN))]) -> Response:
    """The last examination with its time, and the queues as they are."""
    with viewer.services.database.reading() as session:
        view = system_page(viewer, session)
    return page(request, viewer, "system.html", view=view)


@router.post("/examine", **FORM)
def examine(request: Request, viewer: Annotated[Viewer, Depends(acting(Role.ADMIN))]) -> Response:
    """Once more; the service does it, and the page shows it when it is done."""
    stage.ask(viewer.services, actor=viewer.person)
    return flash(request, RedirectResponse("/system", status_code=303), N_("已开始体检，几十秒后刷新本页即可看到"))
