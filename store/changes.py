"""Changes that wait for a second person, and the mails about them: each claimed before it is sent, so sent once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from domain.staff_codes import ChangeKind, ChangeNews, ChangeState
from store.rows import as_dataclass, dialect, first, inserting, selecting, touched
from store.staff_tables import change_notice, change_request


@dataclass(frozen=True, kw_only=True)
class NewChange:
    """A change that is asked for. person_id: whom it concerns. asked_by_id: None at the machine.

    details: by kind; of a role `role project department` (each may be missing), of a deputy `deputy from until`, of an
    address `email`. due_at: when it takes effect by itself; None: never.
    """

    kind: ChangeKind
    person_id: int
    details: Mapping[str, str] = field(default_factory=dict)
    asked_by: str
    asked_by_id: int | None
    asked_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ChangeRow(NewChange):
    """A change as entered. note: why it was refused. link_open: the person who asked may take a one-time link, once."""

    id: int
    state: ChangeState
    decided_by: str | None
    decided_at: datetime | None
    note: str
    link_open: bool


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """A mail to one of those who are told of a change."""

    id: int
    change_id: int
    news: ChangeNews
    person_id: int
    address: str
    made_at: datetime


def create(session: Session, new: NewChange) -> ChangeRow:
    """Enter a change."""
    return as_dataclass(ChangeRow, session.execute(_CREATE, {**vars(new), "state": ChangeState.WAITING}).one())


def get(session: Session, change_id: int, *, lock: bool = False) -> ChangeRow | None:
    """One change, or None. lock: no other transaction decides it meanwhile."""
    return first(session, ChangeRow, _GET.with_for_update() if lock else _GET, {"id": change_id})


def waiting(session: Session) -> list[ChangeRow]:
    """What waits, oldest first."""
    return [as_dataclass(ChangeRow, row) for row in session.execute(_WAITING)]


def how_many_wait(session: Session) -> int:
    """How many wait."""
    return int(session.execute(_HOW_MANY).scalar_one())


def decided(session: Session, since: datetime, limit: int) -> list[ChangeRow]:
    """What was decided at `since` or later, newest first."""
    return [as_dataclass(ChangeRow, row) for row in session.execute(_DECIDED, {"since": since, "limit": limit})]


def decide(
    session: Session,
    change_id: int,
    state: ChangeState,
    *,
    by: str,
    at: datetime,
    note: str = "",
    link_open: bool = False,
) -> bool:
    """End a change that waits; False if it waits no longer."""
    values = {"state": state, "decided_by": by, "decided_at": at, "note": note, "link_open": link_open}
    statement = update(change_request).where(
        change_request.c.id == change_id, change_request.c.state == ChangeState.WAITING
    )
    return touched(session, statement.values(**values)) == 1


def open_link(session: Session, person_id: int, asked_by: str, asked_by_id: int | None, since: datetime) -> int | None:
    """The change, decided at `since` or later, after which the person who asked may take a link: its id, or None."""
    statement = select(change_request.c.id).where(
        change_request.c.person_id == person_id,
        change_request.c.asked_by == asked_by,
        change_request.c.asked_by_id.is_not_distinct_from(asked_by_id),
        change_request.c.link_open,
        change_request.c.decided_at >= since,
    )
    return session.execute(statement.order_by(change_request.c.id.desc())).scalar()


def take_link(session: Session, change_id: int) -> bool:
    """Take the link: of two who try, one does."""
    statement = update(change_request).where(change_request.c.id == change_id, change_request.c.link_open)
    return touched(session, statement.values(link_open=False)) == 1


def close_links(session: Session, person_id: int) -> None:
    """No link for this person may be taken any more."""
    session.execute(update(change_request).where(change_request.c.person_id == person_id).values(link_open=False))


def tell(session: Session, change_id: int, news: ChangeNews, to: Iterable[tuple[int, str]], at: datetime) -> None:
    """Enter the mails to people (id, address); a mail that was entered before stays the only one."""
    rows = [
        {"change_id": change_id, "news": news, "person_id": person, "address": address, "made_at": at}
        for person, address in to
    ]
    if rows:
        session.execute(inserting(dialect(session), change_notice).on_conflict_do_nothing(), rows)


def unsent(session: Session) -> list[NoticeRow]:
    """The mails that no one has claimed, oldest first."""
    return [as_dataclass(NoticeRow, row) for row in session.execute(_UNSENT)]


def claim(session: Session, notice_id: int, at: datetime) -> bool:
    """Claim a mail; False if somebody has."""
    mine = update(change_notice).where(change_notice.c.id == notice_id, change_notice.c.claimed_at.is_(None))
    return touched(session, mine.values(claimed_at=at)) == 1


def settle(session: Session, notice_id: int, *, answer: str, sent_at: datetime | None) -> None:
    """Keep what became of a claimed mail. sent_at: None if it was not accepted."""
    mine = update(change_notice).where(change_notice.c.id == notice_id)
    session.execute(mine.values(answer=answer, sent_at=sent_at))


def release(session: Session, notice_id: int) -> None:
    """Give up a claim of which nothing was handed over, for a later try."""
    session.execute(update(change_notice).where(change_notice.c.id == notice_id).values(claimed_at=None))


_CREATE = insert(change_request).returning(*selecting(ChangeRow, change_request).selected_columns)
_GET = selecting(ChangeRow, change_request).where(change_request.c.id == bindparam("id"))
_WAITING = (
    selecting(ChangeRow, change_request)
    .where(change_request.c.state == ChangeState.WAITING)
    .order_by(change_request.c.id)
)
_HOW_MANY = select(func.count()).where(change_request.c.state == ChangeState.WAITING)
_DECIDED = (
    selecting(ChangeRow, change_request)
    .where(change_request.c.decided_at >= bindparam("since"))
    .order_by(change_request.c.id.desc())
    .limit(bindparam("limit"))
)
_UNSENT = selecting(NoticeRow, change_notice).where(change_notice.c.claimed_at.is_(None)).order_by(change_notice.c.id)
