"""Renders pages: Jinja templates in the person's language, with the words and formats that all pages share."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from desk import messages
from desk.access import OFFICE, Viewer, page_before, session_token, viewer_of
from desk.formed import draft_of
from desk.spoken import Flash, Tone, Undo, sayer
from desk.views import second_person, setting_up
from desk.views.findings import in_words
from desk.views.ground_sentences import ground_sentence
from domain import labels
from domain.codes import LetterKind, Role
from domain.visible import visible
from letters.context import Place
from store import notices
from workers.casework import form_drafts
from workers.instance.services import Services
from workers.staff import desk_sessions

AnyResponse = TypeVar("AnyResponse", bound=Response)

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")
OPEN_PAGE = "/public"
"""What is for residents: the way back from it leads not to the door of the staff."""
BRAND = {"zh": labels.LETTER[LetterKind.REPLY], "en": "Huihan"}
"""The program is called after the letter that a letter gets."""
_WEEKDAYS = "一二三四五六日"


Filled = dict[str, Any]  # what fills a template: each value of its own type


@dataclass(frozen=True, kw_only=True)
class Pages:
    """The templates, made once for each language."""

    environments: Mapping[str, Environment]

    @classmethod
    def shown_in(cls, zone: ZoneInfo) -> "Pages":
        """The templates, with times in that zone."""
        return cls(environments={language: _environment(language, zone) for language in LANGUAGES})

    def render(self, name: str, language: str, **values: object) -> str:
        """One template in one language."""
        return self.environments[language if language in LANGUAGES else "zh"].get_template(name).render(**values)


def page(request: Request, viewer: Viewer, name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page for somebody who is signed in, with what was said to them last."""
    pages: Pages = request.app.state.pages
    language = viewer.person.language
    html = pages.render(name, language, **_common(request, viewer), **values)
    return HTMLResponse(html, status_code=status)


