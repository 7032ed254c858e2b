"""The web desk as one application: every route of `routes/` behind the gate, and one way to refuse."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp

from desk import routes
from desk.access import SETTING_UP, NotAllowed, NotSetUp, NotSignedIn, NotThere, page_before, session_token
from desk.api.app import PATH as API
from desk.api.app import create_api
from desk.formed import words_only
from desk.forms import NOTHING
from desk.gate import Gate
from desk.hosts import Hosts
from desk.navigation import links_of
from desk.open_form import open_form_of
from desk.pages import Pages, flash, trouble_page
from desk.pulse import Pulse
from desk.rates import Rate
from desk.routes import public_page
from desk.spoken import Tone
from domain.settings import Settings
from workers.instance.refusals import Refused
from workers.instance.services import Services

HERE = Path(__file__).parent
log = structlog.get_logger("huihan.desk")


class DeskApp(FastAPI):
    """FastAPI behind the gate, which sees every answer, those of errors too."""

    def build_middleware_stack(self) -> ASGIApp:
        """The gate in front of everything that FastAPI puts there itself."""
        services: Services = self.state.services
        most = services.settings.limits.message_bytes
        return Gate(super().build_middleware_stack(), self.state.hosts, most, open_form_of(services))


def create_app(services: Services) -> FastAPI:
    """The desk of one opened instance."""
    app = DeskApp(
        title="Huihan",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=NOTHING,
    )
    app.state.services = services
    app.state.hosts = Hosts(desk=services.settings.desk)
    app.state.pulse = Pulse(services.database)
    app.state.calendar_rate = Rate(most=services.settings.limits.calendar_per_hour, span=timedelta(hours=1))
    app.state.pages = Pages.shown_in(services.zone)
    groups = [group for group in page_groups() if is_offered(group, services.settings)]
    app.state.links = links_of(groups)
    app.router.routes.extend(_routes_of(tuple(groups)))
    app.state.api = create_api(services, app.state.hosts)
    app.mount(API, app.state.api)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_exception_handler(NotSignedIn, _to_sign_in)
    app.add_exception_handler(NotSetUp, _to_set_up)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(NotThere, _not_there)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Refused, _not_possible)
    # A number no row can have, or text no database takes: there is nothing under it.
    app.add_exception_handler(OverflowError, _not_there)
    app.add_exception_handler(DataError, _not_there)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _failed)
    return app


@cache
def _routes_of(groups: tuple[ModuleType, ...]) -> tuple[BaseRoute, ...]:
    """Their routes, which hold nothing of an instance: FastAPI takes longer to make them than a page to be answered,
    and makes them at the first request."""
    made = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, max_body_size=NOTHING, dependencies=[Depends(words_only)]
    )
    for group in groups:
        made.include_router(group.router)
    return tuple(made.routes)


def is_offered(group: ModuleType, settings: Settings) -> bool:
    """Whether the settings have that page group at all; a group without `offered` is always there."""
    asked: Callable[[Settings], bool] | None = getattr(group, "offered", None)
    return asked is None or asked(settings)


def routers() -> tuple[APIRouter, ...]:
    """The routes of every page group."""
    return tuple(group.router for group in page_groups())


def page_groups() -> tuple[ModuleType, ...]:
    """Each module of `desk/routes` brings its `router`, and its NAVIGATION if a link leads there."""
    names = sorted(found.name for found in iter_modules(routes.__path__))
    return tuple(import_module(f"{routes.__name__}.{name}") for name in names)


def _to_sign_in(request: Request, _: Exception) -> Response:
    """A page asks to sign in and comes back; a form is told, because what was typed would be lost silently."""
    if request.method == "GET":
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/signin?next={quote(target)}", status_code=303)
    return trouble_page(request, "ended.html", status=401)


def _to_set_up(_: Request, __: Exception) -> Response:
    return RedirectResponse(SETTING_UP, status_code=303)


def _not_allowed(request: Request, _: Exception) -> Response:
    return trouble_page(request, "refused.html", status=403)


def _not_there(request: Request, _: Exception) -> Response:
    return trouble_page(request, "missing.html", status=404)


def _of_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return _not_there(request, error)
    if status == 429:
        return public_page.busy(request)
    if status == 405 and request.method == "GET" and (above := _page_above(request)):
        return RedirectResponse(above, status_code=303)
    name = "too_large.html" if status == 413 else "malformed.html" if status < 500 else "failed.html"
    return trouble_page(request, name, status=status)


def _page_above(request: Request) -> str | None:
    """The nearest page above an address that only takes a form: what was said of the form is read there."""
    parts = request.url.path.rstrip("/").split("/")
    for length in range(len(parts) - 1, 1, -1):
        above = "/".join(parts[:length])
        scope = {**request.scope, "path": above, "method": "GET"}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            return above
    return None


def _not_possible(request: Request, error: Exception) -> Response:
    """The sentence, on the page the form was sent from."""
    if not isinstance(error, Refused):
        raise error
    back = page_before(request) if request.method == "POST" and session_token(request) else None
    if back is not None:
        return flash(request, RedirectResponse(back, status_code=303), error.message, error.values, tone=Tone.REFUSED)
    return trouble_page(request, "not_possible.html", status=409, error=error)


def _malformed(request: Request, _: Exception) -> Response:
    return trouble_page(request, "malformed.html", status=422)


def _failed(request: Request, error: Exception) -> Response:
    """Our own fault: in the log with its trace, but not with what was typed; a calm page for the person."""
    log.error("page_failed", path=request.url.path, error=type(error).__name__, exc_info=error)
    return trouble_page(request, "failed.html", status=500)
