"""The mailboxes and the scan folder: how each was last found, "try it", and those that are set up here; for admins."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, flash, page
from desk.views.mail_problems import in_reader_words
from desk.views.mailboxes import (
    FORM_FIELDS,
    SIGN_IN_FIELDS,
    SMTP_FIELDS,
    SmtpTried,
    TrialView,
    source_lines,
    trial_view,
)
from domain.codes import Role
from domain.mail_providers import PROVIDERS, provider_of
from store import directory
from workers.instance import grants
from workers.instance.refusals import Refused
from workers.mailboxes import authorising, comparing, keeping, kept, trying, way_out
from workers.mailboxes.authorising import Return
from workers.mailboxes.entry import MailboxEntry, entry_of
from workers.mailboxes.sign_in_fields import SignIn
from workers.mailboxes.way_out import SmtpEntry

router = APIRouter(prefix="/mailboxes")
NAVIGATION = Link(path="/mailboxes", label=N_("收信邮箱"), roles=frozenset({Role.ADMIN}), order=61)
Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Actor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
Answer = Annotated[str, Query(max_length=4000)]
_TRY = "try"
"""The button that tries what is typed and keeps nothing."""


@router.get("")
def show(request: Request, viewer: Reader) -> Response:
    """Every source."""
    return _listed(request, viewer)


@router.post("/try", **FORM)
def try_it(request: Request, viewer: Actor, name: Text = "") -> Response:
    """A real connection with the settings as they are."""
    return _listed(request, viewer, trial_view(name, trying.try_mailbox(viewer.services, name, actor=viewer.person)))


@router.post("/compare", **FORM)
def compare(request: Request, viewer: Actor, name: Text = "") -> Response:
    """Hold what the source shows now against the rows."""
    try:
        comparing.compare(viewer.services, name, actor=viewer.person)
    except Refused as refusal:
        return _listed(request, viewer, refusal=refusal)
    done = N_("已核对 {name}，结果见下")
    return flash(request, RedirectResponse("/mailboxes", status_code=303), done, {"name": name})


@router.get("/form")
def form(request: Request, viewer: Reader, name: Annotated[str, Query()] = "") -> Response:
    """To set up a new one, or to change one that is kept here."""
    entry = MailboxEntry(name="", host="", user="")
    if name:
        settings = next((box for box in viewer.services.mailboxes if box.name == name and box.kept_by_desk), None)
        if settings is None:
            raise NotThere
        root = viewer.services.settings.root
        entry = entry_of(settings, kept.read(root).box(name), root, viewer.services.zone)
    return _form(request, viewer, entry, before=name)


@router.post("/save", **FORM)
def save(request: Request, viewer: Actor, typed: Typed) -> Response:
    """Keep it, or try it first."""
    sign_in = SignIn(**{name: text(typed, name) for name in SIGN_IN_FIELDS})
    entry = MailboxEntry(**{name: text(typed, name) for name in FORM_FIELDS}, sign_in=sign_in)
    before = text(typed, "before")
    try:
        if text(typed, "do") == _TRY:
            trial = keeping.try_entry(viewer.services, entry, actor=viewer.person, before=before)
            return _form(request, viewer, entry, before=before, tried=trial_view(entry.name, trial))
        keeping.save(viewer.services, entry, actor=viewer.person, before=before)
    except Refused as refusal:
        return _form(request, viewer, entry, before=before, refusal=refusal)
    done = N_("已保存 {name}，运行中的服务几秒钟内开始按新设置收信，不必重启")
    if sign_in.client_id:
        done = N_("已保存 {name}；还没有授权的，请在下面按“去授权”")
    return flash(request, RedirectResponse("/mailboxes", status_code=303), done, {"name": entry.name})


@router.get("/smtp")
def smtp_form(request: Request, viewer: Reader) -> Response:
    """The way out, to set it up or to change it."""
    return _smtp_form(request, viewer, way_out.entry_of(viewer.services))


@router.post("/smtp", **FORM)
def save_smtp(request: Request, viewer: Actor, typed: Typed) -> Response:
    """Keep it, or try it first."""
    sign_in = SignIn(**{name: text(typed, name) for name in SIGN_IN_FIELDS})
    entry = SmtpEntry(**{name: text(typed, name) for name in SMTP_FIELDS}, sign_in=sign_in)
    try:
        if text(typed, "do") == _TRY:
            tried = SmtpTried(wrong=way_out.try_entry(viewer.services, entry, actor=viewer.person))
            return _smtp_form(request, viewer, entry, tried=tried)
        way_out.save(viewer.services, entry, actor=viewer.person)
    except Refused as refusal:
        return _smtp_form(request, viewer, entry, refusal=refusal)
    done = N_("已保存；信件从现在起这样发出，不必重启")
    return flash(request, RedirectResponse("/mailboxes/smtp", status_code=303), done)


@router.post("/smtp/remove", **FORM)
def remove_smtp(request: Request, viewer: Actor) -> Response:
    """As huihan.toml says again."""
    way_out.remove(viewer.services, actor=viewer.person)
    return flash(request, RedirectResponse("/mailboxes/smtp", status_code=303), N_("已删去这里的发信设置"))


@router.get("/authorise")
def authorise(request: Request, viewer: Reader, name: Annotated[str, Query()] = "") -> Response:
    """To the provider. A link and no form: what a form leads to must be ours (CSP, form-action)."""
    try:
        url = authorising.begin(viewer.services, name, actor=viewer.person)
    except Refused as refusal:
        return _listed(request, viewer, refusal=refusal)
    return RedirectResponse(url, status_code=303)


@router.get("/authorised")
def authorised(request: Request, viewer: Reader, state: Answer = "", code: Answer = "", error: Answer = "") -> Response:
    """Back from it. To a page without the code in its address, which no one shall find in a history."""
    back = Return(state=state, code=code, error=error)
    try:
        name = authorising.finish(viewer.services, back, actor=viewer.person)
    except Refused as refusal:
        return _listed(request, viewer, refusal=refusal)
    if not name:
        done = N_("已授权；信件从现在起这样发出，不必重启")
        return flash(request, RedirectResponse("/mailboxes/smtp", status_code=303), done)
    done = N_("{name} 已授权；运行中的服务按它收信，不必重启")
    return flash(request, RedirectResponse("/mailboxes", status_code=303), done, {"name": name})


@router.post("/remove", **FORM)
def remove(request: Request, viewer: Actor, name: Text = "") -> Response:
    """Take in from it no more."""
    keeping.remove(viewer.services, name, actor=viewer.person)
    done = N_("已删去 {name}；已收到的来信不受影响")
    return flash(request, RedirectResponse("/mailboxes", status_code=303), done, {"name": name})


def _listed(
    request: Request, viewer: Viewer, tried: TrialView | None = None, *, refusal: Refused | None = None
) -> Response:
    with viewer.services.database.reading() as session:
        lines = source_lines(viewer, session)
    status = 422 if refusal else 200
    said = in_reader_words(refusal)
    values: Filled = {"lines": lines, "tried": tried, "refusal": said, "smtp": viewer.services.smtp}
    return page(request, viewer, "mailboxes.html", status=status, **values)


def _smtp_form(
    request: Request,
    viewer: Viewer,
    entry: SmtpEntry,
    *,
    refusal: Refused | None = None,
    tried: SmtpTried | None = None,
) -> Response:
    """With what was typed, but for the secrets, which are typed again."""
    now = viewer.services.smtp
    values: Filled = {
        "entry": entry,
        "sign_in": replace(entry.sign_in, password="", client_secret=""),
        "redirect_uri": authorising.redirect_uri(viewer.services),
        "now": now,
        "grant": grants.read(now.oauth.grant) if now and now.oauth else None,
        "refusal": in_reader_words(refusal),
        "tried": tried,
        "providers": PROVIDERS,
        "provider": provider_of(entry.host, entry.from_address),
    }
    return page(request, viewer, "smtp_form.html", status=422 if refusal else 200, **values)


def _form(
    request: Request,
    viewer: Viewer,
    entry: MailboxEntry,
    *,
    before: str,
    refusal: Refused | None = None,
    tried: TrialView | None = None,
) -> Response:
    """With what was typed, but for the secrets, which are typed again."""
    with viewer.services.database.reading() as session:
        projects = [one.name for one in directory.all_projects(session)]
    values: Filled = {
        "entry": entry,
        "sign_in": replace(entry.sign_in, password="", client_secret=""),
        "redirect_uri": authorising.redirect_uri(viewer.services),
        "before": before,
        "refusal": in_reader_words(refusal),
        "tried": tried,
        "projects": projects,
        "providers": PROVIDERS,
        "provider": provider_of(entry.host, entry.user),
    }
    return page(request, viewer, "mailbox_form.html", status=422 if refusal else 200, **values)
