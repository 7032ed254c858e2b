"""A letter's files: pictures of its pages, earlier versions, downloads, and the .docx that comes back from Word."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, letter_for, reading
from desk.files import DOCX, PDF, download
from desk.forms import UPLOAD
from desk.looks import note
from desk.messages import N_
from desk.pages import flash, page
from desk.views.changes import changes
from desk.views.letter import VersionView, letter_blocks, names_of, pages_of
from domain.codes import LetterState
from domain.labels import LETTER
from domain.staff import CASE_ROLES
from letters.upload import UPLOAD_BYTES
from store import edits
from store.cases import CaseRow
from store.edits import RenditionRow
from store.letters import LetterRow
from workers.correspondence import editing, previews
from workers.instance.permissions import OFFICE
from workers.instance.services import Services

router = APIRouter()

Reader = Annotated[Viewer, Depends(reading(*CASE_ROLES))]
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
_DPI = 120


@router.get("/letters/{letter_id}/page/{number}.png")
def page_picture(viewer: Reader, letter_id: int, number: int, v: str = "") -> Response:
    """One page as it will be printed. v: the beginning of the version's docx_sha; empty: as it stands."""
    try:
        picture = previews.page_image(viewer.services, _pdf_sha(viewer, letter_id, v), number, dpi=_DPI)
    except IndexError:
        raise NotThere from None
    return Response(picture, media_type="image/png")


def _pdf_sha(viewer: Viewer, letter_id: int, beginning: str) -> str:
    """The PDF of a version; of the one that was approved, with the seal or the signatures that it bears since."""
    letter, _ = _letter(viewer, letter_id)
    sha = _version_sha(viewer, letter_id, beginning)
    if sha == letter.docx_sha and letter.sealed_sha:
        return letter.sealed_sha
    made = previews.preview(viewer.services, sha)
    if not isinstance(made, RenditionRow):
        raise NotThere
    return made.pdf_sha


@router.get("/letters/{letter_id}/preview")
def preview(request: Request, viewer: Reader, letter_id: int, v: str = "") -> Response:
    """The pages of a version, made when first wanted; its text in the form of a page where no PDF can be made."""
    sha = _version_sha(viewer, letter_id, v)
    made = previews.preview(viewer.services, sha)
    return page(request, viewer, "letter_preview.html", letter_id=letter_id, sha=sha, made=made)


@router.get("/letters/{letter_id}/versions/{number}")
def version(request: Request, viewer: Reader, letter_id: int, number: int) -> Response:
    """One version: what it changed in the one before, and its pages."""
    services = viewer.services
    with services.database.reading() as session:
        letter, case = letter_for(viewer, session, letter_id)
        kept = {edit.version: edit for edit in edits.of_letter(session, letter_id)}
        if number not in kept:
            raise NotThere
        this, before = kept[number], kept.get(number - 1)
        view = VersionView(
            letter=letter,
            case=case,
            edit=this,
            pages=pages_of(session, this.docx_sha),
            changes=changes(*(_texts(services, one.docx_sha if one else None) for one in (before, this))),
            names=names_of(session),
        )
    note(viewer, case, "letter")
    return page(request, viewer, "letter_version.html", view=view)


@router.get("/letters/{letter_id}/docx")
def docx(viewer: Reader, letter_id: int, v: str = "") -> Response:
    """A version's Word file. v: the beginning of its docx_sha; empty: as it stands."""
    letter, case = _letter(viewer, letter_id)
    sha = _version_sha(viewer, letter_id, v)
    note(viewer, case, "letter")
    return download(viewer.services.archive.get(sha), f"{_file_name(letter, case)}.docx", DOCX)


@router.get("/letters/{letter_id}/pdf")
def pdf(viewer: Reader, letter_id: int) -> Response:
    """What was approved, sealed if the instance has a seal; before that, what is to be approved, and called so."""
    letter, case = _letter(viewer, letter_id)
    sha = letter.sealed_sha or letter.pdf_sha
    if sha is None:
        raise NotThere
    note(viewer, case, "letter")
    pending = "（待审）" if letter.state is LetterState.SUBMITTED else ""
    return download(viewer.services.archive.get(sha), f"{_file_name(letter, case)}{pending}.pdf", PDF)


@router.post("/letters/{letter_id}/upload", **UPLOAD)
def upload(
    request: Request,
    viewer: Writer,
    letter_id: int,
    file: Annotated[UploadFile, File()],
    base: Annotated[str, Form()] = "",
) -> Response:
    """The .docx that was edited in Word becomes the next version."""
    _letter(viewer, letter_id)
    data = file.file.read(UPLOAD_BYTES + 1)
    editing.upload(viewer.services, letter_id, data, actor=viewer.person, seen=base)
    response = RedirectResponse(f"/letters/{letter_id}", status_code=303)
    return flash(request, response, N_("已上传为新版本"))


def _letter(viewer: Viewer, letter_id: int) -> tuple[LetterRow, CaseRow]:
    with viewer.services.database.reading() as session:
        return letter_for(viewer, session, letter_id)


def _version_sha(viewer: Viewer, letter_id: int, beginning: str) -> str:
    """The docx_sha of the letter's version whose name begins so; NotThere if it has none such."""
    with viewer.services.database.reading() as session:
        letter, _ = letter_for(viewer, session, letter_id)
        known = [letter.docx_sha, *(edit.docx_sha for edit in edits.of_letter(session, letter_id))]
    sha = next((sha for sha in known if sha and sha.startswith(beginning)), None)
    if sha is None:
        raise NotThere
    return sha


def _file_name(letter: LetterRow, case: CaseRow) -> str:
    """物函〔2026〕123号, or the case's number and the kind while it has none."""
    return letter.number or f"{case.number}-{LETTER[letter.kind]}"


def _texts(services: Services, docx_sha: str | None) -> list[str]:
    return [block.text for block in letter_blocks(services, docx_sha)]
