"""The steps of the closed loop, each a small form on the page of its case (TRADE 2)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from desk.access import Viewer, acting
from desk.formed import whole
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash
from desk.routes.case import to_case
from desk.spoken import Undo
from desk.views.typed import day_of
from domain.codes import Department, Role, Validity, VisitOutcome
from domain.course import SIGNERS, Act
from workers.casework import case_work, departments, record_signing, telling
from workers.instance.permissions import HEADS, OFFICE
from workers.instance.refusals import Refused

router = APIRouter(prefix="/cases/{number}")
Note = Annotated[str, Form()]


Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
Reporter = Annotated[Viewer, Depends(acting(Role.DEPARTMENT, *OFFICE))]
Signer = Annotated[Viewer, Depends(acting(*SIGNERS))]
Filer = Annotated[Viewer, Depends(acting(*{*OFFICE, *HEADS}))]


@router.post("/call", **FORM)
def call(
    request: Request, viewer: Writer, number: str, note: Note = "", reached: Annotated[str, Form()] = ""
) -> Response:
    """A call to the resident."""
    case_work.record_call(viewer.services, number, note, actor=viewer.person, reached=reached == "yes")
    return flash(request, to_case(number), N_("已记录通话"))


@router.post("/validity", **FORM)
def validity(
    request: Request, viewer: Writer, number: str, to: Annotated[Validity, Form()], note: Note = ""
) -> Response:
    """Valid, invalid or assisted."""
    case_work.set_validity(viewer.services, number, to, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已认定"))


@router.post("/step", **FORM)
def step(request: Request, viewer: Filer, number: str, act: Annotated[Act, Form()], note: Note = "") -> Response:
    """On, back, or into a further round."""
    case_work.take(viewer.services, number, act, actor=viewer.person, reason=note)
    return flash(request, to_case(number), N_("已更新状态"))


@router.post("/sign", **FORM)
def sign(request: Request, viewer: Signer, number: str, seen: Annotated[str, Form()] = "") -> Response:
    """The supervisor signs the record as the page before showed it."""
    record_signing.sign_record(viewer.services, number, actor=viewer.person, seen=whole(seen))
    return flash(request, to_case(number), N_("已签署投诉处理记录表"))


@router.post("/wait", **FORM)
def wait(request: Request, viewer: Writer, number: str, note: Note = "") -> Response:
    """Wait for the resident."""
    case_work.wait_for_resident(viewer.services, number, note, actor=viewer.person)
    undo = Undo(path=f"/cases/{number}/resume")
    return flash(request, to_case(number), N_("处理期限已暂停，等待住户"), undo=undo)


@router.post("/resume", **FORM)
def resume(request: Request, viewer: Writer, number: str) -> Response:
    """The resident has answered."""
    case_work.resume(viewer.services, number, actor=viewer.person)
    return flash(request, to_case(number), N_("处理期限继续计时"))


@router.post("/report", **FORM)
def report(
    request: Request,
    viewer: Reporter,
    number: str,
    department: Annotated[Department, Form()],
    note: Note = "",
    done: Annotated[str, Form()] = "",
) -> Response:
    """What a department says of its work."""
    services, person = viewer.services, viewer.person
    case_work.department_report(services, number, department, note, actor=person, done=done == "yes")
    return flash(request, to_case(number), N_("已登记部门进展"))


@router.post("/commit", **FORM)
def commit(
    request: Request,
    viewer: Reporter,
    number: str,
    department: Annotated[Department, Form()],
    start: Annotated[str, Form()] = "",
    finish: Annotated[str, Form()] = "",
) -> Response:
    """The days that a department promises."""
    first, last = day_of(start), day_of(finish)
    if first is None or last is None:
        raise Refused(N_("请填写开始日期和完工日期"))
    departments.commit(viewer.services, number, department, start=first, finish=last, actor=viewer.person)
    return flash(request, to_case(number), N_("已登记部门承诺的日期"))


@router.post("/done", **FORM)
def done(request: Request, viewer: Writer, number: str, note: Note = "") -> Response:
    """All measures are done."""
    case_work.measures_done(viewer.services, number, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已登记处理完毕，请在期限内把结果告诉住户"))


@router.post("/told-plan", **FORM)
def told_plan(request: Request, viewer: Writer, number: str, note: Note = "") -> Response:
    """The resident knows the opinion and the planned finish."""
    telling.plan_told(viewer.services, number, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已登记告知处理意见和住户的意见"))


@router.post("/told-progress", **FORM)
def told_progress(request: Request, viewer: Writer, number: str, note: Note = "") -> Response:
    """The resident knows how the work stands."""
    telling.progress_told(viewer.services, number, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已登记告知办理进展"))


@router.post("/told", **FORM)
def told(request: Request, viewer: Writer, number: str, note: Note = "") -> Response:
    """The resident knows the result."""
    case_work.result_told(viewer.services, number, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已登记结果反馈，请在期限内回访"))


@router.post("/visit", **FORM)
def visit(
    request: Request, viewer: Writer, number: str, outcome: Annotated[VisitOutcome, Form()], note: Note = ""
) -> Response:
    """A visit, or a try."""
    case_work.record_visit(viewer.services, number, outcome, note, actor=viewer.person)
    return flash(request, to_case(number), N_("已登记回访"))


@router.post("/file", **FORM)
def file(request: Request, viewer: Filer, number: str, note: Note = "") -> Response:
    """The end."""
    case_work.file(viewer.services, number, actor=viewer.person, reason=note)
    return flash(request, to_case(number), N_("已归档"))
