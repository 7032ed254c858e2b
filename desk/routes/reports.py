"""The report of a month, a quarter or a year on a page, with its charts, and as Word and Excel."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.access import Viewer, reading
from desk.files import DOCX, XLSX, download
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, page
from desk.routes.rates import LENGTHS
from desk.views.figures import period_of
from desk.views.reports import ReportAddress, drawn_of
from desk.views.rights import projects_in_sight
from workers.figures.rates import COUNTS, DIMENSIONS, RATES, RatesAsked
from workers.figures.statistics import areas_of
from workers.instance.permissions import HEADS
from workers.reporting.contents import Report, ReportAsked, Texts
from workers.reporting.making import report_for
from workers.reporting.words import title

router = APIRouter(prefix="/reports")
NAVIGATION = Link(path="/reports", label=N_("报告"), roles=frozenset(HEADS), order=49)
MOST_OVERDUE = 100
"""Lines of the page; the Excel file has more."""
Reader = Annotated[Viewer, Depends(reading(*HEADS))]
Asked = Annotated[ReportAddress, Depends()]


@router.get("")
def show(request: Request, viewer: Reader, address: Asked) -> Response:
    """The report of a period."""
    asked = _asked(viewer, address)
    report = _report(viewer, asked)
    with viewer.services.database.reading() as session:
        projects, areas = projects_in_sight(session, viewer.person, *HEADS), areas_of(session, viewer.person)
    values: Filled = {
        "report": report,
        "asked": asked,
        "month": f"{asked.month:%Y-%m}",
        "period": period_of(RatesAsked(month=asked.month, length=asked.length)),
        "lengths": LENGTHS,
        "projects": projects,
        "areas": areas,
        "drawn": drawn_of(report),
        "counts": COUNTS,
        "rates": RATES,
        "dimensions": DIMENSIONS,
        "most": MOST_OVERDUE,
    }
    return page(request, viewer, "reports.html", **values)


@router.get("/word")
def word(viewer: Reader, address: Asked) -> Response:
    """The same as Word; no resident is named in it."""
    from workers.reporting.word import as_docx  # noqa: PLC0415 - Word and its charts where they are asked for

    report = _report(viewer, _asked(viewer, address))
    return download(as_docx(report), f"{title(report)}.docx", DOCX)


@router.get("/excel")
def excel(viewer: Reader, address: Asked) -> Response:
    """The same as Excel."""
    from workers.reporting.sheets import as_xlsx  # noqa: PLC0415 - as above

    report = _report(viewer, _asked(viewer, address))
    return download(as_xlsx(report), f"{title(report)}.xlsx", XLSX)


def _asked(viewer: Viewer, address: ReportAddress) -> ReportAsked:
    return address.asked(viewer.services.now().astimezone(viewer.services.zone).date())


def _report(viewer: Viewer, asked: ReportAsked) -> Report:
    with viewer.services.database.snapshot() as session:
        return report_for(viewer.services, session, viewer.person, asked, Texts())
