"""The rulebook as forms: clocks, topics with words and weights, departments, rules, calendar, phrases."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.views import rulebook as views
from desk.views import rulebook_forms as form_views
from domain.codes import Role
from workers.ruledesk import forms
from workers.ruledesk.drafts import READERS
from workers.ruledesk.forms import CalendarForm, PhraseForm, TopicForm

router = APIRouter(prefix="/rulebook")

Reader = Annotated[Viewer, Depends(reading(*READERS))]
Editor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
Number = Annotated[int, Form(ge=0, le=2**31)]
_PAGE = 60
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


@router.get("/rules")
def rules(request: Request, viewer: Reader) -> Response:
    """Every rule as a sentence."""
    standing = _standing(viewer)
    files = [name for name in standing.draft.texts if name.startswith("rules/")]
    return page(
        request,
        viewer,
        "rulebook_rules.html",
        standing=standing,
        rules=form_views.rules(standing.draft.texts),
        changes=views.file_changes(standing.draft, *files),
    )


@router.post("/rules", **FORM)
def set_rule(
    request: Request, viewer: Editor, seen: Number, at: Number, file: Text = "", because: Text = "", priority: Text = ""
) -> Response:
    """Reason and priority of a rule."""
    if not file.startswith("rules/"):
        raise NotThere
    forms.set_rule(viewer.services, file, at, because, priority, actor=viewer.person, seen=seen)
    return _saved(request, "/rulebook/rules")


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


@router.get("/topics")
def topics(request: Request, viewer: Reader, after: Annotated[int, Query(ge=0, le=10_000)] = 0) -> Response:
    """Every topic with its class in every scheme, by which they are chosen."""
    standing = _standing(viewer)
    found = form_views.topics(standing.draft.texts)
    schemes = form_views.schemes(standing.draft.texts)
    asked = {name: request.query_params.get(name, "")[:60] for name in ("category", *schemes)}
    for scheme, name in asked.items():
        found = form_views.of_class(found, scheme, name)
    return page(
        request,
        viewer,
        "rulebook_topics.html",
        standing=standing,
        topics=found[after : after + _PAGE],
        count=len(found),
        schemes=schemes,
        asked=asked,
        following=after + _PAGE if after + _PAGE < len(found) else None,
    )


@router.get("/topics/{topic}")
def topic(request: Request, viewer: Reader, topic: str) -> Response:
    """One topic with its words."""
    standing = _standing(viewer)
    found = next((one for one in form_views.topics(standing.draft.texts) if one.id == topic), None)
    if found is None:
        raise NotThere
    return page(
        request,
        viewer,
        "rulebook_topic.html",
        standing=standing,
        topic=found,
        schemes=form_views.schemes(standing.draft.texts),
        blank=range(form_views.BLANK),
        changes=views.file_changes(standing.draft, "topics.yaml"),
    )


@router.post("/topics/{topic}", **FORM)
def set_topic(request: Request, viewer: Editor, topic: str, seen: Number, at: Number, typed: Typed) -> Response:
    """One topic."""
    words = [str(one) for one in typed.getlist("word")]
    weights = [str(one) for one in typed.getlist("weight")]
    form = TopicForm(
        name=text(typed, "name"),
        category=text(typed, "category"),
        departments=[str(one) for one in typed.getlist("departments")],
        schemes={name: text(typed, f"scheme-{name}") for name in form_views.schemes(_standing(viewer).draft.texts)},
        weights=dict(zip(words, weights, strict=False)),
    )
    forms.set_topic(viewer.services, at, form, actor=viewer.person, seen=seen)
    return _saved(request, f"/rulebook/topics/{topic}")


def _standing(viewer: Viewer) -> views.Standing:
    with viewer.services.database.reading() as session:
        return views.standing(viewer, session)


def _saved(request: Request, path: str) -> Response:
    return flash(request, RedirectResponse(path, status_code=303), _SAVED)
