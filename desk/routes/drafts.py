"""Drafts of forms: what is typed is kept while typing (static/drafts.js), and offered again to the same person."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import JSONResponse, Response

from desk.access import Viewer, acting, case_for, reading
from desk.formed import whole
from desk.forms import CODE, LETTER
from desk.messages import N_
from desk.views.drafts import draft_offers, moment_of, typed_fields
from workers.casework import form_drafts
from workers.casework.form_drafts import Typed
from workers.instance.refusals import Refused

router = APIRouter(prefix="/drafts")
Reader = Annotated[Viewer, Depends(reading())]
Writer = Annotated[Viewer, Depends(acting())]
Words = Annotated[str, Form()]


@router.get("")
def show(viewer: Reader, of: Annotated[list[str] | None, Query()] = None) -> JSONResponse:
    """What this person has typed into forms of these cases and not sent, and how far each case has come."""
    return JSONResponse(draft_offers(viewer, of or []))


@router.post("", **LETTER)
def save(
    viewer: Writer, form: Words = "", key: Words = "", of: Words = "", stand: Words = "", fields: Words = ""
) -> JSONResponse:
    """Keep what is typed so far; at what time that was."""
    if of:
        with viewer.services.database.reading() as session:
            case_for(viewer, session, of)
    kept = typed_fields(fields)
    if kept is None:
        raise Refused(N_("提交的内容不完整；请重新打开本页"))
    typed = Typed(number=of, form=form, key=key, stand=whole(stand) or 0, fields=kept)
    saved = form_drafts.save(viewer.services, typed, actor=viewer.person)
    return JSONResponse({"at": moment_of(viewer.services, saved.saved_at)})


@router.post("/discard", **CODE)
def discard(viewer: Writer, key: Words = "") -> Response:
    """Forget one."""
    form_drafts.discard(viewer.services, key, actor=viewer.person)
    return Response(status_code=204)
