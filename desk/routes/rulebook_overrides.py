"""Staff overrides beside the rules and topics that they contradict, and proposed words, accepted or declined."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.views import rulebook as views
from desk.views import rulebook_trials as trial_views
from domain.codes import Role
from workers.ruledesk import overridden
from workers.ruledesk.drafts import READERS

router = APIRouter(prefix="/rulebook/overrides")

Reader = Annotated[Viewer, Depends(reading(*READERS))]
Asker = Annotated[Viewer, Depends(acting(*READERS))]
Editor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
_HERE = "/rulebook/overrides"


@router.get("")
def listed(request: Request, viewer: Reader) -> Response:
    """The last overrides."""
    return _page(request, viewer, proposes=False)


@router.post("", **FORM)
def propose(request: Request, viewer: Asker) -> Response:
    """The same, with words that confirmed cases speak for."""
    return _page(request, viewer, proposes=True)


@router.post("/accept", **FORM)
def accept(
    request: Request,
    viewer: Editor,
    seen: Annotated[int, Form(ge=0, le=2**31)],
    topic: Text,
    word: Text,
    weight: Annotated[float, Form(ge=-100, le=100)],
) -> Response:
    """One word into the draft."""
    overridden.accept(viewer.services, topic, word, weight, actor=viewer.person, seen=seen)
    said = {"word": word, "topic": topic}
    return flash(request, RedirectResponse(_HERE, status_code=303), N_("已把“{word}”加进草稿的主题 {topic}"), said)


@router.post("/decline", **FORM)
def decline(request: Request, viewer: Editor, topic: Text, word: Text) -> Response:
    """Never again."""
    overridden.decline(viewer.services, topic, word, actor=viewer.person)
    return flash(request, RedirectResponse(_HERE, status_code=303), N_("不再建议“{word}”"), {"word": word})


def _page(request: Request, viewer: Viewer, *, proposes: bool) -> Response:
    services = viewer.services
    with services.database.reading() as session:
        standing = views.standing(viewer, session)
        found = overridden.contradicted(session, viewer.person)
        proposed = overridden.suggestions(services, session) if proposes else None
    names = trial_views.topic_names(standing.draft.texts)
    return page(
        request,
        viewer,
        "rulebook_overrides.html",
        standing=standing,
        found=found,
        proposed=proposed,
        words=lambda slot, value: trial_views.words_of(slot, value, names),
        names=names,
    )
