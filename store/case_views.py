"""Who looked at which case when, because who handles personal information must be able to say so (PIPL art. 51)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from store.case_tables import case
from store.desk_tables import case_view
from store.rows import Query, as_dataclass
from store.staff_tables import person


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """One look. what: what was looked at, such as `page` or `original`."""

    at: datetime
    case: str
    login: str
    name: str
    what: str


def add(session: Session, case_id: int, person_id: int, at: datetime, what: str) -> None:
    """Note a look."""
    session.execute(insert(case_view), {"case_id": case_id, "person_id": person_id, "at": at, "what": what})


def of_case(session: Session, case_id: int) -> list[CaseView]:
    """Who looked at a case, newest first."""
    query: Query = (
        select(case_view.c.at, case.c.number.label("case"), person.c.login, person.c.name, case_view.c.what)
        .join(case, case.c.id == case_view.c.case_id)
        .join(person, person.c.id == case_view.c.person_id)
        .where(case_view.c.case_id == case_id)
        .order_by(case_view.c.at.desc(), case_view.c.id.desc())
    )
    return [as_dataclass(CaseView, row) for row in session.execute(query)]
