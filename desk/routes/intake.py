"""What came in and waits for a person, lies in quarantine or was ignored: made a case, joined to one, or set aside."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from desk.access import NotThere, Viewer, acting, case_for, reading
from desk.files import download
from desk.formed import Typed, text
from desk.forms import FORM, TRANSCRIPT
from desk.mail_frame import mail_frame
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, flash, page
from desk.routes.case import after, to_case
from desk.routes.correct import FIND
from desk.routes.original import UNKNOWN, raw_name
from desk.views.correcting import CorrectingForm, correction_of, form_of_intake, typed_form
from desk.views.originals import read_document
from desk.views.owner import assignable, names_of_staff
from desk.views.rights import projects_in_sight
from desk.views.searching import searched
from desk.views.waiting_intake import WaitingPage, ignored_page, waiting_for, waiting_lines, waiting_page
from domain.codes import Channel, IgnoredReason, IntakeState, Role
from domain.correction import AS_READ
from domain.reading import Document
from domain.waiting import Whose
from store import cases, directory
from store.intake import WAITING, IntakeRow
from store.queue_items import place
from store.unfiled import IgnoredFilter
from store.waiting_intake import WaitingFilter
from workers.instance.permissions import HEADS, OFFICE
from workers.instance.refusals import Refused
from workers.intake import originals, triage, unclear_bounces
from workers.intake.read_again import ask_again

_LONGEST_ID = 18
router = APIRouter(prefix="/intake")
NAVIGATION = Link(
    path="/intake", label=N_("来件"), roles=frozenset({Role.CLERK, Role.SUPERVISOR, Role.SERVICE_DEPARTMENT}), order=20
)
Reader = Annotated[Viewer, Depends(reading(*OFFICE))]
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]


@router.get("")
def waiting(
    request: Request,
    viewer: Reader,
    state: Annotated[str, Query()] = "",
    channel: Annotated[str, Query()] = "",
    project: Annotated[str, Query()] = "",
    q: Annotated[str, Query()] = "",
    whose: Annotated[str, Query()] = "",
    after: Annotated[str, Query()] = "",
) -> Response:
    """The list, page by page; the filters stand in the address."""
    asked = WaitingFilter(
        state=IntakeState(state) if state in WAITING else None,
        channel=Channel(channel) if channel in set(Channel) else None,
        project=project or None,
        words=q.strip(),
        whose=Whose(whose) if whose in set(Whose) else None,
    )
    behind = place(after)
    with viewer.services.database.reading() as session:
        view = waiting_lines(viewer, session, asked, behind)
        projects = projects_in_sight(session, viewer.person, *OFFICE)
        colleagues, names = assignable(viewer, session), names_of_staff(session)
    chosen = {"state": asked.state, "channel": asked.channel, "project": asked.project, "q": asked.words}
    chosen["whose"] = asked.whose
    kept = {name: value for name, value in chosen.items() if value}
    values: Filled = {
        "view": view,
        "asked": asked,
        "filtered": bool(kept),
        "projects": projects,
        "colleagues": colleagues,
        "names": names,
        "heads": viewer.person.holds(*HEADS),
        "following": "/intake?" + urlencode({**kept, "after": str(view.following)}) if view.following else None,
        "first": "/intake?" + urlencode(kept) if behind else None,
    }
    return page(request, viewer, "intake_list.html", **values)


@router.get("/ignored")
def ignored(
    request: Request,
    viewer: Reader,
    reason: Annotated[str, Query()] = "",
    project: Annotated[str, Query()] = "",
    q: Annotated[str, Query()] = "",
    before: Annotated[int | None, Query()] = None,
) -> Response:
    """What was ended as no complaint, newest first; the filters stand in the address."""
    chosen = IgnoredReason(reason) if reason in set(IgnoredReason) else None
    asked = IgnoredFilter(reason=chosen, project=project or None, words=q.strip())
    with viewer.services.database.reading() as session:
        view = ignored_page(viewer, session, asked, before)
        projects = [one.name for one in directory.all_projects(session)]
    kept = {name: value for name, value in {"reason": chosen, "project": project, "q": asked.words}.items() if value}
    following = "/intake/ignored?" + urlencode({**kept, "before": view.following}) if view.following else None
    first = "/intake/ignored?" + urlencode(kept) if before is not None else None
    values: Filled = {
        "view": view,
        "asked": asked,
        "projects": projects,
        "following": following,
        "first": first,
    }
    return page(request, viewer, "intake_ignored.html", **values)


@router.get("/{intake_id}")
def show(request: Request, viewer: Reader, intake_id: int) -> Response:
    """One of them; once it is a case, that one's page."""
    with viewer.services.database.reading() as session:
        row = waiting_for(viewer, session, intake_id)
        number = _number(viewer, session, row)
    if number:
        return to_case(number)
    view, stands = _standing(viewer, intake_id)
    return _form(request, viewer, view, stands)


