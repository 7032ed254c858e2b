"""The admin takes over a list of households after seeing what it would change, and hands the directory out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from desk.access import NotThere, Viewer, acting, reading
from desk.files import XLSX, download
from desk.formed import Typed, text, whole
from desk.forms import FORM, LIST
from desk.messages import N_
from desk.pages import Filled, flash, page
from desk.views import directory_import as views
from domain.codes import Role
from domain.directory_codes import DIRECTORY_FIELD
from store import directory, directory_uploads
from workers.directory import exporting, importing
from workers.directory.columns import FIELDS
from workers.directory.importing import Preview
from workers.instance.refusals import Refused

router = APIRouter(prefix="/directory")
Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Keeper = Annotated[Viewer, Depends(acting(Role.ADMIN))]


@router.get("/import")
def lists(request: Request, viewer: Reader) -> Response:
    """Send a list, or go on with one."""
    return _lists(request, viewer)


@router.post("/import", **LIST)
def upload(request: Request, viewer: Keeper, typed: Typed) -> Response:
    """A list; then on to what it would change."""
    file = typed.get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Refused("请选择一个 .xlsx 或 .csv 文件")
        made = importing.upload(viewer.services, file.file.read(), file.filename, actor=viewer.person)
    except Refused as refusal:
        return _lists(request, viewer, refusal)
    return RedirectResponse(f"/directory/import/{made}", status_code=303)


@router.get("/import/{upload_id}")
def preview(
    request: Request,
    viewer: Reader,
    upload_id: int,
    show: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """What it would change, or once it has been taken over what it did."""
    return _preview(request, viewer, upload_id, show, after)


@router.post("/import/{upload_id}/choices", **FORM)
def choose(viewer: Keeper, upload_id: int, typed: Typed) -> Response:
    """Which column is what, and what of the doubtful is to be taken."""
    found = _found(viewer, upload_id)
    choices = views.chosen(typed, found.choices, found.upload.content)
    importing.choose(viewer.services, upload_id, choices, actor=viewer.person)
    return RedirectResponse(f"/directory/import/{upload_id}", status_code=303)


@router.post("/import/{upload_id}/apply", **FORM)
def apply(request: Request, viewer: Keeper, upload_id: int, typed: Typed) -> Response:
    """Enter what was shown."""
    importing.apply(viewer.services, upload_id, text(typed, "digest"), actor=viewer.person)
    return flash(request, RedirectResponse(f"/directory/import/{upload_id}", status_code=303), N_("名册已导入"))


@router.post("/import/{upload_id}/discard", **FORM)
def discard(request: Request, viewer: Keeper, upload_id: int) -> Response:
    """Forget it."""
    importing.discard(viewer.services, upload_id, actor=viewer.person)
    return flash(request, RedirectResponse("/directory/import", status_code=303), N_("已删除这份文件"))


@router.get("/import/{upload_id}/left-out.xlsx")
def left_out(viewer: Reader, upload_id: int) -> Response:
    """The rows that are not taken, each with why, to be mended and sent again."""
    found = _found(viewer, upload_id)
    rows = found.upload.content
    if found.plan is not None:
        rows = importing.left_out(rows[found.choices.header], found.plan)
    return download(exporting.excel(rows), f"{exporting.LEFT_OUT}.xlsx", XLSX)


@router.post("/export", **FORM)
def export(viewer: Keeper, typed: Typed) -> Response:
    """The households, of one project or all, as a file that can be taken over again."""
    rows = exporting.table(viewer.services, whole(text(typed, "project")), actor=viewer.person)
    if text(typed, "as") == "csv":
        return download(exporting.as_csv(rows), f"{exporting.WHOLE}.csv", "text/csv; charset=utf-8")
    return download(exporting.excel(rows), f"{exporting.WHOLE}.xlsx", XLSX)


def _lists(request: Request, viewer: Viewer, refusal: Refused | None = None) -> Response:
    with viewer.services.database.reading() as session:
        waiting = directory_uploads.heads(session)
        projects = directory.all_projects(session)
    status = 422 if refusal else 200
    return page(
        request, viewer, "directory_lists.html", status=status, lists=waiting, projects=projects, refusal=refusal
    )


def _found(viewer: Viewer, upload_id: int) -> Preview:
    with viewer.services.database.reading() as session:
        found = importing.preview(session, upload_id)
    if found is None:
        raise NotThere
    return found


def _preview(request: Request, viewer: Viewer, upload_id: int, show: str, after: int) -> Response:
    view = views.preview_page(_found(viewer, upload_id), show, after)
    with viewer.services.database.reading() as session:
        projects = [one.name for one in directory.all_projects(session)]
    values: Filled = {"view": view, "projects": projects, "fields": FIELDS, "field_names": DIRECTORY_FIELD}
    values |= {"parts": views.SHOWN, "fields_of": views.fields_of}
    return page(request, viewer, "directory_preview.html", **values)
