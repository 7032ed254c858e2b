"""Originals: the mail made safe, pages as images, attachments and the raw file as downloads that no browser opens."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from desk.access import NotThere, Viewer, case_for, reading
from desk.files import download
from desk.looks import note
from desk.mail_frame import mail_frame
from desk.views.originals import read_document
from domain.reading import Document
from domain.staff import CASE_ROLES
from store import intake
from store.cases import CaseRow
from store.intake import IntakeRow
from workers.intake import originals

router = APIRouter(prefix="/cases/{number}/original/{intake_id}")
Reader = Annotated[Viewer, Depends(reading(*CASE_ROLES))]
UNKNOWN = "application/octet-stream"


@router.get("/mail")
def mail(viewer: Reader, number: str, intake_id: int) -> HTMLResponse:
    """The mail as it was laid out, for the sandboxed frame of the case page."""
    case, row, document = _letter(viewer, number, intake_id)
    markup = originals.mail_page(viewer.services, row)
    note(viewer, case, "mail")
    return mail_frame(viewer, markup, document)


@router.get("/page/{part}.png")
def page_image(viewer: Reader, number: str, intake_id: int, part: int) -> Response:
    """One page of a scan, or a picture."""
    _, row, document = _letter(viewer, number, intake_id)
    return Response(originals.page(viewer.services, row, document, part), media_type="image/png")


@router.get("/attachment/{part}")
def attachment(viewer: Reader, number: str, intake_id: int, part: int) -> Response:
    """A file that came with the letter, never opened by the browser."""
    case, row, document = _letter(viewer, number, intake_id)
    name, data = originals.attachment(viewer.services, row, document, part)
    note(viewer, case, "attachment")
    return download(data, name, UNKNOWN)


@router.get("/raw")
def raw(viewer: Reader, number: str, intake_id: int) -> Response:
    """The original exactly as it came."""
    case, row, document = _letter(viewer, number, intake_id)
    data = originals.raw(viewer.services, row)
    note(viewer, case, "original")
    return download(data, raw_name(row, document), UNKNOWN)


def raw_name(row: IntakeRow, document: Document) -> str:
    """The original's own name; a mail's ends in .eml."""
    name = str(row.details.get("name") or "") or f"{row.source}-{row.id}"
    return name if "." in name[-6:] or not originals.is_mail(document) else f"{name}.eml"


def _letter(viewer: Viewer, number: str, intake_id: int) -> tuple[CaseRow, IntakeRow, Document]:
    with viewer.services.database.reading() as session:
        case = case_for(viewer, session, number)
        row = _of_case(session, case, intake_id)
        return case, row, read_document(session, row)


def _of_case(session: Session, case: CaseRow, intake_id: int) -> IntakeRow:
    row = intake.get(session, intake_id)
    if row is None or row.case_id != case.id:
        raise NotThere
    return row
