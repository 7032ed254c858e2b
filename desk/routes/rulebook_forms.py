"""The rulebook as forms: clocks, departments, calendar, phrases."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, reading
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.views import rulebook as views
from desk.views import rulebook_forms as form_views
from domain.codes import Role
from workers.ruledesk import forms
from workers.ruledesk.drafts import READERS
from workers.ruledesk.forms import CalendarForm, PhraseForm

router = APIRouter(prefix="/rulebook")

Reader = Annotated[Viewer, Depends(reading(*READERS))]
Editor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
Number = Annotated[int, Form(ge=0, le=2**31)]
_SAVED = N_("已存入草稿；启用之前不影响任何判定")


@router.get("/clocks")
def clocks(request: Request, viewer: Reader) -> Response:
    """Every term."""
    standing = _standing(viewer)
    return page(
        request,
        viewer,
        "rulebook_clocks.html",
        standing=standing,
        clocks=form_views.clocks(standing.draft.texts),
        units=form_views.UNITS,
        starts=form_views.STARTS,
        changes=views.file_changes(standing.draft, "clocks.yaml"),
    )


@router.post("/clocks", **FORM)
def set_clock(
    request: Request,
    viewer: Editor,
    seen: Number,
    at: Number,
    amount: Text = "",
    unit: Text = "",
    time: Text = "",
    because: Text = "",
) -> Response:
    """One term; then on to the examples that it moves."""
    term = form_views.term_of(amount, unit, time)
    forms.set_clock(viewer.services, at, term, because, actor=viewer.person, seen=seen)
    return flash(request, RedirectResponse("/rulebook/moved", status_code=303), _SAVED)


@router.get("/departments")
def departments(request: Request, viewer: Reader) -> Response:
    """Names and telephones, as letters have them."""
    standing = _standing(viewer)
    return page(
        request,
        viewer,
        "rulebook_departments.html",
        standing=standing,
        departments=form_views.values(standing.draft.texts, "departments.yaml"),
        changes=views.file_changes(standing.draft, "departments.yaml"),
    )


@router.post("/departments", **FORM)
def set_department(
    request: Request, viewer: Editor, seen: Number, at: Number, name: Text = "", phone: Text = ""
) -> Response:
    """One department."""
    forms.set_department(viewer.services, at, name, phone, actor=viewer.person, seen=seen)
    return _saved(request, "/rulebook/departments")


@router.get("/calendar")
def calendar(request: Request, viewer: Reader) -> Response:
    """Hours and days."""
    standing = _standing(viewer)
    return page(
        request,
        viewer,
        "rulebook_calendar.html",
        standing=standing,
        calendar=form_views.calendar(standing.draft.texts),
        week=forms.WEEK,
        changes=views.file_changes(standing.draft, "calendar.yaml"),
    )


@router.post("/calendar", **FORM)
def set_calendar(request: Request, viewer: Editor, seen: Number, typed: Typed) -> Response:
    """Hours and days."""
    form = CalendarForm(
        opens=text(typed, "opens"),
        closes=text(typed, "closes"),
        days=[str(day) for day in typed.getlist("days")],
        off=text(typed, "off").split(),
        on=text(typed, "on").split(),
    )
    forms.set_calendar(viewer.services, form, actor=viewer.person, seen=seen)
    return flash(request, RedirectResponse("/rulebook/moved", status_code=303), _SAVED)


@router.get("/phrases")
def phrases(request: Request, viewer: Reader) -> Response:
    """Sentences to take into a letter."""
    standing = _standing(viewer)
    texts = standing.draft.texts
    return page(
        request,
        viewer,
        "rulebook_phrases.html",
        standing=standing,
        phrases=form_views.values(texts, "phrases.yaml"),
        topics=form_views.topics(texts),
        changes=views.file_changes(standing.draft, "phrases.yaml"),
    )


@router.post("/phrases", **FORM)
def set_phrase(request: Request, viewer: Editor, seen: Number, typed: Typed) -> Response:
    """One phrase: changed, added or removed."""
    number = text(typed, "at")
    at = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else None
    form = PhraseForm(
        text=text(typed, "text"),
        topics=[str(one) for one in typed.getlist("topics") if one],
        kinds=[str(one) for one in typed.getlist("kinds") if one],
    )
    if text(typed, "do") == "remove" and at is not None:
        forms.remove_phrase(viewer.services, at, actor=viewer.person, seen=seen)
    else:
        forms.set_phrase(viewer.services, at, form, actor=viewer.person, seen=seen)
    return _saved(request, "/rulebook/phrases")


def _standing(viewer: Viewer) -> views.Standing:
    with viewer.services.database.reading() as session:
        return views.standing(viewer, session)


def _saved(request: Request, path: str) -> Response:
    return flash(request, RedirectResponse(path, status_code=303), _SAVED)
