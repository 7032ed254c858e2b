"""The home of supervisor, service department and manager: the state of the house, and what waits for them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.access import Viewer, reading
from desk.navigation import Link
from desk.pages import page
from domain.said import N_
from domain.waiting import Figure
from store import people
from workers.instance.permissions import HEADS
from workers.queue.overview import overview_for

router = APIRouter()
NAVIGATION = Link(path="/overview", label=N_("概况"), roles=frozenset(HEADS), order=5)

_FIGURES = (
    (Figure.PRESSING, "bad"),
    (Figure.GRAVE, "bad"),
    (Figure.OVERDUE, "bad"),
    (Figure.DUE_TODAY, "warm"),
    (Figure.BLOCKED, "warm"),
    (Figure.PAUSED, ""),
    (Figure.CAME, ""),
    (Figure.OPEN, ""),
)
"""In their order, each with the colour of one that is not 0."""


@router.get("/overview")
def overview(request: Request, viewer: Annotated[Viewer, Depends(reading(*HEADS))]) -> Response:
    """Everything the person answers for, each figure a link into the queue."""
    services = viewer.services
    with services.database.reading() as session:
        found = overview_for(services, session, viewer.person)
        names = {one.login: one.name for one in people.list_people(session)}
    topics = {topic.id: topic.name for topic in services.compiled.rulebook.topics}
    return page(request, viewer, "overview.html", view=found, names=names, topics=topics, figures=_FIGURES)