@router.post("/{intake_id}/accept", **TRANSCRIPT)
def accept(request: Request, viewer: Writer, intake_id: int, typed: Typed) -> Response:
    """A case of its own, with what was corrected; or a look into the directory first."""
    view, stands = _standing(viewer, intake_id)
    form = typed_form(typed, stands)
    if text(typed, "do") == FIND:
        return _form(request, viewer, view, searched(viewer, form))
    try:
        correction = correction_of(form, stands, viewer.services.zone)
        case = triage.accept(viewer.services, intake_id, correction, actor=viewer.person)
    except Refused as refusal:
        return _form(request, viewer, view, form, refusal)
    viewer.services.work_signal.send()
    return flash(request, after(viewer, case), N_("已立案 {number}"), {"number": case.number})


@router.post("/{intake_id}/join", **FORM)
def join(request: Request, viewer: Writer, intake_id: int, typed: Typed) -> Response:
    """A follow-up of a case that the person names."""
    view, stands = _standing(viewer, intake_id)
    number = text(typed, "number").strip().upper()
    try:
        with viewer.services.database.reading() as session:
            case_for(viewer, session, number)
        case = triage.join(viewer.services, intake_id, number, AS_READ, actor=viewer.person)
    except NotThere:
        refusal = Refused("没有编号为 {number} 的案件；请核对编号", number=number or "—")
        return _form(request, viewer, view, stands, refusal, joining=number)
    except Refused as refusal:
        return _form(request, viewer, view, stands, refusal, joining=number)
    viewer.services.work_signal.send()
    return flash(request, after(viewer, case), N_("已并入 {number}"), {"number": case.number})


@router.post("/{intake_id}/aside", **FORM)
def aside(request: Request, viewer: Writer, intake_id: int, why: Annotated[str, Form()] = "") -> Response:
    """No complaint, as a person says; it may be taken up again."""
    view, stands = _standing(viewer, intake_id)
    try:
        triage.set_aside(viewer.services, intake_id, why, actor=viewer.person)
    except Refused as refusal:
        return _form(request, viewer, view, stands, refusal, why=why)
    return flash(request, RedirectResponse("/intake", status_code=303), N_("已搁置"))


@router.post("/{intake_id}/returned", **FORM)
def returned(
    request: Request,
    viewer: Writer,
    intake_id: int,
    letter: Annotated[str, Form()] = "",
    number: Annotated[str, Form()] = "",
) -> Response:
    """Which letter a bounce gives back: one of those offered, or another by its number."""
    view, stands = _standing(viewer, intake_id)
    try:
        chosen = _letter_meant(viewer, letter, number)
        unclear_bounces.gives_back(viewer.services, intake_id, chosen, actor=viewer.person)
    except Refused as refusal:
        return _form(request, viewer, view, stands, refusal)
    return flash(request, RedirectResponse("/intake", status_code=303), N_("已记为退回，请在“寄发”中重新寄出"))