def plain_page(request: Request, name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page for anybody: signing in, and what went wrong."""
    pages: Pages = request.app.state.pages
    html = pages.render(name, asked_language(request), **_common(request, None), **values)
    return HTMLResponse(html, status_code=status)


def trouble_page(request: Request, name: str, *, status: int, **values: object) -> HTMLResponse:
    """What went wrong: for somebody who is signed in with the desk around it and in their language.

    What was to be said next waits for the next page. Where even the session cannot be read: as for anybody.
    """
    back = page_before(request) or "/"
    try:
        viewer = viewer_of(request)
        if viewer is not None:
            quiet = replace(viewer, flash=None)
            return page(request, quiet, name, status=status, back=back, **values)
    except SQLAlchemyError:
        pass
    back = OPEN_PAGE if _is_open(request) else "/"
    return plain_page(request, name, status=status, back=back, **values)


def _is_open(request: Request) -> bool:
    """Whether it is a page for residents; where the settings have none, there is nothing special about its address."""
    services: Services = request.app.state.services
    return services.settings.public.enabled and f"{request.url.path}/".startswith(f"{OPEN_PAGE}/")


def asked_language(request: Request) -> str:
    """As the address says (`?lang=`); else Chinese, unless the browser asks for English before any Chinese."""
    named = request.query_params.get("lang")
    if named in LANGUAGES:
        return str(named)
    wanted = [one.partition(";")[0].strip().lower() for one in request.headers.get("accept-language", "").split(",")]
    return next((one[:2] for one in wanted if one[:2] in LANGUAGES), "zh")


def flash(
    request: Request,
    response: AnyResponse,
    message: str,
    values: Mapping[str, object] | None = None,
    *,
    tone: Tone = Tone.DONE,
    undo: Undo | None = None,
) -> AnyResponse:
    """Say one sentence on the next page of this session, with the form that takes the act back where there is one.

    message: the key of its translation.

    It waits in the session's row; without a session it is not said. What is done needs no draft any more.
    """
    key = draft_of(request) if tone is Tone.DONE else ""
    viewer = viewer_of(request) if key else None
    if viewer is not None:
        form_drafts.sent(viewer.services, key, actor=viewer.person)
    token = session_token(request)
    flashed = Flash(tone=tone, message=message, values=values or {}, undo=undo)
    desk_sessions.keep_flash(request.app.state.services, token, flashed.packed())
    return response


def _taken_flash(viewer: Viewer) -> Flash | None:
    """What is to be said on this page, and on no other after it."""
    if viewer.flash is None:
        return None
    desk_sessions.drop_flash(viewer.services, viewer.token, viewer.flash)
    return Flash.unpacked(viewer.flash)


def _common(request: Request, viewer: Viewer | None) -> dict[str, object]:
    person = viewer.person if viewer else None
    return {
        "request": request,
        "viewer": viewer,
        "person": person,
        "csrf": viewer.csrf if viewer else "",
        "flash": _taken_flash(viewer) if viewer else None,
        "in_office": bool(person and person.holds(*OFFICE)),
        "approves": bool(person and person.holds(Role.SUPERVISOR, Role.SERVICE_DEPARTMENT, Role.MANAGER)),
        "is_admin": bool(person and person.holds(Role.ADMIN)),
        "links": [link for link in request.app.state.links if link.is_for(person)] if person else [],
        "changes_wait": _changes_wait(viewer) if viewer else 0,
        "unread": _unread(viewer) if viewer else 0,
        "first_hour": setting_up.bar(viewer, request.url.path) if viewer else None,
        "draft": draft_of(request),
        "path": request.url.path,
    }


def _changes_wait(viewer: Viewer) -> int:
    with viewer.services.database.reading() as session:
        return second_person.count(session, viewer.person)


def _unread(viewer: Viewer) -> int:
    with viewer.services.database.reading() as session:
        return notices.unread(session, viewer.person.id)


def _environment(language: str, zone: ZoneInfo) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    translations = messages.translations(language)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # the extension's
    say = sayer(translations.gettext, messages.known())
    environment.globals.update(language=language, labels=messages.LABELS, say=say)
    environment.filters.update(
        named=lambda name: translations.gettext(str(name)) if name else "",
        ground=lambda because: say((found := ground_sentence(str(because or ""))).message, found.values),
        word=lambda code, table: translations.gettext(messages.LABELS[table].get(str(code), str(code))),
        moment=lambda at: _moment(at, zone, language),
        day=lambda at: _day(at, zone, language),
        short=lambda at: f"{at.astimezone(zone):%m-%d %H:%M}",
        last_day=lambda until: _day(until - timedelta(seconds=1), zone, language),
        place=lambda one: Place(project=one.project, building=one.building, unit=one.unit, room=one.room).text,
        iso=lambda at: at.astimezone(zone).isoformat(timespec="minutes"),
    )
    environment.globals.update(active=_active, brand=BRAND[language], in_words=in_words)
    return environment


def _shown(value: object) -> object:
    """What a page says of a value: a mark that would turn the text around it is written out."""
    if not isinstance(value, str):
        return value
    text = visible(value.replace("\r\n", "\n"))
    return Markup(text) if isinstance(value, Markup) else text  # noqa: S704 - it was one, and no markup is added


@pass_context
def _active(context: Context, path: str) -> str:
    """What marks a link of the navigation as the page one is on."""
    here: str = context["path"]
    return 'aria-current="page"' if here == path or (path != "/" and here.startswith(path)) else ""


def _moment(at: datetime | None, zone: ZoneInfo, language: str) -> str:
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{_day(at, zone, language)} {local:%H:%M}"


def _day(at: datetime | date | None, zone: ZoneInfo, language: str) -> str:
    """2026年11月21日（六） / Sat 21 Nov 2026."""
    if at is None:
        return ""
    local = at.astimezone(zone).date() if isinstance(at, datetime) else at
    if language == "en":
        return f"{local:%a} {local.day} {local:%b %Y}"
    return f"{local.year}年{local.month}月{local.day}日（{_WEEKDAYS[local.weekday()]}）"
