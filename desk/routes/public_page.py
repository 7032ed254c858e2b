"""The public page: anybody hands in a complaint, and asks how far it is. It is there only if settings say so."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotAllowed, NotThere, own_origin
from desk.formed import Typed
from desk.forms import SIGN_IN, VISITOR
from desk.open_form import PATH
from desk.pages import asked_language, plain_page
from desk.sign_in_form import address_of
from desk.views.public_form import Token, new_token, token_of, typed_form, without_files
from domain.said import N_, Sentence
from domain.settings import Settings
from store import directory
from workers.instance.company import company_now
from workers.instance.refusals import Refused
from workers.instance.services import Services
from workers.intake import visitor
from workers.intake.visitor_form import VisitorForm, mistakes
from workers.public import visitors
from workers.public.visitors import TooManyLooksError

router = APIRouter(prefix=PATH)
_STALE = N_("这一页打开得太久了，还没有提交成功；请再按一次“提交投诉”")
_ANOTHER = N_("这份表单已登记为 {number}。您改了内容：若是另一件事，请再按一次“提交投诉”，会另给编号")
_ANOTHER_WAITING = N_("这份表单已经收到。您改了内容：若是另一件事，请再按一次“提交投诉”")
_NO_SUCH = N_("没有查到。请核对编号，并用提交时留的电话；仍查不到请打电话询问")
_AN_HOUR = "3600"
"""Seconds after which any limit of a visitor is open again (RFC 9110 10.2.3); the page says when the one met is."""


def offered(settings: Settings) -> bool:
    """Whether this house has the page."""
    return settings.public.enabled


@router.get("")
def show(request: Request) -> Response:
    """An empty form, with a key of its own."""
    token = new_token(_services(request))
    return _form(request, token, VisitorForm(key=token.key))


@router.post("", **VISITOR)
def hand_in(request: Request, typed: Typed, token: Annotated[str, Form()] = "") -> Response:
    """To the number, however often the form is sent; or the form again, as it was typed, with what is wrong with it."""
    _from_here(request)
    services = _services(request)
    form_token = token_of(services, token)
    if form_token is None:
        fresh = new_token(services)
        return _form(request, fresh, typed_form(services, typed, fresh), said=Sentence(_STALE))
    form = typed_form(services, typed, form_token)
    wrong = mistakes(form, services.settings.public)
    if wrong:
        return _form(request, form_token, form, wrong=wrong)
    try:
        made = visitor.hand_in(services, form, address=address_of(request))
    except visitor.TooManyError as refusal:
        return _form(request, form_token, form, said=Sentence(refusal.message, refusal.values), status=429)
    if not made.same:
        said = Sentence(_ANOTHER, {"number": made.number}) if made.number else Sentence(_ANOTHER_WAITING)
        return _form(request, new_token(services, made=form_token.made), form, said=said)
    language = asked_language(request)
    return RedirectResponse(f"{PATH}/received?form={form_token.key}&lang={language}", status_code=303)


@router.get("/received")
def received(request: Request, form: str = "") -> Response:
    """The number, to be written down; its address is known to the browser that sent the form, and good for a day."""
    made = visitor.handed_in(_services(request), form)
    if made is None:
        raise NotThere
    answer = _page(request, "public_received.html", made=made, form=form)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@router.get("/state")
def ask(request: Request) -> Response:
    """The form for number and phone."""
    return _state(request)


@router.post("/state", **SIGN_IN)
def state(request: Request, number: Annotated[str, Form()] = "", phone: Annotated[str, Form()] = "") -> Response:
    """Where the case stands, or the one sentence for every other number and phone."""
    _from_here(request)
    if not _services(request).settings.public.state:
        raise NotThere
    try:
        told = visitors.look(_services(request), number=number, phone=phone, address=address_of(request))
    except TooManyLooksError as refusal:
        return _state(request, number, phone, refusal=refusal, status=429)
    if told is None:
        return _state(request, number, phone, refusal=Refused(_NO_SUCH), status=422)
    return _state(request, number, told=told)


def busy(request: Request) -> Response:
    """For an address that has sent more than is read of it."""
    return _page(request, "public_busy.html", status=429)


def _form(
    request: Request,
    token: Token,
    form: VisitorForm,
    *,
    wrong: Mapping[str, Sentence] | None = None,
    said: Sentence | None = None,
    status: int | None = None,
) -> Response:
    services = _services(request)
    names: list[str] = []
    if services.settings.public.projects:
        with services.database.reading() as session:
            names = [one.name for one in directory.all_projects(session)]
    return _page(
        request,
        "public_form.html",
        status=status or (422 if wrong or said else 200),
        token=token.sealed(services),
        form=without_files(form),
        lost=bool(form.files),
        wrong=wrong or {},
        said=said,
        projects=names,
    )


def _state(
    request: Request,
    number: str = "",
    phone: str = "",
    *,
    told: visitors.Told | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> Response:
    if not _services(request).settings.public.state:
        raise NotThere
    values = {"number": number, "phone": phone, "told": told, "refusal": refusal}
    return _page(request, "public_state.html", status=status, **values)


def _page(request: Request, name: str, *, status: int = 200, **values: object) -> Response:
    """A page of the public's own; no search engine keeps it."""
    services = _services(request)
    house = {
        "company": company_now(services),
        "public": services.settings.public,
        "kept": services.settings.retention.cases,
    }
    answer = plain_page(request, name, status=status, **house, **values)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if status == 429:
        answer.headers["Retry-After"] = _AN_HOUR
    return answer


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def _from_here(request: Request) -> None:
    """Visitors have no session, and so no CSRF token: the browser's word on a form's origin guards it."""
    if not own_origin(request):
        raise NotAllowed
