"""Signing in by the company's identity provider: there, back, and out again."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.hosts import hosts_of, own_path
from desk.sign_in_form import address_of, sign_in_form, with_session
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.staff import company_sign_in
from workers.staff.company_sign_in import CALLBACK, LASTS, Arrival

router = APIRouter()
BROWSER = "huihan_company"
"""The cookie of a browser on its way, as `Hosts.cookie` names it."""
Text = Annotated[str, Query(max_length=4000)]


@router.get("/signin/company")
def leave(request: Request, next: Text = "/") -> Response:  # noqa: A002 - the parameter of the address
    """To the provider. A link and no form: what a form leads to must be ours (CSP, form-action)."""
    services: Services = request.app.state.services
    try:
        departure = company_sign_in.begin(services, target=own_path(next), address=address_of(request))
    except Refused as refusal:
        return sign_in_form(request, target=next, refusal=refusal)
    response, hosts = RedirectResponse(departure.url, status_code=303), hosts_of(request)
    response.set_cookie(
        hosts.cookie(BROWSER),
        departure.browser,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=hosts.secure,
        path="/",
    )
    return response


@router.get(CALLBACK)
def arrive(request: Request, state: Text = "", code: Text = "", iss: Text = "", error: Text = "") -> Response:
    """Back from it: a session, or the form with one sentence."""
    services: Services = request.app.state.services
    hosts = hosts_of(request)
    name = hosts.cookie(BROWSER)
    arrival = Arrival(state=state, code=code, issuer=iss, error=error, browser=request.cookies.get(name, ""))
    try:
        entered = company_sign_in.finish(services, arrival, address=address_of(request))
    except Refused as refusal:
        response: Response = sign_in_form(request, target="/", refusal=refusal)
    else:
        to = RedirectResponse(own_path(entered.target), status_code=303)
        response = with_session(request, to, entered.signed)
    response.delete_cookie(name, httponly=True, samesite="lax", secure=hosts.secure)
    return response


@router.get("/signin/company/out")
def sign_out_there(request: Request) -> Response:
    """To the page of the provider on which one signs out there; ours if it has none."""
    return RedirectResponse(company_sign_in.way_out(request.app.state.services) or "/signin", status_code=303)
