"""The rates of the trade for a month, a quarter or a year: each count leads to the cases behind it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from desk.access import Viewer, reading
from desk.files import XLSX, download
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, page
from desk.views.figures import period_of
from desk.views.rates import RatesAddress, behind, earlier, labels_of
from desk.views.rights import projects_in_sight
from domain.rates import Dimension, Length, RateCount
from store import people
from workers.figures import likes
from workers.figures.closed import last_month
from workers.figures.complaint_ledger import topic_names
from workers.figures.corrections import is_late
from workers.figures.rates import COUNTS, DEFINITIONS, DIMENSIONS, HOUSEHOLDS, RATES, rates_for
from workers.figures.rates_sheet import TITLE, as_sheet, corrected, period_name
from workers.figures.statistics import areas_of
from workers.instance.permissions import HEADS

router = APIRouter(prefix="/rates")
NAVIGATION = Link(path="/rates", label=N_("指标"), roles=frozenset(HEADS), order=47)
LENGTHS = {Length.MONTH: N_("月"), Length.QUARTER: N_("季度"), Length.YEAR: N_("年")}
Reader = Annotated[Viewer, Depends(reading(*HEADS))]
Asked = Annotated[RatesAddress, Depends()]


@router.get("")
def show(request: Request, viewer: Reader, address: Asked) -> Response:
    """The rates of a period."""
    services = viewer.services
    asked = address.asked(services.now().astimezone(services.zone).date())
    with services.database.reading() as session:
        made = rates_for(services, session, viewer.person, asked)
        projects, areas = projects_in_sight(session, viewer.person, *HEADS), areas_of(session, viewer.person)
        names = _names(session)
    by_project = asked.by is Dimension.PROJECT
    values: Filled = {
        "made": made,
        "asked": asked,
        "month": f"{asked.month:%Y-%m}",
        "period": period_of(asked),
        "period_before": period_of(earlier(asked)),
        "projects": projects,
        "areas": areas,
        "names": names if asked.by is Dimension.OWNER else {},
        "labels_of": labels_of(services, asked.by),
        "lengths": LENGTHS,
        "dimensions": DIMENSIONS,
        "counts": COUNTS,
        "rates": RATES,
        "households": HOUSEHOLDS,
        "definitions": (*DEFINITIONS, likes.definition(made.likeness)) if by_project else DEFINITIONS,
        "alike": {line.key: likes.said(line.beside, made.likeness) for line in made.lines if line.beside},
        "by_project": by_project,
        "behind": behind,
        "all_counts": tuple(RateCount),
        "corrected": corrected(made, {**names, **topic_names(services.compiled.rulebook)}),
        "late": made.closed_at
        and is_late(services.compiled.calendar, last_month(asked.month, asked.length), made.closed_at),
    }
    return page(request, viewer, "rates.html", **values)


@router.get("/file")
def file(viewer: Reader, address: Asked) -> Response:
    """The same as Excel; no resident is named in it."""
    services = viewer.services
    asked = address.asked(services.now().astimezone(services.zone).date())
    with services.database.reading() as session:
        made = rates_for(services, session, viewer.person, asked)
        names = _names(session)
    names |= topic_names(services.compiled.rulebook)
    return download(as_sheet(made, names), f"{TITLE}-{period_name(asked)}.xlsx", XLSX)


def _names(session: Session) -> dict[str, str]:
    return {one.login: one.name for one in people.list_people(session)}
