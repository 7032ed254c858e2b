"""Evidence of a case: photos and files added from a desk or a phone, looked at as pictures, handed out as downloads."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from desk.access import NotThere, Viewer, acting, case_for, page_before, reading
from desk.files import download
from desk.formed import Typed, text
from desk.forms import EVIDENCE, FORM
from desk.looks import note
from desk.messages import N_
from desk.pages import flash
from desk.routes.case import to_case
from desk.routes.original import UNKNOWN
from desk.spoken import Undo
from domain.staff import CASE_ROLES
from domain.work_codes import EvidenceSource
from store import evidence as kept
from store.cases import CaseRow
from store.evidence import EvidenceRow
from workers.casework import evidence
from workers.casework.evidence import ADDERS, About, Handed
from workers.instance.refusals import Refused

router = APIRouter(prefix="/cases/{number}/evidence")
Reader = Annotated[Viewer, Depends(reading(*CASE_ROLES))]
Writer = Annotated[Viewer, Depends(acting(*ADDERS))]
OF_DEPARTMENT = "/department"
"""A department adds on its own page, and stays there."""


@router.post("", **EVIDENCE)
def add(request: Request, viewer: Writer, number: str, typed: Typed) -> Response:
    """Keep what was chosen or taken with the phone's camera."""
    with viewer.services.database.reading() as session:
        case_for(viewer, session, number)  # before what was typed is looked at: nothing tells that a case exists
    source = text(typed, "source")
    about = About(
        source=EvidenceSource(source) if source in set(EvidenceSource) else EvidenceSource.OTHER,
        dated=_day(text(typed, "dated")),
        note=text(typed, "note"),
    )
    evidence.add(viewer.services, number, _handed(typed), about, actor=viewer.person)
    back = (
        RedirectResponse(OF_DEPARTMENT, status_code=303) if page_before(request) == OF_DEPARTMENT else to_case(number)
    )
    return flash(request, back, N_("已添加证据"))


@router.post("/{evidence_id}/withdraw", **FORM)
def withdraw(
    request: Request, viewer: Writer, number: str, evidence_id: int, reason: Annotated[str, Form()] = ""
) -> Response:
    """Take back what was added by mistake."""
    evidence.withdraw(viewer.services, number, evidence_id, reason, actor=viewer.person)
    undo = Undo(path=f"/cases/{number}/evidence/{evidence_id}/restore")
    return flash(request, to_case(number), N_("已撤下证据"), undo=undo)


@router.post("/{evidence_id}/restore", **FORM)
def restore(request: Request, viewer: Writer, number: str, evidence_id: int) -> Response:
    """Undo a withdrawal."""
    evidence.restore(viewer.services, number, evidence_id, actor=viewer.person)
    return flash(request, to_case(number), N_("已恢复证据"))


@router.get("/{evidence_id}.png")
def picture(viewer: Reader, number: str, evidence_id: int) -> Response:
    """A photo, or a file's first page."""
    _, row = _piece(viewer, number, evidence_id)
    return Response(evidence.picture(viewer.services, row), media_type="image/png")


@router.get("/{evidence_id}/file")
def file(viewer: Reader, number: str, evidence_id: int) -> Response:
    """The file as it was handed over, never opened by the browser."""
    case, row = _piece(viewer, number, evidence_id)
    data = evidence.raw(viewer.services, row)
    note(viewer, case, "attachment")
    return download(data, row.name, UNKNOWN)


def _piece(viewer: Viewer, number: str, evidence_id: int) -> tuple[CaseRow, EvidenceRow]:
    with viewer.services.database.reading() as session:
        case = case_for(viewer, session, number)
        row = kept.get(session, evidence_id)
    if row is None or row.case_id != case.id:
        raise NotThere
    return case, row


def _handed(typed: FormData) -> tuple[Handed, ...]:
    files = [one for one in typed.getlist("files") if isinstance(one, UploadFile) and one.filename]
    return tuple(Handed(name=one.filename or "", data=one.file.read()) for one in files)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Refused("日期无效；请重新填写") from None
