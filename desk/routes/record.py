"""The page of a case's record: what is complained of, what was found and what came of it, saved a part at a time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, case_for, reading
from desk.formed import AGAIN
from desk.forms import FORM
from desk.looks import note
from desk.messages import N_
from desk.pages import flash, page
from desk.views.record import (
    CAUSES,
    RecordView,
    TypedCause,
    TypedMatters,
    record_view,
    seen_version,
    typed_cause,
    typed_facts,
    typed_hearing,
    typed_investigation,
    typed_matters,
    typed_opinion,
)
from desk.views.record_history import FIELDS, record_history
from domain.record import Facts, Hearing, Investigation
from domain.staff import CASE_ROLES
from workers.casework import recording
from workers.instance.refusals import Refused

router = APIRouter()

Reader = Annotated[Viewer, Depends(reading(*CASE_ROLES))]
Writer = Annotated[Viewer, Depends(acting(*recording.RECORDERS))]
Seen = Annotated[int, Depends(seen_version)]
Refill = Callable[[RecordView], RecordView]
"""Puts what was typed in place of what is kept."""


@router.get("/cases/{number}/record")
def show(request: Request, viewer: Reader, number: str) -> Response:
    """The record; forms for the person who may fill it in."""
    return _page(request, viewer, number)


@router.get("/cases/{number}/record/versions")
def versions(request: Request, viewer: Reader, number: str) -> Response:
    """Who changed what of the record, and when."""
    with viewer.services.database.page() as session:
        view = record_history(session, case_for(viewer, session, number))
    note(viewer, view.case, "record")
    return page(request, viewer, "record_history.html", view=view, fields=FIELDS)


@router.post("/cases/{number}/record/facts", **FORM)
def facts(
    request: Request, viewer: Writer, number: str, seen: Seen, typed: Annotated[Facts, Depends(typed_facts)]
) -> Response:
    """Confirm what the complaint says."""
    return _done(
        request,
        viewer,
        number,
        lambda: recording.save_facts(viewer.services, number, typed, actor=viewer.person, seen=seen),
        lambda view: replace(view, facts=typed),
        seen,
    )


@router.post("/cases/{number}/record/matters", **FORM)
def matters(
    request: Request, viewer: Writer, number: str, seen: Seen, typed: Annotated[TypedMatters, Depends(typed_matters)]
) -> Response:
    """Save the matters, or give the form one row more or less."""
    if typed.what in ("add", "remove", AGAIN):
        return _page(request, viewer, number, refill=lambda view: replace(view, matters=typed.acted), seen=seen)
    return _done(
        request,
        viewer,
        number,
        lambda: recording.save_matters(viewer.services, number, typed.matters, actor=viewer.person, seen=seen),
        lambda view: replace(view, matters=typed.rows),
        seen,
    )


@router.post("/cases/{number}/record/investigation", **FORM)
def investigation(
    request: Request,
    viewer: Writer,
    number: str,
    seen: Seen,
    typed: Annotated[Investigation, Depends(typed_investigation)],
) -> Response:
    """Save who looked into it and what they found."""
    return _done(
        request,
        viewer,
        number,
        lambda: recording.save_investigation(viewer.services, number, typed, actor=viewer.person, seen=seen),
        lambda view: replace(view, investigation=typed),
        seen,
    )


@router.post("/cases/{number}/record/cause", **FORM)
def cause(
    request: Request, viewer: Writer, number: str, seen: Seen, typed: Annotated[TypedCause, Depends(typed_cause)]
) -> Response:
    """Choose what the complaint comes from most, or confirm what is proposed."""
    return _done(
        request,
        viewer,
        number,
        lambda: recording.save_cause(
            viewer.services, number, typed.cause, typed.remark, actor=viewer.person, seen=seen
        ),
        lambda view: replace(view, cause=typed.cause, remark=typed.remark),
        seen,
    )


@router.post("/cases/{number}/record/sign", **FORM)
def sign(request: Request, viewer: Writer, number: str, seen: Seen) -> Response:
    """Sign the investigation as it was shown."""
    return _done(
        request,
        viewer,
        number,
        lambda: recording.sign_investigation(viewer.services, number, actor=viewer.person, seen=seen),
        lambda view: view,
        seen,
        said=N_("调查记录已签字"),
    )


@router.post("/cases/{number}/record/hearing", **FORM)
def hearing(
    request: Request, viewer: Writer, number: str, seen: Seen, typed: Annotated[Hearing, Depends(typed_hearing)]
) -> Response:
    """Save what both sides of a dispute said."""
    return _done(
        request,
        viewer,
        number,
        lambda: recording.save_hearing(viewer.services, number, typed, actor=viewer.person, seen=seen),
        lambda view: replace(view, hearing=typed, neighbours=True),
        seen,
    )


@router.post("/cases/{number}/record/opinion", **FORM)
def opinion(
    request: Request, viewer: Writer, number: str, seen: Seen, typed: Annotated[str, Depends(typed_opinion)]
) -> Response:
    """Save an expert's or lawyer's opinion."""
    return _done(
        request,
        viewer,
        number,
        lambda: recording.save_opinion(viewer.services, number, typed, actor=viewer.person, seen=seen),
        lambda view: replace(view, opinion=typed),
        seen,
    )


def _done(
    request: Request,
    viewer: Viewer,
    number: str,
    act: Callable[[], object],
    refill: Refill,
    seen: int,
    *,
    said: str = N_("案件记录已保存"),
) -> Response:
    try:
        act()
    except Refused as refusal:
        return _page(request, viewer, number, refill=refill, seen=seen, refusal=refusal)
    return flash(request, RedirectResponse(f"/cases/{number}/record", status_code=303), said)


def _page(
    request: Request,
    viewer: Viewer,
    number: str,
    *,
    refill: Refill | None = None,
    seen: int = 0,
    refusal: Refused | None = None,
) -> Response:
    """The page, with what was typed; theirs: what somebody else saved meanwhile."""
    with viewer.services.database.page() as session:
        view = record_view(viewer.services, session, viewer.person, case_for(viewer, session, number))
    note(viewer, view.case, "record")
    theirs = refill is not None and view.last is not None and seen != view.last.version
    return page(
        request,
        viewer,
        "record.html",
        status=422 if refusal else 200,
        view=refill(view) if refill else view,
        theirs=view.last if theirs else None,
        refusal=refusal,
        causes=CAUSES,
    )
