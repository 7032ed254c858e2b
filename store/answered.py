"""Earlier cases of a matter that were answered: the newest of them by the index of topics, never all letters."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from domain.codes import LetterKind, LetterState, Role
from domain.staff import Person
from store.case_tables import case, letter, search_text
from store.queue_places import of_roles
from store.rows import one_of

ANSWERED_BY = (LetterKind.REPLY, LetterKind.EXPLANATION)
APPROVED = (
    LetterState.APPROVED,
    LetterState.QUEUED,
    LetterState.SENDING,
    LetterState.SENT,
    LetterState.PRINTED,
    LetterState.POSTED,
)
"""Where a letter stands that was approved and is not held up since."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A case with its last approved answer. body: its words, empty for one that was never put into words for a mail."""

    case_id: int
    case_number: str
    received_at: datetime
    project: str | None
    subject: str
    letter_id: int
    letter_number: str | None
    body: str


def like_topic(
    session: Session, person: Person, roles: Collection[Role], topic: str, *, besides: int, limit: int
) -> list[int]:
    """The newest cases of that topic that were answered, in the projects in which the person holds one of `roles`."""
    answered = exists().where(letter.c.case_id == case.c.id, *_approved())
    query = select(case.c.id).where(case.c.topic == topic, case.c.id != besides, answered)
    query = query.where(of_roles(person, roles)).order_by(case.c.id.desc()).limit(limit)
    return list(session.execute(query).scalars())


def beginnings(session: Session, case_ids: Collection[int], chars: int) -> dict[int, str]:
    """Case → the beginning of its words as search has them; one of which nothing is left is missing."""
    columns = (search_text.c.case_id, func.substr(search_text.c.folded, 1, chars).label("folded"))
    query = select(*columns).where(search_text.c.case_id.in_(case_ids))
    return {row.case_id: row.folded for row in session.execute(query)}


def answers(session: Session, case_ids: Collection[int]) -> dict[int, Answered]:
    """Case → its last approved answer."""
    last = select(func.max(letter.c.id)).where(letter.c.case_id.in_(case_ids), *_approved()).group_by(letter.c.case_id)
    query = (
        select(
            case.c.id.label("case_id"),
            case.c.number.label("case_number"),
            case.c.received_at,
            case.c.project,
            case.c.subject,
            letter.c.id.label("letter_id"),
            letter.c.number.label("letter_number"),
            func.coalesce(letter.c.body, "").label("body"),
        )
        .join(letter, and_(letter.c.case_id == case.c.id, letter.c.id.in_(last)))
        .where(case.c.id.in_(case_ids))
    )
    return {row.case_id: Answered(**row._asdict()) for row in session.execute(query)}


def _approved() -> tuple[ColumnElement[bool], ...]:
    return one_of(letter.c.kind, ANSWERED_BY), one_of(letter.c.state, APPROVED)
