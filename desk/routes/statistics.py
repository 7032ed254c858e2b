"""The statistics form 客户投诉处理统计报表, in any scheme: each number leads to the cases behind it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.access import Viewer, reading
from desk.files import XLSX, download
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, page
from desk.views.figures import SCHEMES, FormAsked, behind, numbers
from desk.views.rights import projects_in_sight
from workers.figures.corrections import is_late
from workers.figures.statistics import HOUSE_SCHEME, Statistics, areas_of, schemes_of, statistics_for
from workers.figures.statistics_sheet import DEFINITIONS, PERIODS, TITLE, as_sheet, corrected
from workers.instance.company import company_now
from workers.instance.permissions import HEADS

router = APIRouter(prefix="/statistics")
NAVIGATION = Link(path="/statistics", label=N_("统计"), roles=frozenset(HEADS), order=46)
Reader = Annotated[Viewer, Depends(reading(*HEADS))]
Asked = Annotated[FormAsked, Depends()]


@router.get("")
def show(request: Request, viewer: Reader, asked: Asked) -> Response:
    """The form of a month."""
    services = viewer.services
    with services.database.reading() as session:
        form = _form(viewer, asked)
        projects, areas = projects_in_sight(session, viewer.person, *HEADS), areas_of(session, viewer.person)
    schemes = {name: SCHEMES.get(name, name) for name in schemes_of(services.compiled.rulebook)}
    values: Filled = {
        "form": form,
        "month": f"{form.asked.month:%Y-%m}",
        "of_house": form.asked.scheme == HOUSE_SCHEME,
        "projects": projects,
        "areas": areas,
        "schemes": schemes,
        "periods": PERIODS,
        "definitions": DEFINITIONS,
        "numbers": numbers,
        "behind": behind,
        "corrected": corrected(form),
        "late": form.closed_at and is_late(services.compiled.calendar, form.asked.month, form.closed_at),
    }
    return page(request, viewer, "statistics.html", **values)


@router.get("/file")
def file(viewer: Reader, asked: Asked) -> Response:
    """The same as Excel; no resident is named in it."""
    form = _form(viewer, asked)
    made = as_sheet(form, company_now(viewer.services).name)
    return download(made, f"{TITLE}-{form.asked.month:%Y-%m}.xlsx", XLSX)


def _form(viewer: Viewer, asked: FormAsked) -> Statistics:
    services = viewer.services
    today = services.now().astimezone(services.zone).date()
    with services.database.reading() as session:
        return statistics_for(services, session, viewer.person, asked.asked(services.compiled.rulebook, today))
