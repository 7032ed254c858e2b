"""The mailboxes and the scan folder: how each was last found, and "try it"; for admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from desk.access import Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import page
from desk.views.mailboxes import TrialView, source_lines, trial_view
from domain.codes import Role
from workers.mailboxes import trying

router = APIRouter(prefix="/mailboxes")
NAVIGATION = Link(path="/mailboxes", label=N_("邮箱"), roles=frozenset({Role.ADMIN}), order=61)
Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Actor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]


@router.get("")
def show(request: Request, viewer: Reader) -> Response:
    """Every source."""
    return _listed(request, viewer)


@router.post("/try", **FORM)
def try_it(request: Request, viewer: Actor, name: Text = "") -> Response:
    """A real connection with the settings as they are."""
    return _listed(request, viewer, trial_view(name, trying.try_mailbox(viewer.services, name, actor=viewer.person)))


def _listed(request: Request, viewer: Viewer, tried: TrialView | None = None) -> Response:
    with viewer.services.database.reading() as session:
        lines = source_lines(viewer, session)
    return page(request, viewer, "mailboxes.html", lines=lines, tried=tried)
