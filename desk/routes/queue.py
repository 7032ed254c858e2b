"""What waits: the queue of each person, and the search over everything read."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from desk.access import OFFICE, Viewer, reading
from desk.navigation import Link
from desk.pages import page
from desk.views.owner import assignable, names_of_staff
from desk.views.rights import projects_in_sight
from domain.codes import CaseState, Category, Department, Grade
from domain.said import N_
from domain.staff import CASE_ROLES
from domain.waiting import Figure, Waiting, Whose
from store.queue_items import Counted, Day, QueueFilter, place
from workers.queue import waiting
from workers.queue.overview import today_of

router = APIRouter()
NAVIGATION = Link(path="/queue", label=N_("待办"), roles=CASE_ROLES, order=10)

PAGE = 40
Reader = Annotated[Viewer, Depends(reading(*CASE_ROLES))]
Code = TypeVar("Code", bound=StrEnum)


@router.get("/queue")
def queue(request: Request, viewer: Reader, after: Annotated[str, Query()] = "") -> Response:
    """The nearest due first; the filters stand in the address, so that a view can be kept as a bookmark."""
    asked = request.query_params
    services = viewer.services
    wanted = _wanted(asked, today_of(services))
    with services.database.reading() as session:
        found = waiting.queue_for(
            services, session, viewer.person, wanted, limit=PAGE, after=place(after), folded=wanted.counted is None
        )
        counts = waiting.counts_for(services, session, viewer.person)
        projects = projects_in_sight(session, viewer.person, *CASE_ROLES)
        colleagues, names = assignable(viewer, session), names_of_staff(session)
        whose = waiting.whose_counts_for(services, session, viewer.person) if viewer.person.holds(*OFFICE) else {}
    topics = {topic.id: topic.name for topic in services.compiled.rulebook.topics}
    return page(
        request,
        viewer,
        "queue.html",
        lines=found.lines,
        counts=counts,
        wanted=wanted,
        chosen=wanted.waiting[0] if wanted.waiting else None,
        projects=projects,
        colleagues=colleagues,
        names=names,
        whose=whose,
        topics=topics,
        following=_address(asked, after=str(found.following)) if found.following else None,
        first=_address(asked, after=None) if after else None,
        address=lambda **changed: _address(asked, after=None, **changed),
    )


def _wanted(asked: Mapping[str, str], today: Day) -> QueueFilter:
    """What the address asks for; what it spells wrongly is left out, for a filter must never hide by mistake."""
    chosen = _code(Waiting, asked.get("waiting"))
    state = _code(CaseState, asked.get("state"))
    figure = _code(Figure, asked.get("figure"))
    return QueueFilter(
        waiting=(chosen,) if chosen else (),
        project=asked.get("project") or None,
        category=_code(Category, asked.get("category")),
        department=_code(Department, asked.get("department")),
        grade=_code(Grade, asked.get("grade")),
        states=(state,) if state else (),
        overdue=asked.get("overdue") == "1",
        mine=asked.get("all") != "1",
        whose=_code(Whose, asked.get("whose")),
        owner=asked.get("owner") or None,
        filed=asked.get("filed") == "1",
        counted=Counted(figure=figure, today=today) if figure else None,
    )


def _code(kind: type[Code], value: str | None) -> Code | None:
    return kind(value) if value in set(kind) else None


def _address(asked: Mapping[str, str], **changed: str | None) -> str:
    """This view with something changed; None leaves a key out."""
    merged = {**asked, **changed}
    return "/queue?" + urlencode({name: value for name, value in merged.items() if value})
