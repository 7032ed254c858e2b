"""Cases as other programs read them: the newest first, page by page, or one with its history."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from desk.api.answers import answered
from desk.api.bearer import Call, bearing
from desk.api.problems import Problem
from desk.api.writing import Word
from domain.codes import CaseState, Category, Department, Grade
from domain.scopes import Scope
from store import cases
from store.cases import CaseFilter
from workers.public.records import CaseRecord, case_details, record_of, records_of
from workers.public.views import View, clock_view, letter_view

router = APIRouter(tags=["cases"])
Reader = Annotated[Call, Depends(bearing(Scope.CASES_READ))]
MOST = 200
"""Cases of one page."""


class Wanted(BaseModel):
    """Which cases, and how many of them at a time; a filter that there is not is refused, for it would be missed."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    after: Annotated[Word | None, Field(description="`next` of the page before")] = None
    state: list[CaseState] = Field(default_factory=list)
    category: Category | None = None
    department: Department | None = None
    grade: Grade | None = None
    project: Word | None = None
    needs_person: bool | None = None
    owner: Annotated[Word | None, Field(description="a login; empty: those without an owner")] = None
    since: Annotated[datetime | None, Field(description="received then or later; without offset: of the house")] = None


@router.get("/cases")
def listed(request: Request, call: Reader, wanted: Annotated[Wanted, Query()]) -> Response:
    """`{items, next}`, each item as `huihan cases list --json` has it; `next` is null on the last page."""
    services = call.services
    if call.project is not None and wanted.project not in (None, call.project):
        return answered(request, {"items": [], "next": None})
    with services.database.reading() as session:
        found = cases.list_cases(session, _filter(call, session, wanted))
        shown = found[: wanted.limit]
        items = [record.view(services) for record in records_of(services, session, shown)]
    return answered(request, {"items": items, "next": shown[-1].number if len(found) > wanted.limit else None})


def _filter(call: Call, session: Session, wanted: Wanted) -> CaseFilter:
    """One more than the page has, which tells whether another follows. Raises Problem 404 for an `after` of no case."""
    since = wanted.since
    if since is not None:
        since = (since if since.tzinfo else since.replace(tzinfo=call.services.zone)).astimezone(UTC)
    last = None if wanted.after is None else cases.get_case(session, wanted.after)
    if wanted.after is not None and last is None:
        raise Problem(404, errors=[{"where": "query.after", "what": "no page ended with this"}])
    return CaseFilter(
        states=tuple(wanted.state),
        category=wanted.category,
        department=wanted.department,
        grade=wanted.grade,
        project=call.project or wanted.project,
        needs_person=wanted.needs_person,
        owner=wanted.owner,
        since=since,
        after=None if last is None else last.id,
        limit=wanted.limit + 1,
    )


@router.get("/cases/{number}")
def one(request: Request, call: Reader, number: Word) -> Response:
    """One case as `huihan cases show --json` has it: texts, decision, clocks, letters and history.

    That it was read is noted with the case, unless it is unchanged since (304).
    """
    with call.services.database.reading() as session:
        case = call.case(session, number)
        view = case_details(call.services, session, record_of(call.services, session, case))
    answer = answered(request, view)
    if answer.status_code == HTTPStatus.OK:
        with call.services.database.transaction() as session:
            call.looked(session, case, "page")
    return answer


@router.get("/cases/{number}/clocks")
def clocks_of(request: Request, call: Reader, number: Word) -> Response:
    """`{items}`: the clocks of a case, each as in its `deadlines`."""
    zone = call.services.zone
    return _of_case(
        request, call, number, lambda _, record: {"items": [clock_view(row, zone=zone) for row in record.clocks]}
    )


@router.get("/cases/{number}/letters")
def letters_of(request: Request, call: Reader, number: Word) -> Response:
    """`{items}`: the letters of a case, each as in its `letters`; `id` leads to its files."""

    def view(_: Session, record: CaseRecord) -> View:
        return {"items": [letter_view(row, path=record.paths.get(row.id)) for row in record.letters]}

    return _of_case(request, call, number, view)


def _of_case(request: Request, call: Call, number: str, view: Callable[[Session, CaseRecord], View]) -> Response:
    """What is shown of one case, nothing of its resident."""
    with call.services.database.reading() as session:
        case = call.case(session, number)
        shown = view(session, record_of(call.services, session, case))
    return answered(request, shown)
