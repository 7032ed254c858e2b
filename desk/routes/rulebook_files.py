"""The rulebook's files as YAML: edited in the draft, checked while one types, mistakes by file and line."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading
from desk.forms import FORM, TRANSCRIPT
from desk.messages import N_
from desk.pages import Filled, flash, page
from desk.views import rulebook as views
from domain.codes import Role
from workers.instance.refusals import Refused
from workers.ruledesk import drafts, trials
from workers.ruledesk.drafts import READERS, Draft

router = APIRouter(prefix="/rulebook")

Reader = Annotated[Viewer, Depends(reading(*READERS))]
Editor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
Seen = Annotated[int, Form(ge=0, le=2**31)]


@router.get("/files")
def files(request: Request, viewer: Reader) -> Response:
    """Every file, with what it is about and whether the draft has changed it."""
    with viewer.services.database.reading() as session:
        standing = views.standing(viewer, session)
    names = sorted({*standing.draft.texts, *standing.draft.live_texts}, key=lambda name: ("/" in name, name))
    shown = [(name, views.about(name), len(standing.draft.texts.get(name, "").splitlines())) for name in names]
    return page(request, viewer, "rulebook_files.html", standing=standing, files=shown)


@router.post("/files", **FORM)
def add(request: Request, viewer: Editor, seen: Seen, name: Text = "") -> Response:
    """A new, empty file of rules or examples."""
    wanted = name.strip()
    with viewer.services.database.reading() as session:
        if wanted in drafts.draft_of(session).texts:
            raise Refused("已有文件 {file}", file=wanted)
    drafts.save(viewer.services, {wanted: "[]\n"}, actor=viewer.person, seen=seen)
    return RedirectResponse(f"/rulebook/files/{wanted}", status_code=303)


@router.post("/check", **TRANSCRIPT)
def check(request: Request, viewer: Editor, name: Text = "", text: Text = "") -> Response:
    """What is wrong with the draft, with this text in one of its files: what the page asks while one types."""
    with viewer.services.database.reading() as session:
        draft = drafts.draft_of(session)
    return page(request, viewer, "rulebook_findings.html", **_checked(viewer, draft, name, text))


@router.get("/files/{name:path}")
def one(request: Request, viewer: Reader, name: str) -> Response:
    """One file."""
    return _one(request, viewer, name)


@router.post("/files/{name:path}", **TRANSCRIPT)
def save(request: Request, viewer: Editor, name: str, seen: Seen, text: Text = "", do: Text = "") -> Response:
    """Keep the file in the draft; or only check it; or leave it out."""
    if do == "check":
        return _one(request, viewer, name, typed=text, checks=True)
    drafts.save(viewer.services, {name: None if do == "remove" else text}, actor=viewer.person, seen=seen)
    target = "/rulebook/files" if do == "remove" else f"/rulebook/files/{name}"
    return flash(request, RedirectResponse(target, status_code=303), N_("已存入草稿；启用之前不影响任何判定"))


def _one(request: Request, viewer: Viewer, name: str, *, typed: str | None = None, checks: bool = False) -> Response:
    with viewer.services.database.reading() as session:
        standing = views.standing(viewer, session)
    draft = standing.draft
    held = draft.texts.get(name)
    if held is None or not name.endswith(".yaml"):
        raise NotThere
    text = held if typed is None else typed.replace("\r\n", "\n")
    found = _checked(viewer, draft, name, text) if checks else None
    return page(
        request,
        viewer,
        "rulebook_file.html",
        standing=standing,
        file=name,
        about=views.about(name),
        text=text,
        found=found,
        changes=views.file_changes(draft, name),
        removable="/" in name,
    )


def _checked(viewer: Viewer, draft: Draft, name: str, text: str) -> Filled:
    texts = {**draft.texts, name: text.replace("\r\n", "\n")} if name else dict(draft.texts)
    try:
        found = views.said(trials.check(viewer.services, texts), texts, viewer.person.language)
    except Refused as refusal:
        return {"here": (), "elsewhere": (), "refusal": refusal}
    here = tuple(one for one in found if one.file == name)
    return {"here": here, "elsewhere": tuple(one for one in found if one.file != name), "refusal": None}
