"""Search over everything read and written: names, rooms, numbers, any word."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, reading
from desk.pages import Filled, page
from domain.staff import CASE_ROLES
from store import search as index
from store import unfiled
from workers.deciding.case_lookup import named_case
from workers.instance.permissions import OFFICE

router = APIRouter()

PAGE = 25
UNFILED = 10
"""Mails without a case that are shown beside the cases; the page of what was ignored finds the others."""


@router.get("/search")
def search(
    request: Request,
    viewer: Annotated[Viewer, Depends(reading(*CASE_ROLES))],
    q: Annotated[str, Query()] = "",
    before: Annotated[int | None, Query()] = None,
) -> Response:
    """The newest first; a number of a case or letter leads straight to the case."""
    services, wanted = viewer.services, q.strip()
    with services.database.reading() as session:
        case = named_case(session, wanted)
        if case is not None and viewer.person.sees(case.project, case.departments):
            return RedirectResponse(f"/cases/{case.number}", status_code=303)
        found = index.search(session, viewer.person, wanted, limit=PAGE + 1, before=before)
        unfiled_hits = unfiled.search(session, viewer.person, OFFICE, wanted, limit=UNFILED) if before is None else []
    topics = {topic.id: topic.name for topic in services.compiled.rulebook.topics}
    more = found[PAGE - 1].id if len(found) > PAGE else None
    following = "/search?" + urlencode({"q": wanted, "before": more}) if more else None
    values: Filled = {
        "q": wanted,
        "hits": found[:PAGE],
        "following": following,
        "topics": topics,
        "unfiled": unfiled_hits,
        "onward": before is not None,
    }
    return page(request, viewer, "search.html", **values)
