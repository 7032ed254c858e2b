"""The rulebook at the desk: what is live, the draft, going live with a note, the history, and the way back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import flash, page
from desk.spoken import Tone
from desk.views import rulebook as views
from desk.views.text_diff import diffs
from domain.codes import Role
from rules.diff import Change
from store import rulebooks
from workers.instance.refusals import Refused
from workers.rulebooks import versions
from workers.rulebooks.versions import VersionError
from workers.ruledesk import drafts, going_live, trials
from workers.ruledesk.drafts import READERS, Texts
from workers.ruledesk.going_live import NotPassedError, in_reader_language

router = APIRouter(prefix="/rulebook")
NAVIGATION = Link(path="/rulebook", label=N_("规则"), roles=frozenset(READERS), order=65)

Reader = Annotated[Viewer, Depends(reading(*READERS))]
Editor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
Seen = Annotated[int, Form(ge=0, le=2**31)]
_HOME = "/rulebook"
_HISTORY = "/rulebook/history"


@router.get("")
def overview(request: Request, viewer: Reader) -> Response:
    """What is live, and what the draft would change."""
    return _overview(request, viewer)


@router.post("/activate", **FORM)
def activate(request: Request, viewer: Editor, seen: Seen, note: Text = "", keep: Text = "") -> Response:
    """Make the draft live; the page again with all that stands in its way."""
    try:
        done = going_live.activate(viewer.services, note=note, keep_folder=bool(keep), actor=viewer.person, seen=seen)
    except NotPassedError as error:
        return _overview(request, viewer, status=422, note=note, stopped=error.findings)
    said = {"sha": done.sha[: versions.SHORT], "examples": done.examples}
    answer = RedirectResponse(_HISTORY, status_code=303)
    return flash(request, answer, N_("已启用版本 {sha}，例信 {examples} 封全部符合；正在运行的服务几秒内换用"), said)


@router.post("/discard", **FORM)
def discard(request: Request, viewer: Editor, seen: Seen) -> Response:
    """Give the draft up."""
    drafts.discard(viewer.services, actor=viewer.person, seen=seen)
    return flash(request, RedirectResponse(_HOME, status_code=303), N_("草稿已放弃，生效的规则没有变"))


@router.post("/merge", **FORM)
def merge(request: Request, viewer: Editor, seen: Seen, source: Text = "live") -> Response:
    """Take the changes of the live version, or of the folder, into the draft."""
    services = viewer.services
    with services.database.reading() as session:
        other = drafts.draft_of(session).live_texts
    if source == "folder":
        other = versions.folder_texts(services.settings.rulebook)
    done = drafts.merge(services, other, actor=viewer.person, seen=seen)
    answer = RedirectResponse(_HOME, status_code=303)
    if done.kept:
        files = {"files": "、".join(done.kept)}
        said = N_("两边都改过 {files}：草稿保留自己的内容，请在下面的差别中核对")
        return flash(request, answer, said, files, tone=Tone.REFUSED)
    return flash(request, answer, N_("已并入草稿"))


@router.get("/history")
def history(request: Request, viewer: Reader) -> Response:
    """Every version: when, who, why; newest first."""
    with viewer.services.database.reading() as session:
        standing = views.standing(viewer, session)
        entries = rulebooks.history(session)
    live = next((one.id for one in entries if one.active and one.sha == standing.draft.live), None)
    return page(request, viewer, "rulebook_history.html", standing=standing, entries=entries, live=live)


@router.post("/rollback", **FORM)
def rollback(request: Request, viewer: Editor, sha: Text = "", note: Text = "") -> Response:
    """Make an older version live again."""
    try:
        done = going_live.rollback(viewer.services, sha, note=note, actor=viewer.person)
    except NotPassedError as error:
        return _overview(request, viewer, status=422, stopped=error.findings)
    said = {"sha": done.sha[: versions.SHORT]}
    answer = RedirectResponse(_HISTORY, status_code=303)
    return flash(request, answer, N_("已退回版本 {sha}；退回前的规则目录另存为一个版本"), said)


@router.get("/diff")
def difference(
    request: Request,
    viewer: Reader,
    a: Annotated[str, Query(max_length=64)] = "active",
    b: Annotated[str, Query(max_length=64)] = "draft",
    terms: Annotated[str, Query(max_length=1)] = "",
) -> Response:
    """What differs between two versions, by lines or by topics, rules and clocks."""
    services = viewer.services
    with services.database.reading() as session:
        standing = views.standing(viewer, session)
    old, new = _texts(viewer, standing, a), _texts(viewer, standing, b)
    changes: tuple[Change, ...] = ()
    refusal: Refused | None = None
    if terms and old != new:
        try:
            changes = trials.differences(services, old, new)
        except Refused as error:
            refusal = error
    files = () if terms and refusal is None else diffs(old, new)
    return page(
        request,
        viewer,
        "rulebook_diff.html",
        standing=standing,
        files=files,
        changes=[(views.CHANGES[one.change], views.kind_of(one), one) for one in changes],
        refusal=refusal,
        a=a,
        b=b,
        terms=terms,
    )


def _texts(viewer: Viewer, standing: views.Standing, name: str) -> Texts:
    if name == "draft":
        return standing.draft.texts
    try:
        database = viewer.services.database
        return versions.texts_of(database, versions.resolve(database, name))
    except VersionError:
        raise NotThere from None


def _overview(
    request: Request, viewer: Viewer, *, status: int = 200, note: str = "", stopped: tuple[str, ...] = ()
) -> Response:
    with viewer.services.database.reading() as session:
        standing = views.standing(viewer, session)
    language = viewer.person.language
    return page(
        request,
        viewer,
        "rulebook.html",
        status=status,
        standing=standing,
        files=views.changes_of(standing.draft),
        about=views.about,
        note=note,
        stopped=[in_reader_language(one, language) for one in stopped],
    )
