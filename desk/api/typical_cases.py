"""Published typical cases for the company's other programs: for training, a knowledge base. They name no one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from desk.api.answers import answered
from desk.api.bearer import Call, bearing
from desk.api.problems import Problem
from desk.api.writing import Word
from domain.codes import Category
from domain.scopes import Scope
from domain.typical import TypicalState
from store import typical_cases
from store.typical_cases import TypicalFilter, Written
from workers.public.views import View
from workers.typical.published import as_published

router = APIRouter(tags=["typical cases"])
Reader = Annotated[Call, Depends(bearing(Scope.REPORTS_READ))]
_LAST_ID = 2**31


class Wanted(BaseModel):
    """Which, and how many of them at a time."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[int | None, Field(ge=1, lt=_LAST_ID, description="`next` of the page before")] = None
    category: Category | None = None
    topic: Word | None = None
    words: Annotated[Word | None, Field(description="all of them stand in it; either script finds the other")] = None


@router.get("/typical-cases")
def listed(request: Request, call: Reader, wanted: Annotated[Wanted, Query()]) -> Response:
    """`{items, next}`, the last published first; `next` is null on the last page."""
    with call.services.database.reading() as session:
        last = None if wanted.after is None else typical_cases.get(session, wanted.after)
        if wanted.after is not None and (last is None or last.state is not TypicalState.PUBLISHED):
            raise Problem(404, errors=[{"where": "query.after", "what": "no page ended with this"}])
        before = None if last is None or last.published_at is None else (last.published_at, last.id)
        found = typical_cases.found(
            session,
            TypicalFilter(
                category=wanted.category,
                topics=None if wanted.topic is None else (wanted.topic,),
                words=wanted.words or "",
                before=before,
                limit=wanted.limit + 1,
            ),
        )
    shown = found[: wanted.limit]
    more = shown[-1].row.id if len(found) > wanted.limit else None
    return answered(request, {"items": [_view(one) for one in shown], "next": more})


@router.get("/typical-cases/{typical_id}")
def one(request: Request, call: Reader, typical_id: int) -> Response:
    """One; 404 for what is not published."""
    with call.services.database.reading() as session:
        row = typical_cases.get(session, typical_id)
        if row is None or row.state is not TypicalState.PUBLISHED:
            raise Problem(404)
        written = Written(row=row, text=typical_cases.latest(session, row))
    return answered(request, _view(written))


def _view(one: Written) -> View:
    made = as_published(one)
    return {
        "id": made.id,
        "category": made.category,
        "topic": made.topic,
        "published": made.published_at.isoformat(),
        **made.text.parts,
    }
