"""A department's own page: what its notices ask for, and one form each to report, on a phone too."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.access import Viewer, reading
from desk.navigation import Link
from desk.pages import page
from desk.views import department as views
from desk.views.cases import clocks_left
from domain.codes import Role
from domain.said import N_

router = APIRouter()
NAVIGATION = Link(path="/department", label=N_("处理通知"), roles=frozenset({Role.DEPARTMENT}), order=15)

Reader = Annotated[Viewer, Depends(reading(Role.DEPARTMENT))]


@router.get("/department")
def department(request: Request, viewer: Reader) -> Response:
    """The notices that ask for work yet."""
    with viewer.services.database.page() as session:
        given = views.given(viewer.services, session, viewer.person)
    timed = [clock for one in given for clock in (one.start, one.finish) if clock is not None]
    left = clocks_left(viewer.services, timed)
    topics = {topic.id: topic.name for topic in viewer.services.compiled.rulebook.topics}
    today = viewer.services.now().astimezone(viewer.services.zone).date()
    return page(request, viewer, "department.html", given=given, left=left, topics=topics, today=today.isoformat())
