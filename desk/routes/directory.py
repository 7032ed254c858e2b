"""The directory 业主档案: projects, their buildings, and a search by flat, name or phone that stands in no address."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import NotThere, Viewer, acting, project_for, reading
from desk.formed import Typed, text
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, flash, page
from desk.views import directory as views
from domain.codes import Role
from domain.likeness import like_of
from store import homes, projects
from workers.casework import households
from workers.directory import projects as keeping
from workers.directory.rights import READERS
from workers.instance.refusals import Refused

router = APIRouter(prefix="/directory")
NAVIGATION = Link(path="/directory", label=N_("业主档案"), roles=frozenset(READERS), order=50)

PAGE = 100
FOUND = 50
Reader = Annotated[Viewer, Depends(reading(*READERS))]
Searcher = Annotated[Viewer, Depends(acting(*READERS))]
Keeper = Annotated[Viewer, Depends(acting(Role.ADMIN))]


@router.get("")
def overview(request: Request, viewer: Reader) -> Response:
    """The projects, and the search."""
    return _overview(request, viewer)


@router.post("", **FORM)
def add(request: Request, viewer: Keeper, typed: Typed) -> Response:
    """A new project; then on to its page."""
    try:
        made = keeping.add(viewer.services, text(typed, "name"), views.facts_of_project(typed), actor=viewer.person)
    except Refused as refusal:
        return _overview(request, viewer, name=text(typed, "name"), refusal=refusal)
    return flash(request, RedirectResponse(f"/directory/projects/{made}", status_code=303), N_("已新增项目"))


@router.post("/search", **FORM)
def search(request: Request, viewer: Searcher, typed: Typed) -> Response:
    """Households by flat, name or phone: sent as a form, so that no name or number stands in an address or its log."""
    wanted = text(typed, "q").strip()
    with viewer.services.database.reading() as session:
        found = households.find(session, wanted, person=viewer.person, roles=READERS, most=FOUND + 1)
    values: Filled = {"q": wanted, "found": found[:FOUND], "more": len(found) > FOUND}
    return page(request, viewer, "directory_found.html", **values)


@router.get("/search")
def search_again(viewer: Reader) -> Response:
    """Somebody came back to the address of the form."""
    del viewer
    return RedirectResponse("/directory", status_code=303)


@router.get("/projects/{project_id}")
def project(request: Request, viewer: Reader, project_id: int) -> Response:
    """A project: what it is compared by, its office, its buildings."""
    return _project(request, viewer, project_id)


@router.post("/projects/{project_id}", **FORM)
def save(request: Request, viewer: Keeper, project_id: int, typed: Typed) -> Response:
    """What is so of it now."""
    try:
        facts = views.facts_of_project(typed)
        keeping.save(viewer.services, project_id, facts, seen=views.version_of(typed), actor=viewer.person)
    except Refused as refusal:
        values = {name: value for name, value in typed.items() if isinstance(value, str)}
        return _project(request, viewer, project_id, views.TypedForm(form="project", values=values, refusal=refusal))
    return flash(request, RedirectResponse(f"/directory/projects/{project_id}", status_code=303), N_("已保存"))


@router.get("/projects/{project_id}/flats")
def flats(
    request: Request,
    viewer: Reader,
    project_id: int,
    building: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """The households of a building, PAGE at a time. after: how many come before."""
    with viewer.services.database.reading() as session:
        shown = project_for(viewer, session, project_id)
        rows = homes.of_building(session, shown.name, building)
    if not rows:
        raise NotThere
    values: Filled = {"project": shown, "building": building, "called": rows[0].building or "", "total": len(rows)}
    following = after + PAGE if after + PAGE < len(rows) else None
    before = max(0, after - PAGE) if after else None
    values |= {"rows": rows[after : after + PAGE], "following": following, "before": before}
    return page(request, viewer, "directory_flats.html", **values)


def _overview(request: Request, viewer: Viewer, *, name: str = "", refusal: Refused | None = None) -> Response:
    with viewer.services.database.reading() as session:
        lines = views.lines(viewer, session)
    values: Filled = {"lines": lines, "typed": name, "refusal": refusal}
    return page(request, viewer, "directory.html", status=422 if refusal else 200, **values)


def _project(request: Request, viewer: Viewer, project_id: int, typed: views.TypedForm | None = None) -> Response:
    with viewer.services.database.reading() as session:
        shown = project_for(viewer, session, project_id)
        buildings = homes.buildings(session, shown.name)
        rules = viewer.services.compiled.rulebook.likeness
        like = like_of(rules, shown.kind, shown.area_m2)
        every = projects.every(session) if like else []
    alike = [one for one in every if one.id != shown.id and like_of(rules, one.kind, one.area_m2) == like]
    values: Filled = {"project": shown, "buildings": buildings, "typed": typed, "alike": alike}
    values["least_area"] = f"{rules.area_m2:,}"
    values["figures"] = sum(one.households for one in buildings), sum(one.occupied for one in buildings)
    return page(request, viewer, "directory_project.html", status=422 if typed else 200, **values)
