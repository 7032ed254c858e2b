"""The page of a household: everything between it and us, from the page of any of its cases."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.access import Viewer, case_for, reading
from desk.looks import note
from desk.pages import page
from desk.views.between_us import between_us
from desk.views.cases import names_of
from workers.instance.permissions import HEADS, OFFICE

router = APIRouter(prefix="/cases/{number}")


@router.get("/between-us")
def show(request: Request, viewer: Annotated[Viewer, Depends(reading(*{*OFFICE, *HEADS}))], number: str) -> Response:
    """The household of this case."""
    names = names_of(viewer)
    with viewer.services.database.page() as session:
        case = case_for(viewer, session, number)
        view = between_us(viewer, session, case, names)
    note(viewer, case, "page")
    return page(request, viewer, "between_us.html", view=view, case=case, names=names)
