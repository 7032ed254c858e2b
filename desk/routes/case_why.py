"""Why a case was decided as it was, what nearly won, what would make it otherwise; and the case made an example."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, case_for, reading
from desk.forms import FORM
from desk.looks import note
from desk.messages import N_
from desk.pages import flash, page
from desk.views import case_why as views
from workers.instance.permissions import OFFICE
from workers.ruledesk import explaining
from workers.ruledesk.explaining import MAKERS

router = APIRouter(prefix="/cases/{number}/why")
Reader = Annotated[Viewer, Depends(reading(*OFFICE, *MAKERS))]
Maker = Annotated[Viewer, Depends(acting(*MAKERS))]
Text = Annotated[str, Form()]


@router.get("")
def why(request: Request, viewer: Reader, number: str) -> Response:
    """The decision, slot by slot."""
    with viewer.services.database.page() as session:
        case = case_for(viewer, session, number)
        found = explaining.why(viewer.services, session, case)
    note(viewer, case, "page")
    return page(
        request,
        viewer,
        "case_why.html",
        case=case,
        why=found,
        slots=views.slots(found, viewer.services.live.topic_names()),
        otherwise=views.otherwise(found, viewer.services.live.topic_names()),
        makes=viewer.person.grant(*MAKERS, project=case.project) is not None,
    )


@router.post("/example", **FORM)
def make_example(request: Request, viewer: Maker, number: str, subject: Text = "", text: Text = "") -> Response:
    """The case as an example of the draft."""
    example = explaining.add_example(viewer.services, number, subject=subject, text=text, actor=viewer.person)
    answer = RedirectResponse(f"/cases/{number}/why", status_code=303)
    return flash(request, answer, N_("已作为例信 {example} 存入规则草稿，由管理员试跑后启用"), {"example": example})