@router.post("/{intake_id}/again", **FORM)
def again(request: Request, viewer: Writer, intake_id: int) -> Response:
    """It is read again from its original, and waits as before."""
    ask_again(viewer.services, intake_id, actor=viewer.person)
    return flash(
        request, RedirectResponse(f"/intake/{intake_id}", status_code=303), N_("正在重新读取，读完后显示在这里")
    )


@router.post("/{intake_id}/up", **FORM)
def up(request: Request, viewer: Writer, intake_id: int) -> Response:
    """Back among what waits for a person."""
    triage.take_up(viewer.services, intake_id, actor=viewer.person)
    return flash(request, RedirectResponse(f"/intake/{intake_id}", status_code=303), N_("已取回，等待立案"))


@router.get("/{intake_id}/original/mail")
def mail(viewer: Reader, intake_id: int) -> HTMLResponse:
    """The mail as it was laid out."""
    row, document = _letter(viewer, intake_id)
    return mail_frame(viewer, originals.mail_page(viewer.services, row), document)


@router.get("/{intake_id}/original/page/{part}.png")
def page_image(viewer: Reader, intake_id: int, part: int) -> Response:
    """One page of a scan, or a picture."""
    row, document = _letter(viewer, intake_id)
    return Response(originals.page(viewer.services, row, document, part), media_type="image/png")


@router.get("/{intake_id}/original/attachment/{part}")
def attachment(viewer: Reader, intake_id: int, part: int) -> Response:
    """A file that came with it."""
    row, document = _letter(viewer, intake_id)
    name, data = originals.attachment(viewer.services, row, document, part)
    return download(data, name, UNKNOWN)


@router.get("/{intake_id}/original/raw")
def raw(viewer: Reader, intake_id: int) -> Response:
    """The original exactly as it came."""
    row, document = _letter(viewer, intake_id)
    return download(originals.raw(viewer.services, row), raw_name(row, document), UNKNOWN)


def _letter_meant(viewer: Viewer, letter: str, number: str) -> int:
    if number.strip():
        with viewer.services.database.reading() as session:
            return unclear_bounces.by_number(session, number).id
    if not letter.isascii() or not letter.isdigit() or len(letter) > _LONGEST_ID:
        raise Refused(N_("请选定退回的是哪封函件，或填写函号"))
    return int(letter)


def _letter(viewer: Viewer, intake_id: int) -> tuple[IntakeRow, Document]:
    """What waits; of what has become a case the case's own pages tell, and keep a log of who looked."""
    with viewer.services.database.reading() as session:
        row = waiting_for(viewer, session, intake_id)
        if row.case_id is not None:
            raise NotThere
        return row, read_document(session, row)


def _number(viewer: Viewer, session: Session, row: IntakeRow) -> str:
    case = cases.get_case(session, row.case_id) if row.case_id is not None else None
    return case_for(viewer, session, case.number).number if case else ""


def _standing(viewer: Viewer, intake_id: int) -> tuple[WaitingPage, CorrectingForm]:
    with viewer.services.database.reading() as session:
        row = waiting_for(viewer, session, intake_id)
        view = waiting_page(viewer, session, row, _number(viewer, session, row))
        fields = read_document(session, row).fields
    return view, form_of_intake(view.letter, fields, viewer.services.zone)


def _form(
    request: Request,
    viewer: Viewer,
    view: WaitingPage,
    form: CorrectingForm,
    refusal: Refused | None = None,
    *,
    joining: str = "",
    why: str = "",
) -> Response:
    with viewer.services.database.reading() as session:
        projects = projects_in_sight(session, viewer.person, *OFFICE)
    values = {"view": view, "form": form, "refusal": refusal, "joining": joining, "why": why, "projects": projects}
    return page(request, viewer, "intake_page.html", status=422 if refusal else 200, **values)
