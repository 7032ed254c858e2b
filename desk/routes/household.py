"""A household's page: who lives there and how to reach them, what is noted, and all that passed between it and us."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from desk.access import Viewer, acting, household_for, occupant_for, reading
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.pages import flash, page
from desk.spoken import Undo
from desk.views import directory as views
from desk.views.cases import names_of
from desk.views.directory import TypedForm
from workers.directory import homes
from workers.directory.rights import READERS
from workers.instance.refusals import Refused

router = APIRouter(prefix="/directory")
Reader = Annotated[Viewer, Depends(reading(*READERS))]
Writer = Annotated[Viewer, Depends(acting(*READERS))]


@router.get("/households/{household_id}")
def show(request: Request, viewer: Reader, household_id: int) -> Response:
    """The page; each look at it is noted."""
    return _page(request, viewer, household_id)


@router.post("/households/{household_id}/facts", **FORM)
def change(request: Request, viewer: Writer, household_id: int, typed: Typed) -> Response:
    """What is so of the household itself."""

    def act() -> None:
        facts = views.facts_of_home(typed)
        homes.change(viewer.services, household_id, facts, seen=views.version_of(typed), actor=viewer.person)

    return _done(request, viewer, household_id, typed, "facts", act)


@router.post("/households/{household_id}/people", **FORM)
def add(request: Request, viewer: Writer, household_id: int, typed: Typed) -> Response:
    """Somebody has moved in."""

    def act() -> None:
        given = views.person_of_form(typed)
        homes.add_occupant(viewer.services, household_id, given, seen=views.version_of(typed), actor=viewer.person)

    return _done(request, viewer, household_id, typed, "new", act)


@router.post("/households/{household_id}/notes", **FORM)
def note(request: Request, viewer: Writer, household_id: int, typed: Typed) -> Response:
    """Something to be known of this household."""

    def act() -> None:
        homes.add_note(viewer.services, household_id, text(typed, "note"), actor=viewer.person)

    return _done(request, viewer, household_id, typed, "note", act)


@router.post("/people/{occupant_id}", **FORM)
def change_person(request: Request, viewer: Writer, occupant_id: int, typed: Typed) -> Response:
    """What is so of somebody now."""

    def act() -> None:
        given = views.person_of_form(typed)
        homes.change_occupant(viewer.services, occupant_id, given, seen=views.version_of(typed), actor=viewer.person)

    return _done(request, viewer, _home_of(viewer, occupant_id), typed, f"person-{occupant_id}", act)


@router.post("/people/{occupant_id}/out", **FORM)
def move_out(request: Request, viewer: Writer, occupant_id: int, typed: Typed) -> Response:
    """They have moved out."""
    household_id, seen = _home_of(viewer, occupant_id), views.version_of(typed)

    def act() -> None:
        on = views.day_of(typed, "moved_out") or viewer.services.now().astimezone(viewer.services.zone).date()
        homes.move_out(viewer.services, occupant_id, on, seen=seen, actor=viewer.person)

    undo = Undo(path=f"/directory/people/{occupant_id}/back", fields={"seen": str(seen + 1)})
    return _done(
        request, viewer, household_id, typed, f"out-{occupant_id}", act, N_("已登记迁出；以后的来信不再对到此人"), undo
    )


@router.post("/people/{occupant_id}/back", **FORM)
def move_back(request: Request, viewer: Writer, occupant_id: int, typed: Typed) -> Response:
    """They had not."""

    def act() -> None:
        homes.move_back(viewer.services, occupant_id, seen=views.version_of(typed), actor=viewer.person)

    return _done(request, viewer, _home_of(viewer, occupant_id), typed, "", act)


def _home_of(viewer: Viewer, occupant_id: int) -> int:
    with viewer.services.database.reading() as session:
        return occupant_for(viewer, session, occupant_id).household_id


def _done(
    request: Request,
    viewer: Viewer,
    household_id: int,
    typed: FormData,
    form: str,
    act: Callable[[], None],
    message: str = N_("已保存"),
    undo: Undo | None = None,
) -> Response:
    """Back to the page; or the page with what was typed and why it cannot be saved."""
    try:
        act()
    except Refused as refusal:
        values = {name: value for name, value in typed.items() if isinstance(value, str)}
        return _page(request, viewer, household_id, TypedForm(form=form, values=values, refusal=refusal))
    return flash(
        request, RedirectResponse(f"/directory/households/{household_id}", status_code=303), message, undo=undo
    )


def _page(request: Request, viewer: Viewer, household_id: int, typed: TypedForm | None = None) -> Response:
    names = names_of(viewer)
    with viewer.services.database.reading() as session:
        home = household_for(viewer, session, household_id)
        view = views.household(viewer, session, home, names)
    homes.note_look(viewer.services, household_id, actor=viewer.person)
    today = viewer.services.now().astimezone(viewer.services.zone).date()
    return page(
        request,
        viewer,
        "household.html",
        status=422 if typed else 200,
        view=view,
        names=names,
        typed=typed,
        today=today.isoformat(),
    )
