"""The page on which people sign in, by whichever way, and the cookie that it ends in."""

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.access import COOKIE
from desk.hosts import hosts_of, own_path
from desk.pages import plain_page
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff.desk_sessions import SignedIn


def sign_in_form(
    request: Request,
    *,
    target: str,
    login: str = "",
    refusal: Refused | None = None,
    step: str | None = None,
    typing: bool = False,
    left: bool = False,
) -> HTMLResponse:
    """The form, with one sentence where something was refused.

    target: where to go then. step: of a second one. typing: whether a password is asked even where only the emergency
    account has one. left: whether somebody has signed out here, and not at the company's.
    """
    services: Services = request.app.state.services
    company = services.settings.oidc
    return plain_page(
        request,
        "signin.html",
        status=422 if refusal else 200,
        next=own_path(target),
        login=login,
        refusal=refusal,
        step=step,
        company=company,
        by_password=company is None or company.password or typing,
        left=left and company is not None,
    )


def with_session(request: Request, response: RedirectResponse, signed: SignedIn) -> RedirectResponse:
    """The answer with the session's cookie."""
    hosts = hosts_of(request)
    name = hosts.cookie(COOKIE)
    response.set_cookie(name, signed.token, httponly=True, samesite="lax", secure=hosts.secure, path="/")
    return response


def address_of(request: Request) -> str:
    """The address that asks."""
    return request.client.host if request.client else ""
