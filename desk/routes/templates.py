"""The admin sees to the company's letter templates: brought from Word, looked at as sample letters, taken into use."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading
from desk.files import DOCX, download
from desk.forms import FORM, UPLOAD
from desk.messages import N_
from desk.navigation import Link
from desk.pages import flash, page
from desk.views.stationery import LookedAt, Named, OneTemplate, named, variables_of
from domain.codes import Role
from domain.labels import LETTER
from domain.reading_codes import Script
from letters.pdf.office import PdfProblem
from letters.upload import UPLOAD_BYTES
from store import letter_templates
from store.letter_templates import TemplateRow
from workers.stationery import changing, samples
from workers.stationery.faces import absent
from workers.stationery.standing import all_standing, in_force, standing

router = APIRouter(prefix="/templates")
NAVIGATION = Link(path="/templates", label=N_("信函"), roles=frozenset({Role.ADMIN}), order=64)

Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Actor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
_SHA = re.compile(r"[0-9a-f]{64}")


@router.get("")
def every(request: Request, viewer: Reader) -> Response:
    """Each letter's template, and whose it is."""
    with viewer.services.database.reading() as session:
        found = [(Named(kind=one.kind, script=one.script), one) for one in all_standing(viewer.services, session)]
    return page(request, viewer, "templates.html", found=found)


@router.get("/samples/{sha}/pages")
def sample_pages(request: Request, viewer: Reader, sha: str) -> Response:
    """The pages of a sample letter, made when first wanted."""
    docx = _sample(viewer, sha)
    try:
        made: int | PdfProblem = samples.pages_of_sample(viewer.services, docx)
    except PdfProblem as problem:
        made = problem
    pages, why = (0, str(made)) if isinstance(made, PdfProblem) else (made, "")
    return page(request, viewer, "template_sample.html", sha=sha, pages=pages, why=why)


@router.get("/samples/{sha}/page/{number}.png")
def sample_page(viewer: Reader, sha: str, number: int) -> Response:
    """One page of a sample letter."""
    try:
        picture = samples.page_of_sample(viewer.services, _sample(viewer, sha), number)
    except (IndexError, PdfProblem):
        raise NotThere from None
    return Response(picture, media_type="image/png")


@router.get("/samples/{sha}/docx")
def sample_file(viewer: Reader, sha: str) -> Response:
    """A sample letter as a Word file."""
    return download(_sample(viewer, sha), f"sample-{sha[:8]}.docx", DOCX)


@router.get("/{name}")
def one(request: Request, viewer: Reader, name: str) -> Response:
    """One template: what is in force, the form for another, all versions, the names it may use."""
    return page(request, viewer, "template.html", one=_one(viewer, _named(name)))


@router.post("/{name}", **UPLOAD)
def bring(viewer: Actor, name: str, file: Annotated[UploadFile, File()]) -> Response:
    """A Word file becomes a version, which the next page looks through."""
    which = _named(name)
    data = file.file.read(UPLOAD_BYTES + 1)
    row = changing.bring(viewer.services, which.kind, which.script, data, name=file.filename or "", actor=viewer.person)
    return RedirectResponse(f"/templates/{which.name}/{row.version}", status_code=303)


@router.get("/{name}/docx")
def in_force_file(viewer: Reader, name: str) -> Response:
    """The template in force as a Word file; for a traditional one that there is not, the simplified to begin with."""
    which = _named(name)
    data = in_force(viewer.services, which.kind, which.script) or in_force(viewer.services, which.kind, Script.HANS)
    if data is None:
        raise NotThere
    return download(data, f"{LETTER[which.kind]}.docx", DOCX)


@router.post("/{name}/shipped", **FORM)
def shipped(request: Request, viewer: Actor, name: str, note: Text = "", seen: Text = "") -> Response:
    """Back to the template that comes with the program."""
    which = _named(name)
    changing.back_to_shipped(viewer.services, which.kind, which.script, note, actor=viewer.person, seen=seen)
    answer = RedirectResponse(f"/templates/{which.name}", status_code=303)
    return flash(request, answer, N_("已恢复自带的模板"))


@router.get("/{name}/{version}")
def look(request: Request, viewer: Reader, name: str, version: int) -> Response:
    """What is wrong with a version, and the sample letters it writes."""
    view = _looked_at(viewer, _named(name), version)
    return page(request, viewer, "template_version.html", view=view)


@router.get("/{name}/{version}/docx")
def version_file(viewer: Reader, name: str, version: int) -> Response:
    """A version as it was brought."""
    which = _named(name)
    row = _row(viewer, which, version)
    return download(viewer.services.archive.get(row.sha256), f"{LETTER[which.kind]}-{version}.docx", DOCX)


@router.post("/{name}/{version}/take", **FORM)
def take(
    request: Request,
    viewer: Actor,
    name: str,
    version: int,
    note: Text = "",
    seen: Text = "",
    knowingly: Text = "",
) -> Response:
    """Write letters by a version from now on."""
    which = _named(name)
    changing.take(
        viewer.services,
        which.kind,
        which.script,
        version,
        note,
        actor=viewer.person,
        seen=seen,
        knowingly=bool(knowingly),
    )
    answer = RedirectResponse(f"/templates/{which.name}", status_code=303)
    return flash(request, answer, N_("已启用第 {version} 版，下一封信起生效"), {"version": version})


def _named(name: str) -> Named:
    which = named(name)
    if which is None:
        raise NotThere
    return which


def _one(viewer: Viewer, which: Named) -> OneTemplate:
    with viewer.services.database.reading() as session:
        return OneTemplate(
            named=which,
            standing=standing(viewer.services, session, which.kind, which.script),
            versions=tuple(letter_templates.versions(session, which.kind, which.script)),
            uses=tuple(letter_templates.uses(session, which.kind, which.script)),
            variables=variables_of(which.kind),
        )


def _row(viewer: Viewer, which: Named, version: int) -> TemplateRow:
    with viewer.services.database.reading() as session:
        row = letter_templates.find(session, which.kind, which.script, version)
    if row is None:
        raise NotThere
    return row


def _looked_at(viewer: Viewer, which: Named, version: int) -> LookedAt:
    row = _row(viewer, which, version)
    found = changing.inspected(viewer.services, row)
    for docx in found.letters.values():
        samples.keep_sample(viewer.services, docx)
    return LookedAt(one=_one(viewer, which), row=row, found=found, absent_faces=absent(found.faces))


def _sample(viewer: Viewer, sha: str) -> bytes:
    docx = samples.sample(viewer.services, sha) if _SHA.fullmatch(sha) else None
    if docx is None:
        raise NotThere
    return docx
