"""The draft tried before it goes live: examples, a pasted letter by both, the last cases decided again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, reading
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.views import rulebook as views
from desk.views import rulebook_trials as trial_views
from domain.codes import Channel, Role
from domain.decision import DecisionInput
from ingest.fields import find_fields
from rules.dated import Moved
from workers.instance.refusals import Refused
from workers.ruledesk import moving, trials
from workers.ruledesk.drafts import READERS

router = APIRouter(prefix="/rulebook")

Reader = Annotated[Viewer, Depends(reading(*READERS))]
Trier = Annotated[Viewer, Depends(acting(*READERS))]
Editor = Annotated[Viewer, Depends(acting(Role.ADMIN))]
Text = Annotated[str, Form()]
Seen = Annotated[int, Form(ge=0, le=2**31)]
Last = Annotated[int, Form(ge=1, le=trials.MOST_REPLAYED)]
_LONGEST = 20_000


@router.get("/try")
def choose(request: Request, viewer: Reader) -> Response:
    """What can be tried."""
    return _page(request, viewer)


@router.post("/try/examples", **FORM)
def examples(request: Request, viewer: Trier) -> Response:
    """Every example decided by the draft."""
    standing = _standing(viewer)
    tried = trials.try_examples(viewer.services, standing.draft.texts)
    language = viewer.person.language
    return _page(
        request,
        viewer,
        tried=tried,
        found=views.said(tried.findings, standing.draft.texts, language),
    )


@router.post("/try/letter", **FORM)
def letter(
    request: Request, viewer: Trier, subject: Text = "", text: Text = "", channel: Text = Channel.EMAIL
) -> Response:
    """A pasted letter decided by both."""
    services = viewer.services
    given = DecisionInput(
        subject=subject[:500],
        text=text.replace("\r\n", "\n")[:_LONGEST],
        channel=Channel(channel) if channel in set(Channel) else Channel.EMAIL,
        received=services.now().astimezone(services.zone),
        fields=find_fields(subject[:500], text[:_LONGEST], reference=services.now()),
    )
    both = trials.try_letter(services, _standing(viewer).draft.texts, given)
    names = trial_views.topic_names(_standing(viewer).draft.texts)
    typed = {"subject": subject, "text": text, "channel": channel}
    return _page(request, viewer, both=trial_views.beside(both, names), typed=typed)


@router.post("/try/replay", **FORM)
def replay(
    request: Request, viewer: Trier, last: Annotated[int, Form(ge=1, le=trials.MOST_REPLAYED)] = 200
) -> Response:
    """The last stored letters decided by the draft, beside what was decided."""
    standing = _standing(viewer)
    done = trials.replay(viewer.services, standing.draft.texts, last)
    with viewer.services.database.reading() as session:
        shown = trial_views.replayed(viewer, session, done, trial_views.topic_names(standing.draft.texts))
    return _page(request, viewer, replayed=shown, last=last)


@router.get("/moved")
def moved(request: Request, viewer: Reader) -> Response:
    """The deadlines written in examples that the draft moves."""
    standing = _standing(viewer)
    found: tuple[Moved, ...] = ()
    refusal: Refused | None = None
    if standing.draft.changed:
        try:
            found = trials.moved(viewer.services, standing.draft.texts)
        except Refused as error:
            refusal = error
    return page(
        request,
        viewer,
        "rulebook_moved.html",
        standing=standing,
        moved=found,
        refusal=refusal,
        changes=views.changes_of(standing.draft),
    )


@router.post("/moved", **FORM)
def move(request: Request, viewer: Editor, seen: Seen) -> Response:
    """Write them as the draft has them."""
    count = moving.move_examples(viewer.services, actor=viewer.person, seen=seen)
    answer = RedirectResponse("/rulebook", status_code=303)
    return flash(request, answer, N_("已把 {count} 处例信的期限改过去"), {"count": count})


def _standing(viewer: Viewer) -> views.Standing:
    with viewer.services.database.reading() as session:
        return views.standing(viewer, session)


def _page(request: Request, viewer: Viewer, **shown: object) -> Response:
    typed = {"subject": "", "text": "", "channel": Channel.EMAIL.value}
    empty = {"tried": None, "found": (), "both": None, "typed": typed, "replayed": None, "last": 200}
    return page(request, viewer, "rulebook_try.html", standing=_standing(viewer), **{**empty, **shown})  # type: ignore[arg-type]  # what fills the template
