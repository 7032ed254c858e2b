"""The way out: the print queue and the post, what is in doubt, what came back, what is held, what went today."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import OFFICE as READERS
from desk.access import Viewer, acting, reading
from desk.files import PDF, download
from desk.forms import FORM
from desk.looks import note
from desk.messages import N_
from desk.navigation import Link
from desk.pages import flash, page
from desk.views.typed import day_of
from domain.codes import LetterState, Way
from store import cases
from store import printing as batches
from workers.correspondence import addresses, sealing
from workers.instance.permissions import OFFICE
from workers.instance.refusals import Refused
from workers.queue.outgoing import outgoing
from workers.sending import delivery_exceptions, held_acknowledgements, printing

router = APIRouter()
NAVIGATION = Link(path="/outgoing", label=N_("寄发"), roles=READERS, order=50)

Reader = Annotated[Viewer, Depends(reading(*READERS))]
Sender = Annotated[Viewer, Depends(acting(*OFFICE))]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How a letter shall go. address: another one than the letter's, which the person must have confirmed."""

    way: Way
    address: str
    confirmed: bool


def choice_of(
    way: Annotated[Way, Form()], address: Annotated[str, Form()] = "", confirmed: Annotated[str, Form()] = ""
) -> Choice:
    """The form that sends a letter on."""
    return Choice(way=way, address=address.strip(), confirmed=confirmed == "yes")


Chosen = Annotated[Choice, Depends(choice_of)]


@router.get("/outgoing")
def show(request: Request, viewer: Reader, batch: int | None = None) -> Response:
    """Everything on its way out. batch: the one that was just bound, to be fetched."""
    services = viewer.services
    with services.database.reading() as session:
        view = outgoing(services, session, viewer.person)
    today = services.now().astimezone(services.zone).date()
    acts = viewer.person.holds(*OFFICE)
    return page(request, viewer, "outgoing.html", view=view, today=today, new_batch=batch, acts=acts)


@router.post("/outgoing/print", **FORM)
def print_chosen(request: Request, viewer: Sender, chosen: Annotated[list[int] | None, Form()] = None) -> Response:
    """Bind what is ticked into one PDF and count it as printed."""
    batch = printing.make_batch(viewer.services, chosen or [], actor=viewer.person)
    response = RedirectResponse(f"/outgoing?batch={batch.id}", status_code=303)
    values = {"letters": batch.letters, "pages": batch.pages}
    return flash(request, response, N_("已合成 {letters} 封、{pages} 页，请下载打印"), values)


@router.get("/outgoing/batches/{batch_id}")
def batch_file(viewer: Reader, batch_id: int) -> Response:
    """The PDF of a batch, again as often as the printer jams."""
    data = printing.batch_pdf(viewer.services, batch_id, actor=viewer.person)
    with viewer.services.database.reading() as session:
        held = [cases.get_case(session, letter.case_id) for letter in batches.letters_of(session, batch_id)]
    for case in filter(None, held):
        note(viewer, case, "letter")
    day = viewer.services.now().astimezone(viewer.services.zone).date()
    return download(data, f"打印-{day}-{batch_id}.pdf", PDF)


@router.post("/outgoing/posted", **FORM)
def posted(
    request: Request,
    viewer: Sender,
    chosen: Annotated[list[int] | None, Form()] = None,
    letter: Annotated[list[int] | None, Form()] = None,
    tracking: Annotated[list[str] | None, Form()] = None,
    on: Annotated[str, Form()] = "",
) -> Response:
    """What is ticked was posted that day, each under its own tracking number."""
    day = day_of(on)
    if day is None:
        raise Refused(N_("请填写寄出日期"))
    numbers = dict(zip(letter or (), tracking or (), strict=False))
    if not chosen:
        raise Refused(N_("请先勾选已寄出的信"))
    for letter_id in chosen:
        number = numbers.get(letter_id, "")
        printing.mark_posted(viewer.services, letter_id, number, actor=viewer.person, on=day)
    return flash(request, _back("to-post"), N_("已记录寄出 {count} 封"), {"count": len(chosen)})


@router.post("/outgoing/{letter_id}/reprint", **FORM)
def reprint(request: Request, viewer: Sender, letter_id: int, reason: Annotated[str, Form()] = "") -> Response:
    """Back into the print queue."""
    printing.reprint(viewer.services, letter_id, reason, actor=viewer.person)
    return flash(request, _back("to-print"), N_("已放回打印队列"))


@router.post("/outgoing/{letter_id}/settle", **FORM)
def settle(request: Request, viewer: Sender, letter_id: int, sent: Annotated[str, Form()]) -> Response:
    """What a person found out of a letter in doubt: it went out, or it shall go once more."""
    delivery_exceptions.settle_doubt(viewer.services, letter_id, sent=sent == "yes", actor=viewer.person)
    said = N_("已记为发出") if sent == "yes" else N_("已重新发送")
    return flash(request, _back("in-doubt"), said)


@router.post("/outgoing/{letter_id}/issue", **FORM)
def issue_again(request: Request, viewer: Sender, letter_id: int) -> Response:
    """The seal could not be laid over: once more."""
    sealing.issue_again(viewer.services, letter_id, actor=viewer.person)
    return flash(request, _back("unsealed"), N_("正在重新用印"))


@router.post("/outgoing/{letter_id}/reissue", **FORM)
def reissue(request: Request, viewer: Sender, letter_id: int, choice: Chosen) -> Response:
    """A letter that came back goes once more: on paper, or to an address that somebody answers for."""
    _confirm(viewer, letter_id, choice)
    letter = delivery_exceptions.reissue(viewer.services, letter_id, actor=viewer.person, way=choice.way)
    if letter.state is LetterState.SUBMITTED:
        return flash(request, _back("bounced"), N_("已送审：批准后才发往新的地址"))
    said = N_("已转入打印队列") if choice.way is Way.PRINT else N_("已重新发送")
    return flash(request, _back("bounced"), said)


@router.post("/outgoing/{letter_id}/release", **FORM)
def release(request: Request, viewer: Sender, letter_id: int, choice: Chosen) -> Response:
    """A held acknowledgement goes out after all."""
    _confirm(viewer, letter_id, choice)
    held_acknowledgements.release(viewer.services, letter_id, actor=viewer.person, way=choice.way)
    return flash(request, _back("held"), N_("已放行"))


@router.post("/outgoing/{letter_id}/drop", **FORM)
def drop(request: Request, viewer: Sender, letter_id: int, reason: Annotated[str, Form()] = "") -> Response:
    """A held acknowledgement will not be sent."""
    held_acknowledgements.drop(viewer.services, letter_id, reason, actor=viewer.person)
    return flash(request, _back("held"), N_("已作废这份告知书"))


def _confirm(viewer: Viewer, letter_id: int, choice: Choice) -> None:
    """Take the typed address, if the person answers for it."""
    if choice.way is not Way.MAIL or not choice.address:
        return
    if not choice.confirmed:
        raise Refused(N_("请先勾选：已核实这个邮箱属于来信人"))
    addresses.confirm_address(viewer.services, letter_id, choice.address, actor=viewer.person)


def _back(section: str) -> RedirectResponse:
    return RedirectResponse(f"/outgoing#{section}", status_code=303)
