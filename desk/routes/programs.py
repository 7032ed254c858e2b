"""The company's other programs: the tokens by which they ask, the addresses at which they are told; for admins."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, flash, page
from domain.codes import Role
from domain.events import EVENT, EventName
from domain.scopes import Scope
from store import api_tokens, case_views, directory, webhooks
from workers.instance.refusals import Refused
from workers.staff import tokens
from workers.telling import programs

router = APIRouter(prefix="/programs")
NAVIGATION = Link(path="/programs", label=N_("其他程序"), roles=frozenset({Role.ADMIN}), order=61)

PAGE = 50
Reader = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Actor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
Chosen = Annotated[tuple[str, ...], Form()]


@router.get("")
def everything(request: Request, viewer: Reader) -> Response:
    """Tokens and addresses, and the forms for new ones."""
    return _all(request, viewer)


@router.post("/tokens", **FORM)
def make_token(
    request: Request, viewer: Actor, scope: Chosen = (), name: Text = "", project: Text = "", expires: Text = ""
) -> Response:
    """A token, shown this once: the desk keeps no copy of it."""
    typed = {"name": name, "scopes": scope, "project": project, "expires": expires}
    try:
        made = tokens.create(
            viewer.services,
            name=name.strip(),
            scopes=[one for one in Scope if one in scope],
            project=project or None,
            expires=_end_of(viewer, expires),
            actor=viewer.person,
        )
    except Refused as refusal:
        return _all(request, viewer, status=422, typed=typed, refused_token=refusal)
    return _all(request, viewer, token=made.token)


@router.get("/tokens/{name}")
def token(request: Request, viewer: Reader, name: str) -> Response:
    """A token, and what it has read of late."""
    with viewer.services.database.reading() as session:
        row = api_tokens.named(session, name)
        looks = case_views.of_token(session, row.id, limit=PAGE) if row else []
    if row is None:
        raise NotThere
    return page(request, viewer, "program_token.html", row=row, looks=looks, works=row.works(viewer.services.now()))


@router.post("/tokens/{name}/revoke", **FORM)
def revoke(request: Request, viewer: Actor, name: str) -> Response:
    """It works no longer, from this moment."""
    tokens.revoke(viewer.services, name=name, actor=viewer.person)
    return flash(request, _to(""), N_("令牌已收回"))


@router.post("/webhooks", **FORM)
def add(request: Request, viewer: Actor, event: Chosen = (), url: Text = "") -> Response:
    """An address that is told, with its secret, shown this once."""
    wanted = [one for one in EventName if one in event]
    try:
        made = programs.add(viewer.services, url, events=wanted, actor=viewer.person)
    except Refused as refusal:
        return _all(request, viewer, status=422, typed={"url": url, "events": event}, refused_hook=refusal)
    return _all(request, viewer, secret=made.secret, host=made.row.name)


@router.get("/webhooks/{webhook_id}")
def log(
    request: Request, viewer: Reader, webhook_id: int, before: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """An address, and what it was told."""
    with viewer.services.database.reading() as session:
        row = webhooks.get(session, webhook_id)
        lines = webhooks.log(session, webhook_id, before=before, limit=PAGE + 1)
    if row is None:
        raise NotThere
    more = lines[PAGE - 1].event_id if len(lines) > PAGE else None
    following = f"/programs/webhooks/{row.id}?before={more}" if more else None
    return page(request, viewer, "program_webhook.html", row=row, lines=lines[:PAGE], following=following)


@router.post("/webhooks/{webhook_id}/test", **FORM)
def test(request: Request, viewer: Actor, webhook_id: int) -> Response:
    """A trial now."""
    programs.try_out(viewer.services, webhook_id, actor=viewer.person)
    return flash(request, _to(f"/webhooks/{webhook_id}"), N_("试发成功，对方已收下"))


@router.post("/webhooks/{webhook_id}/stop", **FORM)
def stop(request: Request, viewer: Actor, webhook_id: int) -> Response:
    """Nothing more for the time being."""
    programs.stop(viewer.services, webhook_id, actor=viewer.person)
    return flash(request, _to(f"/webhooks/{webhook_id}"), N_("已停用；停用期间的事件不会补发"))


@router.post("/webhooks/{webhook_id}/start", **FORM)
def start(request: Request, viewer: Actor, webhook_id: int) -> Response:
    """What happens from now on."""
    programs.start(viewer.services, webhook_id, actor=viewer.person)
    return flash(request, _to(f"/webhooks/{webhook_id}"), N_("已启用"))


@router.post("/webhooks/{webhook_id}/remove", **FORM)
def remove(request: Request, viewer: Actor, webhook_id: int) -> Response:
    """Never again."""
    programs.remove(viewer.services, webhook_id, actor=viewer.person)
    return flash(request, _to(""), N_("已删去"))


@router.post("/deliveries/{delivery_id}/again", **FORM)
def again(request: Request, viewer: Actor, delivery_id: int) -> Response:
    """One event once more."""
    row = programs.send_again(viewer.services, delivery_id, actor=viewer.person)
    return flash(request, _to(f"/webhooks/{row.id}"), N_("正在重发"))


def _all(
    request: Request, viewer: Viewer, *, status: int = 200, typed: Filled | None = None, **shown: object
) -> Response:
    """shown: a token or secret that was made, or why none was."""
    services = viewer.services
    with services.database.reading() as session:
        made, told = api_tokens.list_tokens(session), webhooks.all_webhooks(session)
        projects = [one.name for one in directory.all_projects(session)]
    values: Filled = {
        "tokens": [(row, row.works(services.now())) for row in made],
        "webhooks": told,
        "projects": projects,
        "scopes": tuple(Scope),
        "events": EVENT,
        "typed": {"name": "", "scopes": [], "project": "", "expires": "", "url": "", "events": [], **(typed or {})},
        **dict.fromkeys(("token", "secret", "host", "refused_token", "refused_hook")),
        **shown,
    }
    return page(request, viewer, "programs.html", status=status, **values)


def _end_of(viewer: Viewer, day: str) -> datetime | None:
    """The end of that day in the house; None for none."""
    if not day:
        return None
    try:
        last = date.fromisoformat(day)
        return datetime.combine(last + timedelta(days=1), time(), viewer.services.zone)
    except (ValueError, OverflowError):
        raise Refused("日期无效；请重新填写") from None


def _to(place: str) -> Response:
    return RedirectResponse(f"/programs{place}", status_code=303)
