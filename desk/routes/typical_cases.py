"""Typical cases: what earlier cases teach, found again; written up, checked, published by a second person, printed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, reading, typical_for
from desk.files import DOCX, PDF, download
from desk.formed import whole
from desk.forms import FORM, LETTER
from desk.messages import N_
from desk.navigation import Link
from desk.pages import flash, page
from desk.views.typical_cases import TypicalAddress, one_typical, typical_list, with_typed
from domain.staff import CASE_ROLES
from domain.typical import PART, STATE, TypicalState, TypicalText, part_name
from workers.instance.permissions import HEADS, OFFICE
from workers.instance.refusals import Refused
from workers.typical import drafting, handout, publishing
from workers.typical.published import KEEPERS
from workers.typical.remaining import WHY

router = APIRouter()
NAVIGATION = Link(path="/typical-cases", label=N_("案例"), roles=CASE_ROLES, order=49)

Reader = Annotated[Viewer, Depends(reading(*CASE_ROLES))]
Keeper = Annotated[Viewer, Depends(reading(*KEEPERS))]
Writer = Annotated[Viewer, Depends(acting(*KEEPERS))]
Office = Annotated[Viewer, Depends(acting(*OFFICE))]
Head = Annotated[Viewer, Depends(acting(*HEADS))]
Asked = Annotated[TypicalAddress, Depends()]
Text = Annotated[str, Form()]
Chosen = Annotated[list[str] | None, Query()]


@dataclass(frozen=True, kw_only=True)
class TypedTypical:
    """One sending of the form. seen: the version that it was filled in on."""

    seen: int
    text: TypicalText


def typed_typical(
    *,
    seen: Text = "",
    title: Text = "",
    points: Text = "",
    causes: Text = "",
    handling: Text = "",
    worsened: Text = "",
    lesson: Text = "",
    correction: Text = "",
) -> TypedTypical:
    """The form of the page, as a dependency of its route."""
    parts = {
        "points": points,
        "causes": causes,
        "handling": handling,
        "worsened": worsened,
        "lesson": lesson,
        "correction": correction,
    }
    told = {name: words.replace("\r\n", "\n").strip() for name, words in parts.items()}
    return TypedTypical(seen=whole(seen) or 0, text=TypicalText(title=" ".join(title.split()), **told))


Typed = Annotated[TypedTypical, Depends(typed_typical)]


@router.get("/typical-cases")
def listed(request: Request, viewer: Reader, asked: Asked) -> Response:
    """Those that are published, the last first; and what waits to be."""
    with viewer.services.database.reading() as session:
        view = typical_list(viewer, session, asked)
    return page(request, viewer, "typical_cases.html", view=view, asked=asked, states=STATE)


@router.get("/typical-cases/docx")
def as_word(viewer: Reader, chosen: Chosen = None) -> Response:
    """The chosen ones as one Word document."""
    return download(handout.as_word(viewer.services, _ids(chosen), actor=viewer.person), f"{handout.NAME}.docx", DOCX)


@router.get("/typical-cases/pdf")
def as_pdf(viewer: Reader, chosen: Chosen = None) -> Response:
    """The same on paper."""
    return download(handout.as_pdf(viewer.services, _ids(chosen), actor=viewer.person), f"{handout.NAME}.pdf", PDF)


@router.post("/cases/{number}/typical", **FORM)
def begin(request: Request, viewer: Office, number: str) -> Response:
    """A draft of what the case's record holds."""
    row = drafting.begin(viewer.services, number, actor=viewer.person)
    if row.state is TypicalState.PUBLISHED:
        return RedirectResponse(f"/typical-cases/{row.id}", status_code=303)
    return flash(request, _to_edit(row.id), N_("已按案件记录起草，姓名、电话、住址等已替换；请改写后送他人发布"))


@router.get("/typical-cases/{typical_id}")
def one(request: Request, viewer: Reader, typical_id: int) -> Response:
    """One."""
    with viewer.services.database.page() as session:
        view = one_typical(viewer, session, typical_for(viewer, session, typical_id))
    return page(request, viewer, "typical_case.html", view=view, parts=PART, states=STATE)


@router.get("/typical-cases/{typical_id}/edit")
def edit_page(request: Request, viewer: Keeper, typical_id: int) -> Response:
    """The form, and what hinders the publishing; a published one is shown as it is."""
    with viewer.services.database.page() as session:
        row = typical_for(viewer, session, typical_id)
    if row.state is TypicalState.PUBLISHED or not publishing.may_write(viewer.person, row):
        return _to(typical_id)
    return _edit(request, viewer, typical_id)


@router.post("/typical-cases/{typical_id}/edit", **LETTER)
def edit(request: Request, viewer: Writer, typical_id: int, typed: Typed) -> Response:
    """Keep what was typed; the form again where it cannot be."""
    try:
        publishing.save(viewer.services, typical_id, typed.text, actor=viewer.person, seen=typed.seen)
    except Refused as refusal:
        return _edit(request, viewer, typical_id, typed=typed.text, refusal=refusal)
    return flash(request, _to_edit(typical_id), N_("已保存"))


@router.post("/typical-cases/{typical_id}/confirm", **FORM)
def confirm(request: Request, viewer: Writer, typical_id: int, words: Text = "", seen: Text = "") -> Response:
    """These words are no one's."""
    publishing.let_stand(viewer.services, typical_id, words, actor=viewer.person, seen=whole(seen) or 0)
    return flash(request, _to_edit(typical_id), N_("已确认“{words}”不涉及个人信息"), {"words": words})


@router.post("/typical-cases/{typical_id}/publish", **FORM)
def publish(request: Request, viewer: Head, typical_id: int, seen: Text = "") -> Response:
    """For everybody who handles cases to read."""
    publishing.publish(viewer.services, typical_id, actor=viewer.person, seen=whole(seen) or 0)
    return flash(request, _to(typical_id), N_("已发布"))


@router.post("/typical-cases/{typical_id}/withdraw", **FORM)
def withdraw(request: Request, viewer: Head, typical_id: int, reason: Text = "") -> Response:
    """Not to be read any more."""
    publishing.withdraw(viewer.services, typical_id, actor=viewer.person, reason=reason)
    return flash(request, _to(typical_id), N_("已撤回；修改后可以再次发布"))


def _edit(
    request: Request,
    viewer: Viewer,
    typical_id: int,
    *,
    typed: TypicalText | None = None,
    refusal: Refused | None = None,
) -> Response:
    with viewer.services.database.page() as session:
        view = one_typical(viewer, session, typical_for(viewer, session, typical_id), checked=True)
    if view.stands is None:
        raise NotThere
    return page(
        request,
        viewer,
        "typical_edit.html",
        status=422 if refusal else 200,
        view=with_typed(view, typed) if typed else view,
        parts=PART,
        states=STATE,
        part_name=part_name,
        why=WHY,
        refusal=refusal,
        unsaved=typed is not None,
    )


def _ids(chosen: list[str] | None) -> list[int]:
    return [id_ for text in chosen or () if (id_ := whole(text)) is not None]


def _to(typical_id: int) -> RedirectResponse:
    return RedirectResponse(f"/typical-cases/{typical_id}", status_code=303)


def _to_edit(typical_id: int) -> RedirectResponse:
    return RedirectResponse(f"/typical-cases/{typical_id}/edit", status_code=303)
