"""The ledger of complaints 投诉台账: filters in the address, page by page; for heads as Excel too."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.access import Viewer, acting, reading
from desk.files import XLSX, download
from desk.forms import FORM
from desk.messages import N_
from desk.navigation import Link
from desk.pages import Filled, page
from desk.views.figures import LedgerAsked, address, place_text
from desk.views.rights import projects_in_sight
from workers.figures.complaint_ledger import READERS, TITLE, as_file, page_of, topic_names
from workers.instance.permissions import HEADS

router = APIRouter(prefix="/ledger")
NAVIGATION = Link(path="/ledger", label=N_("台账"), roles=frozenset(READERS), order=45)
PAGE = 50
Reader = Annotated[Viewer, Depends(reading(*READERS))]
Head = Annotated[Viewer, Depends(acting(*HEADS))]
Asked = Annotated[LedgerAsked, Depends()]


@router.get("")
def show(request: Request, viewer: Reader, asked: Asked) -> Response:
    """The cases that the address asks for, the latest received first."""
    services, book = viewer.services, viewer.services.compiled.rulebook
    with services.database.reading() as session:
        wanted = asked.asked(book, services.zone)
        found = page_of(session, viewer.person, wanted, limit=PAGE, after=asked.place())
        projects = projects_in_sight(session, viewer.person, *READERS)
    values: Filled = {
        "view": found,
        "asked": asked,
        "number": asked.number(),
        "counted": asked.counted(),
        "filtered": asked.kept() != "/ledger",
        "projects": projects,
        "topics": topic_names(book),
        "following": asked.kept(after=place_text(found.following)) if found.following else None,
        "first": asked.kept() if asked.place() else None,
        "file": address("/ledger/file", {**vars(asked), "after": ""}),
        "may_take_out": viewer.person.holds(*HEADS),
    }
    return page(request, viewer, "complaint_ledger.html", **values)


@router.post("/file", **FORM)
def file(viewer: Head, asked: Asked) -> Response:
    """All of them as Excel; that it was taken out is noted."""
    services = viewer.services
    made = as_file(services, asked.asked(services.compiled.rulebook, services.zone), actor=viewer.person)
    return download(made, f"{TITLE}.xlsx", XLSX)
