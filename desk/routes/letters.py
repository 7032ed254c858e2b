"""The page of a letter: its text written block by block beside its true pages, and sent to be approved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, letter_for, reading
from desk.choosing_address import choose_address
from desk.formed import AGAIN
from desk.forms import FORM, LETTER
from desk.looks import note
from desk.messages import N_
from desk.pages import flash, page
from desk.views.changes import Change, changes
from desk.views.editor import Row, acted, block_texts, rebased, rows_of, typed_rows
from desk.views.letter import letter_blocks
from desk.views.letter_page import letter_view, with_typed
from desk.views.typed import Typed, typed_of
from domain.codes import Department, LetterKind, Way
from domain.said import Sentence
from domain.staff import CASE_ROLES
from letters.word.blocks import Block
from store import edits
from store.letters import LetterRow
from workers.correspondence import editing, letter_checks, submitting
from workers.correspondence.composition import COMPOSED
from workers.correspondence.letter_rows import WRITTEN
from workers.instance.permissions import OFFICE
from workers.instance.refusals import Refused

router = APIRouter()

Reader = Annotated[Viewer, Depends(reading(*CASE_ROLES))]
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
_MOVES = ("add", "remove", "up", "down", "choose", "strike", AGAIN)

_MEANWHILE = N_("这封信刚被他人改过；下面仍是您填写的内容，请先核对")


@router.post("/cases/{number}/letters", **FORM)
def draft(
    request: Request,
    viewer: Writer,
    number: str,
    kind: Annotated[LetterKind, Form()],
    department: Annotated[Department | None, Form()] = None,
) -> Response:
    """Open the letter of that kind, drafted if there is none yet."""
    letter = editing.draft(viewer.services, number, kind, actor=viewer.person, department=department)
    composed = letter.kind in COMPOSED and letter.state in WRITTEN
    return _to(letter.id, "/compose" if composed else "")


@router.get("/letters/{letter_id}")
def show(
    request: Request, viewer: Reader, letter_id: int, way: Way | None = None, promised: date | None = None
) -> Response:
    """The letter; a form for the person who may write at it. way, promised: as just chosen, until it is submitted."""
    with viewer.services.database.page() as session:
        letter, case = letter_for(viewer, session, letter_id)
        view = letter_view(viewer.services, session, viewer.person, letter, case, promised=promised)
    note(viewer, case, "letter")
    if view.editable and way is not None:
        view = replace(view, way=way)
    return page(request, viewer, "letter.html", view=view, notice=None, theirs=(), lost=(), unsaved=False)


@router.post("/letters/{letter_id}", **LETTER)
def write(request: Request, viewer: Writer, letter_id: int, typed: Annotated[Typed, Depends(typed_of)]) -> Response:
    """Save what was typed, and then do what the button says; what cannot be is said above what was typed."""
    base, rows = _typed(viewer, letter_id, typed)
    if typed.what in _MOVES:
        return _again(request, viewer, letter_id, typed, acted(rows, typed.what, typed.place), base)
    try:
        kept = _saved(viewer, letter_id, typed, base, rows)
    except Refused as refusal:
        return _again(request, viewer, letter_id, typed, rows, base, refusal)
    saved = replace(typed, base=kept.docx_sha or "")
    try:
        said = _act(viewer, kept, saved)
    except Refused as refusal:
        blocks = letter_blocks(viewer.services, kept.docx_sha)
        return _again(request, viewer, letter_id, saved, rows_of(blocks), blocks, refusal)
    return flash(request, _to(letter_id, "" if typed.what == "submit" else typed.chosen), said)


@router.post("/letters/{letter_id}/reopen", **FORM)
def reopen(request: Request, viewer: Writer, letter_id: int) -> Response:
    """Back to be written at; what was approved of it is void."""
    editing.reopen(viewer.services, letter_id, actor=viewer.person)
    return flash(request, _to(letter_id), N_("已收回修改；此前的审批作废"))


@router.post("/letters/{letter_id}/withdraw", **FORM)
def withdraw(request: Request, viewer: Writer, letter_id: int) -> Response:
    """Back from approval, by the person who submitted it."""
    editing.withdraw(viewer.services, letter_id, actor=viewer.person)
    return flash(request, _to(letter_id), N_("已撤回送审"))


@router.post("/letters/{letter_id}/void", **FORM)
def void(request: Request, viewer: Writer, letter_id: int, reason: Annotated[str, Form()] = "") -> Response:
    """It will not be sent."""
    editing.void(viewer.services, letter_id, reason, actor=viewer.person)
    return flash(request, _to(letter_id), N_("已作废；文号不再使用"))


def _to(letter_id: int, further: str = "") -> RedirectResponse:
    return RedirectResponse(f"/letters/{letter_id}{further}", status_code=303)


def _typed(viewer: Viewer, letter_id: int, typed: Typed) -> tuple[tuple[Block, ...], tuple[Row, ...]]:
    """The blocks that the form was filled in on, and its rows. Refused for a form that is none of this letter."""
    with viewer.services.database.page() as session:
        letter, _ = letter_for(viewer, session, letter_id)
        known = {letter.docx_sha} | {edit.docx_sha for edit in edits.of_letter(session, letter_id)}
    if typed.base not in known:
        raise NotThere
    base = letter_blocks(viewer.services, typed.base)
    try:
        return base, typed_rows(base, typed.keys, typed.texts)
    except ValueError as error:
        raise Refused(N_("提交的内容不完整；请重新打开这封信再修改")) from error


def _saved(viewer: Viewer, letter_id: int, typed: Typed, base: tuple[Block, ...], rows: tuple[Row, ...]) -> LetterRow:
    """The letter with these rows; as it stands if nothing was typed."""
    with viewer.services.database.page() as session:
        letter, _ = letter_for(viewer, session, letter_id)
    if rows == rows_of(base) and letter.docx_sha == typed.base:
        return letter
    return editing.edit_blocks(viewer.services, letter_id, block_texts(rows), actor=viewer.person, seen=typed.base)


def _act(viewer: Viewer, letter: LetterRow, typed: Typed) -> str:
    """What the button wants of the letter as it is now saved; the sentence that says so."""
    services, person = viewer.services, viewer.person
    if typed.what == "accept":
        reason = typed.reasons.get(typed.about, "")
        letter_checks.accept_finding(services, letter.id, typed.about, reason, actor=person)
        return N_("已保留，理由已记下")
    choose_address(viewer, letter, way=typed.way, address=typed.to_address, confirmed=typed.confirmed)
    if typed.what != "submit":
        return N_("已保存")
    submitting.submit(services, letter.id, actor=person, way=typed.way, promised=typed.promised, seen=typed.base)
    return N_("已送审")


def _again(
    request: Request,
    viewer: Viewer,
    letter_id: int,
    typed: Typed,
    rows: Sequence[Row],
    base: Sequence[Block],
    refusal: Refused | None = None,
) -> Response:
    """The page with what was typed. Where somebody else has saved meanwhile, it says what they changed."""
    with viewer.services.database.page() as session:
        letter, case = letter_for(viewer, session, letter_id)
        view = letter_view(viewer.services, session, viewer.person, letter, case, promised=typed.promised)
    theirs: tuple[Change, ...] = ()
    current = letter_blocks(viewer.services, letter.docx_sha)
    if typed.base != letter.docx_sha:
        theirs = changes([block.text for block in base], [block.text for block in current])
        rows = rebased(rows, base, current)
    view = with_typed(view, tuple(rows), typed)
    lost = () if view.editable else [row.text for row in rows if not row.locked]
    return page(
        request,
        viewer,
        "letter.html",
        status=422 if refusal else 200,
        view=view,
        notice=refusal or (Sentence(_MEANWHILE) if theirs else None),
        theirs=theirs,
        lost=lost,
        unsaved=tuple(rows) != rows_of(current),
    )
