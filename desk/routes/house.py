"""The house log: who came in, who changed people, settings and rules; for managers and admins."""

from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from desk.access import Viewer, reading
from desk.navigation import Link
from desk.pages import page
from desk.views.house_sentences import sentence
from domain.codes import Role
from domain.said import N_
from store import house_log, people
from store.house_log import Wanted

router = APIRouter()
NAVIGATION = Link(path="/log", label=N_("日志"), roles=frozenset({Role.ADMIN, Role.MANAGER}), order=70)

PAGE = 50
Text = Annotated[str, Query()]


@router.get("/log")
def log(
    request: Request,
    viewer: Annotated[Viewer, Depends(reading(Role.MANAGER, Role.ADMIN))],
    what: Text = "",
    person: Text = "",
    day: Text = "",
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
) -> Response:
    """The newest first, by kind, person and day."""
    services = viewer.services
    since = _day(day)
    begins = datetime.combine(since, time(), services.zone) if since else None
    ends = datetime.combine(since + timedelta(days=1), time(), services.zone) if since else None
    wanted = Wanted(what=(what,) if what else (), person=person or None, since=begins, until=ends)
    with services.database.reading() as session:
        found = house_log.page(session, wanted, before=before, limit=PAGE + 1)
        staff = people.list_people(session)
    asked = {"what": what, "person": person, "day": since.isoformat() if since else ""}
    more = found[PAGE - 1].seq if len(found) > PAGE else None
    return page(
        request,
        viewer,
        "house_log.html",
        entries=[(entry, sentence(entry)) for entry in found[:PAGE]],
        staff=staff,
        asked=asked,
        following="/log?" + urlencode({**asked, "before": more}) if more else None,
    )


def _day(text: str) -> date | None:
    """A day that is none is no filter; so is one at the edge of the calendar, beyond which there is no next."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 9999 else None
