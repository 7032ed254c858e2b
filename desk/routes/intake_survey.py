"""A questionnaire of a survey that came back by scan or mail: a clerk enters it beside its picture."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.spoken import Tone
from desk.views.originals import read_document
from desk.views.surveys import given_of
from desk.views.waiting_intake import waiting_for
from workers.instance.permissions import OFFICE
from workers.instance.refusals import Refused
from workers.intake import survey_forms

router = APIRouter(prefix="/intake/{intake_id}")
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]


@router.post("/survey", **FORM)
def enter(request: Request, viewer: Writer, intake_id: int, typed: Typed) -> Response:
    """Enter the marks; with a complaint it stays, to be made a case."""
    with viewer.services.database.reading() as session:
        row = waiting_for(viewer, session, intake_id)
        found = survey_forms.returned(viewer.services, session, read_document(session, row))
    if found is None:
        raise NotThere
    here = RedirectResponse(f"/intake/{intake_id}", status_code=303)
    complaint = text(typed, "complaint")
    try:
        if complaint not in ("yes", "no"):
            raise Refused("请说明答卷上有没有投诉")
        given = given_of(typed, len(found.survey.questions))
        answer = survey_forms.take(viewer.services, intake_id, given, complaint=complaint == "yes", actor=viewer.person)
    except Refused as refusal:
        return flash(request, here, refusal.message, refusal.values, tone=Tone.REFUSED)
    if complaint == "yes":
        return flash(request, here, N_("答卷已录入；请把其中的投诉立案"))
    said = N_("答卷已录入") if answer.counted else N_("这一户已有答卷；这一份先不计入，请主管认定以哪一份为准")
    return flash(request, RedirectResponse("/intake", status_code=303), said)
