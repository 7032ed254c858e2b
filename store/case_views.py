"""Who looked at which case when, because who handles personal information must be able to say so (PIPL art. 51)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from store.case_tables import case
from store.desk_tables import api_case_view, case_view
from store.rows import Query
from store.staff_tables import api_token, person


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """One look. what: what was looked at, such as `page` or `original`. login: `api:NAME` for a program's token."""

    at: datetime
    case: str
    login: str
    name: str
    what: str


def add(session: Session, case_id: int, person_id: int, at: datetime, what: str) -> None:
    """Note a look."""
    session.execute(insert(case_view), {"case_id": case_id, "person_id": person_id, "at": at, "what": what})


def add_many(session: Session, looks: Iterable[tuple[int, str]], person_id: int, at: datetime) -> None:
    """Note several: the case, and what of it."""
    rows = [{"case_id": case_id, "person_id": person_id, "at": at, "what": what} for case_id, what in looks]
    session.execute(insert(case_view), rows)


def add_by_token(session: Session, case_id: int, token_id: int, at: datetime, what: str) -> None:
    """Note that a program has read of it."""
    session.execute(insert(api_case_view), {"case_id": case_id, "token_id": token_id, "at": at, "what": what})


def of_token(session: Session, token_id: int, *, limit: int) -> list[CaseView]:
    """What a program has read, the newest first."""
    looks = _OF_TOKENS.where(api_case_view.c.token_id == token_id).order_by(api_case_view.c.id.desc()).limit(limit)
    return [
        CaseView(at=row.at, case=row.case, login=row.login, name=row.name, what=row.what)
        for row in session.execute(looks)
    ]


def of_case(session: Session, case_id: int) -> list[CaseView]:
    """Who looked at a case, newest first."""
    looks = (_OF_PEOPLE.where(case_view.c.case_id == case_id), _OF_TOKENS.where(api_case_view.c.case_id == case_id))
    found = [row for query in looks for row in session.execute(query)]
    found.sort(key=lambda row: (row.at, row.id), reverse=True)
    return [CaseView(at=row.at, case=row.case, login=row.login, name=row.name, what=row.what) for row in found]


_OF_PEOPLE: Query = (
    select(case_view.c.id, case_view.c.at, case.c.number.label("case"), person.c.login, person.c.name, case_view.c.what)
    .join(case, case.c.id == case_view.c.case_id)
    .join(person, person.c.id == case_view.c.person_id)
)
_OF_TOKENS: Query = (
    select(
        api_case_view.c.id,
        api_case_view.c.at,
        case.c.number.label("case"),
        (literal("api:") + api_token.c.name).label("login"),
        api_token.c.name,
        api_case_view.c.what,
    )
    .join(case, case.c.id == api_case_view.c.case_id)
    .join(api_token, api_token.c.id == api_case_view.c.token_id)
)
