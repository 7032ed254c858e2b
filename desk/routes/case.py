"""The page of a case: the original at the left, the decision and why at the right; what is in doubt is settled here."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import Viewer, acting, case_for, reading
from desk.formed import Typed
from desk.forms import FORM
from desk.looks import note
from desk.messages import N_
from desk.pages import flash, page
from desk.spoken import Undo
from desk.views.cases import case_page, names_of
from desk.views.overriding import override_form, typed_override
from domain.codes import Grade
from domain.staff import CASE_ROLES
from store.cases import CaseRow
from workers.casework import correcting, overriding
from workers.casework.override_choice import override_of
from workers.correspondence import disclosure
from workers.instance.permissions import HEADS, OFFICE
from workers.instance.refusals import Refused

router = APIRouter(prefix="/cases/{number}")
Reader = Annotated[Viewer, Depends(reading(*CASE_ROLES))]
Writer = Annotated[Viewer, Depends(acting(*OFFICE))]
Head = Annotated[Viewer, Depends(acting(*HEADS))]


@router.get("")
def show(request: Request, viewer: Reader, number: str) -> Response:
    """The case."""
    with viewer.services.database.page() as session:
        case = case_for(viewer, session, number)
        view = case_page(viewer, session, case, before=True)
    note(viewer, case, "page")
    return page(request, viewer, "case.html", view=view, case=view.case)


@router.post("/choose", **FORM)
def choose(
    request: Request,
    viewer: Writer,
    number: str,
    slot: Annotated[str, Form()],
    value: Annotated[str, Form()],
    seen: Annotated[int, Form()],
) -> Response:
    """One candidate of a doubt, by one key."""
    override = override_of(slot, value)
    with viewer.services.database.page() as session:
        before = case_for(viewer, session, number)
    case = overriding.override_slots(viewer.services, number, override, actor=viewer.person, seen=seen)
    return flash(request, to_case(number), N_("已选定，期限按此重新计算"), undo=_undo(before, case, seen))


@router.post("/confirm", **FORM)
def confirm(request: Request, viewer: Writer, number: str) -> Response:
    """Household and matter are right as they stand."""
    correcting.confirm(viewer.services, number, actor=viewer.person)
    return flash(request, to_case(number), N_("已确认住户与事由"))


@router.post("/household", **FORM)
def confirm_household(request: Request, viewer: Writer, number: str) -> Response:
    """Who wrote is the household that the directory says."""
    disclosure.confirm_household(viewer.services, number, actor=viewer.person)
    return flash(request, to_case(number), N_("已确认住户，此后的函件可以写名册中的姓名和房号"))


@router.post("/grade", **FORM)
def confirm_grade(request: Request, viewer: Head, number: str, grade: Annotated[Grade, Form()]) -> Response:
    """Stand for grade A or B, or for another."""
    overriding.confirm_grade(viewer.services, number, grade, actor=viewer.person)
    return flash(request, to_case(number), N_("已确认级别"))


@router.get("/judge")
def judge_page(request: Request, viewer: Annotated[Viewer, Depends(reading(*OFFICE))], number: str) -> Response:
    """The form for every slot, beside the original."""
    with viewer.services.database.page() as session:
        case = case_for(viewer, session, number)
        view = case_page(viewer, session, case)
    note(viewer, case, "page")
    form = override_form(view, names_of(viewer))
    return page(request, viewer, "case_judge.html", view=view, case=view.case, form=form, refusal=None)


@router.post("/judge", **FORM)
def judge(request: Request, viewer: Writer, number: str, typed: Typed) -> Response:
    """What a person chose; the form again with what was typed if it cannot be."""
    with viewer.services.database.page() as session:
        view = case_page(viewer, session, case_for(viewer, session, number))
    form = override_form(view, names_of(viewer), typed)
    try:
        case = overriding.override_slots(
            viewer.services, number, typed_override(view, form), actor=viewer.person, seen=form.seen
        )
    except Refused as refusal:
        again = {"view": view, "case": view.case, "form": form, "refusal": refusal}
        return page(request, viewer, "case_judge.html", status=422, **again)
    return flash(
        request, to_case(number), N_("已按您的判定改正，期限按此重新计算"), undo=_undo(view.case, case, form.seen)
    )


@router.post("/judge/undo", **FORM)
def take_back(request: Request, viewer: Writer, number: str, seen: Annotated[int, Form()]) -> Response:
    """Undo what was just decided by hand."""
    overriding.take_back(viewer.services, number, actor=viewer.person, seen=seen)
    return flash(request, to_case(number), N_("已撤销判定，期限按此重新计算"))


def _undo(before: CaseRow, after: CaseRow, seen: int) -> Undo | None:
    """The form that takes an override back; none for a grade A or B that was given: two people lower it."""
    if before.strictest is not after.strictest:
        return None
    return Undo(path=f"/cases/{after.number}/judge/undo", fields={"seen": str(seen + 1)})


def to_case(number: str) -> RedirectResponse:
    """Back to the page of the case."""
    return RedirectResponse(f"/cases/{number}", status_code=303)


def after(viewer: Viewer, case: CaseRow) -> RedirectResponse:
    """To the case as it stands now; one that has become another project's is no longer theirs to see."""
    theirs = viewer.person.sees(case.project, case.departments)
    return to_case(case.number) if theirs else RedirectResponse("/queue", status_code=303)
