"""What rises and where: matters, buildings and departments of a month beside the year before it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.access import Viewer, reading
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, page
from desk.views.analysis import AnalysisAddress, behind, behind_cause, shade
from desk.views.rates import labels_of
from desk.views.rights import projects_in_sight
from domain.rates import Dimension
from workers.figures import causes
from workers.figures.analysis import DEFINITIONS, SUBJECTS, analysis_for
from workers.figures.rates import DIMENSIONS
from workers.figures.statistics import areas_of
from workers.instance.permissions import HEADS

router = APIRouter(prefix="/analysis")
NAVIGATION = Link(path="/analysis", label=N_("分析"), roles=frozenset(HEADS), order=48)
Reader = Annotated[Viewer, Depends(reading(*HEADS))]
Asked = Annotated[AnalysisAddress, Depends()]


@router.get("")
def show(request: Request, viewer: Reader, address: Asked) -> Response:
    """The analysis of a month."""
    services = viewer.services
    asked = address.asked(services.now().astimezone(services.zone).date())
    with services.database.page() as session:
        made = analysis_for(services, session, viewer.person, asked)
        projects, areas = projects_in_sight(session, viewer.person, *HEADS), areas_of(session, viewer.person)
    values: Filled = {
        "made": made,
        "asked": asked,
        "month": f"{asked.month:%Y-%m}",
        "projects": projects,
        "areas": areas,
        "topic": Dimension.TOPIC,
        "subjects": {by: DIMENSIONS[by] for by in SUBJECTS},
        "labels_of": {by: labels_of(services, by) for by in SUBJECTS},
        "definitions": (*DEFINITIONS, *causes.DEFINITIONS),
        "behind": behind,
        "behind_cause": behind_cause,
        "shade": shade,
    }
    return page(request, viewer, "analysis.html", **values)
