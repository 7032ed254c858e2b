"""The web desk as one application: every route of `routes/`, one way to refuse, the headers that keep pages safe."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from urllib.parse import quote, urlsplit

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException

from desk import routes
from desk.access import COOKIE, NotAllowed, NotSignedIn, NotThere
from desk.pages import Pages, flash, plain_page
from desk.spoken import Tone
from workers.refused import NotPossible
from workers.services import Services

HERE = Path(__file__).parent
_STRANGERS_BYTES = 1_000_000
"""What somebody may send who is not signed in: a name and a password are less."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    # What a page shows is personal; neither a proxy nor a shared browser keeps it.
    "Cache-Control": "no-store",
}

log = structlog.get_logger("huihan.desk")


def create_app(services: Services) -> FastAPI:
    """The desk of one opened instance."""
    app = FastAPI(title="Huihan", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = services
    app.state.pages = Pages.shown_in(services.zone)
    app.middleware("http")(_with_headers)
    for router in routers():
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_exception_handler(NotSignedIn, _to_sign_in)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(NotThere, _not_there)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(NotPossible, _not_possible)
    # A number no row can have, or text no database takes: there is nothing under it.
    app.add_exception_handler(OverflowError, _not_there)
    app.add_exception_handler(DataError, _not_there)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _failed)
    return app


def routers() -> tuple[APIRouter, ...]:
    """Each module of `desk/routes` brings its `router`: a new page group is a new file."""
    names = sorted(found.name for found in iter_modules(routes.__path__))
    return tuple(import_module(f"{routes.__name__}.{name}").router for name in names)


async def _with_headers(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
    response = _too_large(request) or await proceed(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.url.path.startswith("/static/"):
        # Asked for anew each time, answered by 304: pages of a new version never meet the script of the old one.
        response.headers["Cache-Control"] = "no-cache"
    return response


def _too_large(request: Request) -> Response | None:
    """A form is measured before it is read: a stranger must not fill the disk, nor staff by mistake."""
    if request.method != "POST":
        return None
    length = request.headers.get("content-length", "")
    most = request.app.state.services.settings.limits.message_bytes if COOKIE in request.cookies else _STRANGERS_BYTES
    if length.isdecimal() and int(length) <= most:
        return None
    return plain_page(request, "too_large.html", status=413, megabytes=most // 1_000_000)


def _to_sign_in(request: Request, _: Exception) -> Response:
    """A page asks to sign in and comes back; a form is told, because what was typed would be lost silently."""
    if request.method == "GET":
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/signin?next={quote(target)}", status_code=303)
    return plain_page(request, "ended.html", status=401)


def _not_allowed(request: Request, _: Exception) -> Response:
    return plain_page(request, "refused.html", status=403)


def _not_there(request: Request, _: Exception) -> Response:
    return plain_page(request, "missing.html", status=404)


def _of_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return _not_there(request, error)
    return plain_page(request, "failed.html", status=status)


def _not_possible(request: Request, error: Exception) -> Response:
    """The sentence, on the page the form was sent from."""
    if not isinstance(error, NotPossible):
        raise error
    referer = urlsplit(request.headers.get("referer", ""))
    if request.method == "POST" and COOKIE in request.cookies and referer.netloc == request.headers.get("host"):
        back = referer.path + (f"?{referer.query}" if referer.query else "")
        return flash(request, RedirectResponse(back, status_code=303), error.message, error.values, tone=Tone.REFUSED)
    return plain_page(request, "not_possible.html", status=409, error=error)


def _malformed(request: Request, _: Exception) -> Response:
    return plain_page(request, "malformed.html", status=422)


def _failed(request: Request, error: Exception) -> Response:
    """Our own fault: in the log with its trace, but not with what was typed; a calm page for the person."""
    log.error("page_failed", path=request.url.path, error=type(error).__name__, exc_info=error)
    response = plain_page(request, "failed.html", status=500)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
