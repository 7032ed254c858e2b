"""Topics as forms: with their words and weights, one more, one less."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from desk.access import NotThere, Viewer, acting, reading
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.views import rulebook as views
from desk.views import rulebook_forms as form_views
from desk.views.rulebook_forms import TopicView
from domain.codes import Role
from workers.instance.refusals import Refused
from workers.ruledesk import topic_forms
from workers.ruledesk.drafts import READERS
from workers.ruledesk.examples import example_of
from workers.ruledesk.topic_forms import TopicForm

router = APIRouter(prefix="/rulebook")

Reader = Annotated[Viewer, Depends(reading(*READERS))]
Admin = Annotated[Viewer, Depends(reading(Role.ADMIN))]
Editor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Number = Annotated[int, Form(ge=0, le=2**31)]
_PAGE = 60


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
    return _page(request, viewer, standing, found, example=example_of(standing.draft.texts, topic))


@router.post("/topics/{topic}", **FORM)
def set_topic(request: Request, viewer: Editor, topic: str, seen: Number, typed: Typed) -> Response:
    """One topic as it is to be, or gone."""
    if text(typed, "do") == "remove":
        topic_forms.remove_topic(viewer.services, topic, actor=viewer.person, seen=seen)
        said = N_("主题已从草稿中删去；启用之前不影响任何判定")
        return flash(request, RedirectResponse("/rulebook/topics", status_code=303), said)
    return _set(request, viewer, topic, seen, typed)


@router.get("/topics-new")
def new(request: Request, viewer: Admin) -> Response:
    """A form for one more."""
    return _page(request, viewer, _standing(viewer), _nothing())


@router.post("/topics-new", **FORM)
def add(request: Request, viewer: Editor, seen: Number, typed: Typed) -> Response:
    """One topic more."""
    return _set(request, viewer, "", seen, typed)


def _set(request: Request, viewer: Viewer, topic: str, seen: int, typed: FormData) -> Response:
    """Keep it; where it cannot be kept, the form again as it was typed."""
    standing = _standing(viewer)
    form = _form(typed, standing)
    try:
        name = topic_forms.set_topic(viewer.services, topic, form, actor=viewer.person, seen=seen)
    except Refused as refusal:
        shown = TopicView(
            at=0,
            line=0,
            id=topic,
            name=form.name,
            category=form.category,
            departments=tuple(form.departments),
            schemes=form.schemes,
            weights=tuple(form.weights.items()),
            cause=form.cause,
        )
        return _page(request, viewer, standing, shown, example=form.example, refusal=refusal)
    answer = RedirectResponse(f"/rulebook/topics/{name}", status_code=303)
    return flash(request, answer, N_("已存入草稿；启用之前不影响任何判定"))


def _form(typed: FormData, standing: views.Standing) -> TopicForm:
    words = [str(one) for one in typed.getlist("word")]
    weights = [str(one) for one in typed.getlist("weight")]
    return TopicForm(
        name=text(typed, "name"),
        category=text(typed, "category"),
        departments=[str(one) for one in typed.getlist("departments")],
        schemes={name: text(typed, f"scheme-{name}") for name in form_views.schemes(standing.draft.texts)},
        weights={word: weight for word, weight in zip(words, weights, strict=False) if word.strip()},
        cause=text(typed, "cause"),
        example=text(typed, "example"),
    )


def _page(
    request: Request,
    viewer: Viewer,
    standing: views.Standing,
    shown: TopicView,
    *,
    example: str = "",
    refusal: Refused | None = None,
) -> Response:
    return page(
        request,
        viewer,
        "rulebook_topic.html",
        status=422 if refusal else 200,
        standing=standing,
        topic=shown,
        schemes=form_views.schemes(standing.draft.texts),
        blank=range(form_views.BLANK),
        example=example,
        refusal=refusal,
        changes=views.file_changes(standing.draft, "topics.yaml"),
    )


def _nothing() -> TopicView:
    return TopicView(at=0, line=0, id="", name="", category="", departments=(), schemes={}, weights=())


def _standing(viewer: Viewer) -> views.Standing:
    with viewer.services.database.reading() as session:
        return views.standing(viewer, session)
