"""The admin says who writes: the company's name and telephone, the head of its paper, its seal."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading
from desk.forms import FORM, PICTURE
from desk.messages import N_
from desk.pages import flash, page
from desk.views.stationery import HeadProposed, proposed
from domain.codes import LetterKind, Role
from domain.reading_codes import Script
from letters.templating.letterhead import LOGO_BYTES, Letterhead
from store import company, letter_templates
from workers.instance.company import FIELDS, company_of
from workers.stationery import changing, house_marks, samples
from workers.stationery.standing import standing

router = APIRouter(prefix="/company")

Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Actor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
Picture = Annotated[UploadFile | None, File()]


@router.get("")
def said(request: Request, viewer: Reader) -> Response:
    """What letters say of the company, and the forms to change it."""
    services = viewer.services
    with services.database.reading() as session:
        entered, now = company.profile(session), company_of(services, session)
    return page(
        request,
        viewer,
        "company.html",
        entered={name: getattr(entered, name, "") for name in FIELDS},
        settings={name: getattr(services.settings.company, name) for name in FIELDS},
        now=now,
        has_seal=house_marks.seal(services) is not None,
    )


@router.post("", **FORM)
def enter(
    request: Request,
    viewer: Actor,
    name: Text = "",
    office: Text = "",
    phone: Text = "",
    contact: Text = "",
    address: Text = "",
) -> Response:
    """Name, office, telephone, contact, address."""
    given: Mapping[str, str] = {
        "name": name,
        "office": office,
        "phone": phone,
        "contact": contact,
        "address": address,
    }
    changed = house_marks.enter_company(viewer.services, given, actor=viewer.person)
    answer = RedirectResponse("/company", status_code=303)
    return flash(request, answer, N_("已保存，下一封信起生效") if changed else N_("没有改动"))


@router.post("/letterhead", **PICTURE)
def letterhead(viewer: Actor, picture: Picture = None, colour: Text = "#C8101E", foot: Text = "") -> Response:
    """The head for all letters, to be looked at first."""
    logo = picture.file.read(LOGO_BYTES + 1) if picture is not None and picture.filename else None
    head = Letterhead(logo=logo or None, colour=colour, foot=foot)
    made = house_marks.propose_letterhead(viewer.services, head, actor=viewer.person)
    named = "&".join(f"v={row.kind.value}:{row.version}" for row in made)
    return RedirectResponse(f"/company/letterhead?{named}", status_code=303)


@router.get("/letterhead")
def look(request: Request, viewer: Reader) -> Response:
    """Sample letters with a proposed head."""
    return page(request, viewer, "letterhead.html", heads=_heads(viewer, request.query_params.getlist("v")))


@router.post("/letterhead/take", **FORM)
def take(request: Request, viewer: Actor, v: Annotated[list[str], Form()], note: Text = "") -> Response:
    """Write all letters with the proposed head from now on."""
    for head in _heads(viewer, v):
        row = head.row
        changing.take(
            viewer.services,
            row.kind,
            row.script,
            row.version,
            note,
            actor=viewer.person,
            seen=head.seen,
            knowingly=True,
        )
    return flash(request, RedirectResponse("/templates", status_code=303), N_("信头已启用，下一封信起生效"))


@router.get("/seal.png")
def seal(viewer: Reader) -> Response:
    """The seal in force."""
    png = house_marks.seal(viewer.services)
    if png is None:
        raise NotThere
    return Response(png, media_type="image/png")


@router.post("/seal", **PICTURE)
def set_seal(request: Request, viewer: Actor, picture: Picture = None, none: Text = "") -> Response:
    """Another seal, or none."""
    data = picture.file.read(house_marks.SEAL_BYTES + 1) if picture is not None and picture.filename else b""
    answer = RedirectResponse("/company", status_code=303)
    if not data and not none:
        return flash(request, answer, N_("请选择印章图片（PNG）"))
    house_marks.set_seal(viewer.services, None if none else data, actor=viewer.person)
    return flash(request, answer, N_("今后批准的信不再盖印") if none else N_("印章已更换，今后批准的信盖这一枚"))


def _heads(viewer: Viewer, named: list[str]) -> list[HeadProposed]:
    """The versions of `kind:version`, each with a sample letter. NotThere for one that there is not."""
    services, found = viewer.services, []
    for kind, version in map(proposed, named[: len(LetterKind)]):
        with services.database.reading() as session:
            row = letter_templates.find(session, kind, Script.HANS, version) if kind else None
            if row is None:
                raise NotThere
            now = standing(services, session, row.kind, row.script)
        sample = next(iter(changing.inspected(services, row).letters.values()), None)
        sha = samples.keep_sample(services, sample) if sample is not None else ""
        found.append(HeadProposed(row=row, seen=now.sha256 or "", sample=sha, in_force=now.sha256 == row.sha256))
    return found
