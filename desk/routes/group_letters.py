"""A group's letters: one text, a letter for each household, submitted and approved for all with one look at each."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from desk.access import Viewer, acting, reading
from desk.formed import whole
from desk.forms import LETTER
from desk.looks import note_all
from desk.messages import N_
from desk.pages import flash, page
from desk.views.group_letters import group_letters_view
from domain.composition import ComposedMatter, Composition
from domain.staff import Person
from domain.work_codes import Met
from letters.text.wording import one_line
from workers.casework.groups import notice, serial, texts
from workers.casework.groups.serial import Outcome
from workers.instance.permissions import HEADS, OFFICE
from workers.instance.refusals import Refused
from workers.instance.services import Services

router = APIRouter()
Reader = Annotated[Viewer, Depends(reading(*OFFICE, *HEADS))]
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
Approver = Annotated[Viewer, Depends(acting(*HEADS))]


class TextForm(BaseModel):
    """The common text as typed. base: the version that it was filled in on, 0 for none. do: `save`, `write`, `post`."""

    base: int = 0
    do: str = "save"
    name: str = ""
    demand: str = ""
    findings: str = ""
    measure: list[str] = []
    result: str = ""
    met: str = ""
    why: str = ""
    following: str = ""
    notice: str = ""

    @property
    def composition(self) -> Composition:
        """What every household is told."""
        common = ComposedMatter(
            name=one_line(self.name),
            demand=one_line(self.demand),
            findings=one_line(self.findings),
            measures=tuple(self.measure),
            result=one_line(self.result),
            met=Met(self.met) if self.met in list(Met) else None,
            why=one_line(self.why),
        )
        return Composition(matters=(common,), following=one_line(self.following))


@router.get("/groups/{group}/letters")
def show(request: Request, viewer: Reader, group: str) -> Response:
    """The text, every addressee and their letters."""
    return _shown(request, viewer, group)


@router.post("/groups/{group}/letters", **LETTER)
def write(request: Request, viewer: Writer, group: str, form: Annotated[TextForm, Form()]) -> Response:
    """Keep the text, and put it into every household's letter or the notice if the button says so."""
    said, services, person = form.composition, viewer.services, viewer.person
    try:
        texts.write(services, group, said, notice=form.notice, actor=person, seen=form.base or None)
        if form.do == "post":
            letter = notice.draft_notice(services, group, actor=person)
            return RedirectResponse(f"/letters/{letter.id}", status_code=303)
        outcomes = serial.write_all(services, group, actor=person) if form.do == "write" else ()
    except Refused as refusal:
        return _shown(request, viewer, group, refusal=refusal, typed=(said, form.notice))
    if form.do != "write":
        return flash(request, _to(group), N_("已保存"))
    return _told(request, viewer, group, outcomes, N_("已写入 {count} 户的函件"))


@router.post("/groups/{group}/letters/submit", **LETTER)
def submit(request: Request, viewer: Writer, group: str) -> Response:
    """Submit every letter that nothing is to be mended in."""
    return _done(request, viewer, group, serial.submit_all, N_("已送审 {count} 封"))


@router.post("/groups/{group}/letters/approve", **LETTER)
def approve(
    request: Request,
    viewer: Approver,
    group: str,
    shown: Annotated[list[str] | None, Form()] = None,
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Take the next step of every letter that the page showed, once the person says that they have seen them."""
    if seen != "yes":
        raise Refused(N_("请先逐户看过名单和函件，再勾选“已看过”"))
    pages: dict[int, tuple[str, str]] = {}
    for one in shown or ():
        id_, _, rest = one.partition(":")
        pdf_sha, _, going = rest.partition(":")
        letter_id = whole(id_)
        if letter_id is not None:
            pages[letter_id] = (pdf_sha, going)

    def act(services: Services, number: str, *, actor: Person) -> tuple[Outcome, ...]:
        return serial.approve_all(services, number, pages, actor=actor)

    return _done(request, viewer, group, act, N_("已批准 {count} 封"))


def _done(
    request: Request,
    viewer: Viewer,
    group: str,
    act: Callable[..., tuple[Outcome, ...]],
    message: str,
) -> Response:
    return _told(request, viewer, group, act(viewer.services, group, actor=viewer.person), message)


def _told(request: Request, viewer: Viewer, group: str, outcomes: tuple[Outcome, ...], message: str) -> Response:
    """What became of each, where not all of them went well."""
    if any(one.why for one in outcomes):
        return _shown(request, viewer, group, outcomes=outcomes)
    return flash(request, _to(group), message, {"count": len(outcomes)})


def _shown(
    request: Request,
    viewer: Viewer,
    group: str,
    *,
    outcomes: tuple[Outcome, ...] = (),
    refusal: Refused | None = None,
    typed: tuple[Composition, str] | None = None,
) -> Response:
    with viewer.services.database.page() as session:
        view = group_letters_view(viewer, session, group, typed=typed)
    note_all(viewer, [(row.case, "letter") for row in view.rows])
    status = 422 if refusal else 200
    return page(request, viewer, "group_letters.html", status=status, view=view, outcomes=outcomes, refusal=refusal)


def _to(group: str) -> RedirectResponse:
    return RedirectResponse(f"/groups/{group}/letters", status_code=303)
