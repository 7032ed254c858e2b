"""A head takes an older ledger over after seeing what would be taken, what is doubtful, and what is left out."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from desk.access import NotThere, Viewer, acting, reading
from desk.files import XLSX, download
from desk.formed import Typed, text
from desk.forms import FORM, LIST
from desk.messages import N_
from desk.pages import Filled, flash, page
from desk.views import past_import as views
from desk.views.rights import projects_in_sight
from domain.past_codes import PastDoubt
from store.past_imports import PastImport
from workers.directory.exporting import excel
from workers.instance.permissions import HEADS
from workers.instance.refusals import Refused
from workers.intake import past_import
from workers.intake.past_columns import Choices
from workers.intake.past_import import Preview

router = APIRouter(prefix="/ledger/import")
Reader = Annotated[Viewer, Depends(reading(*HEADS))]
Head = Annotated[Viewer, Depends(acting(*HEADS))]


@router.get("")
def lists(request: Request, viewer: Reader) -> Response:
    """Send an older ledger, or look at one that was sent."""
    return _lists(request, viewer)


@router.post("", **LIST)
def upload(request: Request, viewer: Head, typed: Typed) -> Response:
    """An older ledger; then on to what would be taken of it."""
    file = typed.get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Refused("请选择一个 .xlsx 或 .csv 文件")
        made = past_import.upload(viewer.services, file.file.read(), file.filename, actor=viewer.person)
    except Refused as refusal:
        return _lists(request, viewer, refusal)
    return RedirectResponse(f"/ledger/import/{made}", status_code=303)


@router.get("/{ledger_id}")
def preview(
    request: Request,
    viewer: Reader,
    ledger_id: int,
    show: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """What would be taken, or once that was decided how far it is."""
    view = views.preview_page(_found(viewer, ledger_id), show, after)
    with viewer.services.database.reading() as session:
        projects = projects_in_sight(session, viewer.person, *HEADS)
    values: Filled = {"view": view, "parts": views.SHOWN, "projects": projects}
    return page(request, viewer, "past_ledger.html", **values)


@router.post("/{ledger_id}/choices", **FORM)
def choose(viewer: Head, ledger_id: int, typed: Typed) -> Response:
    """Whose it is where no column says so, and what of the doubtful is to be taken."""
    before = Choices.unpacked(_seen(viewer, ledger_id).choices)
    take = tuple(PastDoubt(str(one)) for one in typed.getlist("take") if one in set(PastDoubt))
    choices = replace(before, project=" ".join(text(typed, "project").split()), take=take)
    past_import.choose(viewer.services, ledger_id, choices, actor=viewer.person)
    return RedirectResponse(f"/ledger/import/{ledger_id}", status_code=303)


@router.post("/{ledger_id}/apply", **FORM)
def apply(request: Request, viewer: Head, ledger_id: int, typed: Typed) -> Response:
    """Have taken over what was shown."""
    _seen(viewer, ledger_id)
    past_import.apply(viewer.services, ledger_id, text(typed, "digest"), actor=viewer.person)
    back = RedirectResponse(f"/ledger/import/{ledger_id}", status_code=303)
    return flash(request, back, N_("开始导入旧台账"))


@router.post("/{ledger_id}/resume", **FORM)
def resume(request: Request, viewer: Head, ledger_id: int) -> Response:
    """Have it go on."""
    _seen(viewer, ledger_id)
    past_import.resume(viewer.services, ledger_id, actor=viewer.person)
    return RedirectResponse(f"/ledger/import/{ledger_id}", status_code=303)


@router.post("/{ledger_id}/discard", **FORM)
def discard(request: Request, viewer: Head, ledger_id: int) -> Response:
    """Forget its rows."""
    _seen(viewer, ledger_id)
    past_import.discard(viewer.services, ledger_id, actor=viewer.person)
    return flash(request, RedirectResponse("/ledger/import", status_code=303), N_("已删除这份文件"))


@router.get("/{ledger_id}/left-out.xlsx")
def left_out(viewer: Reader, ledger_id: int) -> Response:
    """The lines that are not taken, each with why, to be mended and sent again."""
    found = _found(viewer, ledger_id)
    rows = found.ledger.left_out
    if found.plan is not None:
        rows = past_import.left_out(found.ledger.content[found.choices.header], found.plan.left)
    if not rows:
        raise NotThere
    return download(excel(rows), f"{past_import.LEFT_OUT}.xlsx", XLSX)


def _lists(request: Request, viewer: Viewer, refusal: Refused | None = None) -> Response:
    with viewer.services.database.reading() as session:
        found = past_import.listed(session, viewer.person)
    status = 422 if refusal else 200
    return page(request, viewer, "past_ledgers.html", status=status, ledgers=found, refusal=refusal)


def _seen(viewer: Viewer, ledger_id: int) -> PastImport:
    with viewer.services.database.reading() as session:
        found = past_import.seen(session, ledger_id, viewer.person)
    if found is None:
        raise NotThere
    return found


def _found(viewer: Viewer, ledger_id: int) -> Preview:
    with viewer.services.database.reading() as session:
        found = past_import.preview(viewer.services, session, ledger_id, viewer.person)
    if found is None:
        raise NotThere
    return found
