"""The composer: what is known and what only a person knows become a letter, whose true page stands beside them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, letter_for, reading
from desk.choosing_address import choose_address
from desk.formed import AGAIN, whole
from desk.forms import LETTER
from desk.looks import note
from desk.messages import N_
from desk.pages import flash, page
from desk.views.composed import Composed, ComposerForm
from desk.views.composer import composer_view, look
from domain.composition import Composition
from domain.said import Sentence
from store.letters import LetterRow
from workers.casework import composing
from workers.correspondence import submitting
from workers.correspondence.composition import COMPOSED
from workers.correspondence.letter_rows import WRITTEN
from workers.deciding.recorded import recorded
from workers.instance.permissions import OFFICE
from workers.instance.refusals import Refused

router = APIRouter()

Reader = Annotated[Viewer, Depends(reading(*OFFICE))]
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]


@router.get("/letters/{letter_id}/compose")
def show(request: Request, viewer: Reader, letter_id: int) -> Response:
    """The composer of a letter that may still be written at; else the letter."""
    with viewer.services.database.page() as session:
        letter, case = letter_for(viewer, session, letter_id)
        if letter.kind not in COMPOSED:
            raise NotThere
        if letter.state not in WRITTEN or letter.docx_sha is None:
            return _to(letter_id)
        view = composer_view(viewer.services, session, viewer.person, letter, case)
    note(viewer, case, "letter")
    return page(request, viewer, "compose.html", view=view, notice=None)


@router.post("/letters/{letter_id}/compose", **LETTER)
def compose(request: Request, viewer: Writer, letter_id: int, form: Composed) -> Response:
    """Make the letter of what was put together, and then what the button says."""
    with viewer.services.database.reading() as session:
        letter_for(viewer, session, letter_id)
    said = _put_together(form)
    if form.do == "look":
        docx = composing.as_composed(viewer.services, letter_id, said, actor=viewer.person)
        seen = look(viewer.services, letter_id, docx, promised=said.next_answer)
        return page(request, viewer, "compose_look.html", look=seen)
    if form.do == AGAIN:
        return _again(request, viewer, letter_id, said, _of_draft(viewer, letter_id, form))
    try:
        kept = composing.compose(
            viewer.services, letter_id, said, actor=viewer.person, seen=form.base, seen_record=whole(form.record)
        )
        return _next(request, viewer, kept, form, said)
    except Refused as refusal:
        return _again(request, viewer, letter_id, said, refusal)


def _next(request: Request, viewer: Viewer, letter: LetterRow, form: ComposerForm, said: Composition) -> Response:
    choose_address(viewer, letter, way=form.way, address=form.to_address.strip(), confirmed=form.confirmed)
    if form.do == "submit":
        promised = said.next_answer
        submitting.submit(
            viewer.services, letter.id, actor=viewer.person, way=form.way, promised=promised, seen=letter.docx_sha
        )
        return flash(request, _to(letter.id), N_("已送审"))
    return flash(request, _to(letter.id, "" if form.do == "free" else "/compose"), N_("已保存"))


def _put_together(form: ComposerForm) -> Composition:
    try:
        return form.composition
    except ValueError as error:
        raise Refused(N_("提交的内容不完整；请重新打开这封信再修改")) from error


def _of_draft(viewer: Viewer, letter_id: int, form: ComposerForm) -> Sentence:
    """What is said above a draft that is taken up again."""
    with viewer.services.database.reading() as session:
        letter, case = letter_for(viewer, session, letter_id)
        version = recorded(viewer.services, session, case).version
    if (form.base, whole(form.record)) == (letter.docx_sha, version):
        return Sentence(N_("以下是您未保存的草稿"))
    return Sentence(N_("以下是您未保存的草稿；这封信或案件记录此后被改过，保存将以下面的内容为准，请先核对"))


def _again(request: Request, viewer: Viewer, letter_id: int, said: Composition, notice: Refused | Sentence) -> Response:
    """The composer with what was typed, and what is to be said of it."""
    with viewer.services.database.reading() as session:
        letter, case = letter_for(viewer, session, letter_id)
        view = composer_view(viewer.services, session, viewer.person, letter, case, typed=said)
    status = 422 if isinstance(notice, Refused) else 200
    return page(request, viewer, "compose.html", status=status, view=view, notice=notice)


def _to(letter_id: int, further: str = "") -> RedirectResponse:
    return RedirectResponse(f"/letters/{letter_id}{further}", status_code=303)
