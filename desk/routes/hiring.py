"""The admin takes over a list of people after seeing what it would change."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile

from desk.access import Viewer, acting, reading
from desk.formed import Typed, text
from desk.forms import LIST, TRANSCRIPT
from desk.messages import N_
from desk.pages import Filled, flash, page
from domain.codes import Role
from workers.instance.refusals import Refused
from workers.staff import people_list
from workers.staff.people_list import Table

router = APIRouter(prefix="/people/import")
Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Keeper = Annotated[Viewer, Depends(acting(Role.ADMIN))]
_ROWS: TypeAdapter[list[list[str]]] = TypeAdapter(list[list[str]])


@router.get("")
def choose(request: Request, viewer: Reader) -> Response:
    """The form for a file."""
    return _page(request, viewer)


@router.post("", **LIST)
def preview(request: Request, viewer: Keeper, typed: Typed) -> Response:
    """What the list would change; nothing is kept of it but on this page."""
    file = typed.get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Refused("请选择一个 .xlsx 或 .csv 文件")
        table = people_list.read_people(viewer.services, file.file.read(), file.filename)
        return _page(request, viewer, table=table)
    except Refused as refusal:
        return _page(request, viewer, refusal=refusal)


@router.post("/apply", **TRANSCRIPT)
def apply(request: Request, viewer: Keeper, typed: Typed) -> Response:
    """Enter what was shown: the same rows are held against the people again."""
    try:
        table = _ROWS.validate_json(text(typed, "rows"))
    except ValidationError:
        raise Refused(N_("提交的内容不完整；请重新打开本页")) from None
    try:
        done = people_list.apply(viewer.services, table, text(typed, "digest"), actor=viewer.person)
    except Refused as refusal:
        return _page(request, viewer, refusal=refusal)
    said = N_("名册已导入：新增 {new} 人，更改 {changed} 人，给出 {granted} 个角色；其中 {waits} 项待第二人确认")
    values = {"new": len(done.added), "changed": done.changed, "granted": done.granted, "waits": done.waits}
    return flash(request, RedirectResponse("/people", status_code=303), said, values)


def _page(request: Request, viewer: Viewer, *, table: Table | None = None, refusal: Refused | None = None) -> Response:
    values: Filled = {"plan": None, "rows": "", "refusal": refusal}
    if table is not None:
        with viewer.services.database.reading() as session:
            values["plan"] = people_list.plan(viewer.services, session, table, actor=viewer.person)
        values["rows"] = json.dumps([list(row) for row in table], ensure_ascii=False)
    return page(request, viewer, "people_import.html", status=422 if refusal else 200, **values)
