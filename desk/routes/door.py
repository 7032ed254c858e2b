"""The door: signing in and out, one-time links, and where each person's day begins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import COOKIE, NotAllowed, Viewer, acting, own_origin, reading
from desk.forms import SIGN_IN
from desk.hosts import hosts_of, own_path
from desk.messages import N_
from desk.pages import page, plain_page
from desk.sign_in_form import address_of, sign_in_form, with_session
from desk.spoken import Flash, Tone
from desk.views import setting_up
from domain.codes import Role
from domain.staff_codes import LinkPurpose
from workers.instance.permissions import HEADS
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.setting_up.steps import is_new
from workers.staff import desk_sessions, sign_in_links, signing_in
from workers.staff.sign_in_steps import NotYet

router = APIRouter()

_WEAK = N_("您的密码按现在的规定太短或太容易猜到；请在“我的账号与代理”里更换")


@router.get("/")
def home(viewer: Annotated[Viewer, Depends(reading())]) -> Response:
    """Heads begin with the state of the house, who only keeps the people there, everybody else with what waits.

    An admin of an instance in which nothing was begun yet begins it.
    """
    if viewer.person.holds(Role.ADMIN):
        with viewer.services.database.reading() as session:
            if is_new(viewer.services, session):
                return RedirectResponse(setting_up.PATH, status_code=303)
    if viewer.person.holds(*HEADS):
        return RedirectResponse("/overview", status_code=303)
    cases = viewer.person.holds(*set(Role) - {Role.ADMIN})
    return RedirectResponse("/queue" if cases else "/people", status_code=303)


@router.get("/signin")
def sign_in_page(
    request: Request,
    next: str = "/",  # noqa: A002 - the parameter of the address
    password: str = "",
    left: str = "",
) -> Response:
    """The form. password: of the emergency account, where others have none. left: just signed out, here only."""
    return sign_in_form(request, target=next, typing=bool(password), left=bool(left))


@router.post("/signin", **SIGN_IN)
def sign_in(
    request: Request,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - as above
    step: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """A new session, or the form again with one sentence and, where codes are in use, a field for one."""
    _from_here(request)
    services: Services = request.app.state.services
    try:
        if step:
            signed = signing_in.second_step(services, step=step, code=code, address=address_of(request))
        else:
            signed = signing_in.sign_in(services, login=login, password=password, address=address_of(request))
    except Refused as refusal:
        step = refusal.step if isinstance(refusal, NotYet) else step
        return sign_in_form(request, target=next, login=login, refusal=refusal, step=step or None, typing=True)
    if signed.weak:
        advice = Flash(
            tone=Tone.REFUSED, message=N_("您的密码按现在的规定太短或太容易猜到；请在“我的账号与代理”里更换")
        )
        desk_sessions.keep_flash(services, signed.token, advice.packed())
    return with_session(request, RedirectResponse(own_path(next), status_code=303), signed)


@router.get("/welcome/{token}")
def welcome(request: Request, token: str) -> Response:
    """What the link is for; looking at it does not use it up, for mail programs look at links by themselves."""
    link = sign_in_links.look_at_link(request.app.state.services, token)
    return plain_page(request, "welcome.html", status=200 if link else 410, token=token, link=link, refusal=None)


@router.post("/welcome/{token}", **SIGN_IN)
def use_link(
    request: Request,
    token: str,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """Set the first password, or sign in at once, as the link allows."""
    _from_here(request)
    services: Services = request.app.state.services
    link = sign_in_links.look_at_link(services, token)
    if link is None:
        return plain_page(request, "welcome.html", status=410, token=token, link=None, refusal=None)
    try:
        if link.purpose is LinkPurpose.SIGN_IN:
            signed = sign_in_links.use_sign_in(services, token, address=address_of(request), code=code)
        elif password != again:
            raise Refused("两次输入的密码不同，请重新输入")
        else:
            signed = sign_in_links.use_invite(services, token, password, address=address_of(request), code=code)
    except Refused as refusal:
        return plain_page(request, "welcome.html", status=422, token=token, link=link, refusal=refusal)
    return with_session(request, RedirectResponse("/", status_code=303), signed)


@router.post("/signout", **SIGN_IN)
def sign_out(request: Request, viewer: Annotated[Viewer, Depends(acting())]) -> Response:
    """The session ends here and in the store; that of the company's own stays, and the page says so."""
    issuer = desk_sessions.sign_out(viewer.services, viewer.token)
    response = RedirectResponse("/signin?left=1" if issuer else "/signin", status_code=303)
    hosts = hosts_of(request)
    response.delete_cookie(hosts.cookie(COOKIE), httponly=True, samesite="lax", secure=hosts.secure)
    return response


@router.get("/keys")
def keys(request: Request, viewer: Annotated[Viewer, Depends(reading())]) -> Response:
    """Every key, on one page."""
    return page(request, viewer, "keys.html")


def _from_here(request: Request) -> None:
    """These forms come before a session, and so a CSRF token: the browser's word on their origin guards them."""
    if not own_origin(request):
        raise NotAllowed
