"""The calendar that deadlines are counted by: a year at a glance, a new year's notice and what it moves; for admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, flash, page
from desk.views.year_calendar import KINDS, year_view
from domain.codes import Role
from workers.instance.refusals import Refused
from workers.ruledesk import year_notice
from workers.ruledesk.going_live import NotPassedError, in_reader_language

router = APIRouter(prefix="/calendar")
NAVIGATION = Link(path="/calendar", label=N_("日历"), roles=frozenset({Role.ADMIN}), order=59)
Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Actor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]


@router.get("")
def show(request: Request, viewer: Reader, year: Annotated[int | None, Query(ge=2000, le=2199)] = None) -> Response:
    """The year, and the form for a notice."""
    return _shown(request, viewer, year)


@router.post("/preview", **FORM)
def preview(request: Request, viewer: Actor, year: Text = "", off: Text = "", on: Text = "") -> Response:
    """Which deadlines the notice moves."""
    typed = {"year": year, "off": off, "on": on}
    try:
        found = year_notice.preview(viewer.services, year_notice.read_notice(year, off, on))
    except Refused as refusal:
        return _shown(request, viewer, None, typed=typed, refusal=refusal, status=422)
    return _shown(request, viewer, found.notice.year, typed=typed, preview=found)


@router.post("/apply", **FORM)
def apply(
    request: Request,
    viewer: Actor,
    year: Text = "",
    off: Text = "",
    on: Text = "",
    note: Text = "",
    seen: Text = "",
) -> Response:
    """Make it live."""
    typed = {"year": year, "off": off, "on": on}
    try:
        notice = year_notice.read_notice(year, off, on)
        done = year_notice.apply(viewer.services, notice, note=note, actor=viewer.person, seen=seen)
    except Refused as refusal:
        return _shown(request, viewer, None, typed=typed, refusal=refusal, status=422)
    except NotPassedError as error:
        findings = [in_reader_language(line, viewer.person.language) for line in error.findings]
        return _shown(request, viewer, None, typed=typed, findings=findings, status=422)
    said = N_("{year} 年的放假通知已启用，重新计算了 {moved} 个期限")
    answer = RedirectResponse(f"/calendar?year={notice.year}", status_code=303)
    return flash(request, answer, said, {"year": notice.year, "moved": done.moved})


def _shown(request: Request, viewer: Viewer, year: int | None, *, status: int = 200, **values: object) -> Response:
    services = viewer.services
    this_year = services.now().astimezone(services.zone).year
    more: Filled = {"typed": {}, "preview": None, "refusal": None, "findings": [], **values}
    view = year_view(services.compiled.calendar, year or this_year)
    return page(request, viewer, "calendar.html", status=status, view=view, kinds=KINDS, **more)
