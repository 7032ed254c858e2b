"""Notices to people: entered once a person and piece of news, sent once on each of their ways, read at the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from domain.notices import DeliveryState, NoticeKind, WayKind
from store.notice_tables import notice, notice_delivery, notice_way
from store.rows import as_dataclass, columns_of, dialect, first, inserting, selecting, touched

BY_MAIL = 0
"""The `way_id` of a person's own mail address."""


@dataclass(frozen=True, kw_only=True)
class NewWay:
    """A way of being told. target: the address of a webhook, sealed; "" for mail. urgent_only: only what presses."""

    person_id: int
    kind: WayKind
    name: str
    target: str = field(default="", repr=False)
    urgent_only: bool = False
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class WayRow(NewWay):
    """A way as entered. failing_since: since when nothing arrives there, None if it works."""

    id: int
    failing_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class NewNotice:
    """A notice to be entered. key: what it is about; a person is told of one key once. presses: it breaks into quiet
    hours. subject: the number of the case, or the login it is about. about: `clock:NAME`, `letter:KIND`, `plan` or "".
    """

    person_id: int
    key: str
    kind: NoticeKind
    presses: bool
    case_id: int | None = None
    intake_id: int | None = None
    subject: str = ""
    about: str = ""
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoticeRow(NewNotice):
    """A notice as entered. read_at: None until the person has opened it."""

    id: int
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DeliveryRow:
    """One notice on one way. way_id: BY_MAIL for the person's mail. due_at: not before."""

    id: int
    notice_id: int
    way_id: int
    state: DeliveryState
    due_at: datetime
    attempts: int
    claimed_by: str | None
    claimed_at: datetime | None
    sent_at: datetime | None
    answer: str | None


def add_way(session: Session, new: NewWay) -> WayRow:
    """Enter a way."""
    statement = inserting(dialect(session), notice_way).returning(*columns_of(WayRow, notice_way))
    return as_dataclass(WayRow, session.execute(statement, vars(new)).one())


def get_way(session: Session, way_id: int) -> WayRow | None:
    """One way, or None."""
    return first(session, WayRow, _WAY, {"id": way_id})


def ways_of(session: Session, person_id: int) -> list[WayRow]:
    """A person's ways, first to last."""
    return [as_dataclass(WayRow, row) for row in session.execute(_WAYS_OF, {"person": person_id})]


def all_ways(session: Session) -> list[WayRow]:
    """Everybody's ways."""
    return [as_dataclass(WayRow, row) for row in session.execute(_ALL_WAYS)]


def remove_way(session: Session, way_id: int, person_id: int) -> bool:
    """Remove a person's way; False if it is not theirs."""
    mine = delete(notice_way).where(notice_way.c.id == way_id, notice_way.c.person_id == person_id)
    return touched(session, mine) == 1


def way_fails(session: Session, way_id: int, at: datetime) -> bool:
    """Note that nothing arrives there; whether it worked before."""
    mine = update(notice_way).where(notice_way.c.id == way_id, notice_way.c.failing_since.is_(None))
    return touched(session, mine.values(failing_since=at)) == 1


def way_works(session: Session, way_id: int) -> None:
    """Note that something arrived."""
    mine = update(notice_way).where(notice_way.c.id == way_id, notice_way.c.failing_since.is_not(None))
    session.execute(mine.values(failing_since=None))


def enter(session: Session, new: NewNotice) -> int | None:
    """Enter a notice; its id, None if the person was told of that key before."""
    statement = inserting(dialect(session), notice).on_conflict_do_nothing().returning(notice.c.id)
    row = session.execute(statement, vars(new)).first()
    return None if row is None else int(row.id)


def get(session: Session, notice_id: int) -> NoticeRow | None:
    """One notice, or None."""
    return first(session, NoticeRow, _NOTICE, {"id": notice_id})


def of_person(session: Session, person_id: int, *, limit: int) -> list[NoticeRow]:
    """A person's notices, newest first."""
    rows = session.execute(_OF_PERSON, {"person": person_id, "limit": limit})
    return [as_dataclass(NoticeRow, row) for row in rows]


def unread(session: Session, person_id: int) -> int:
    """How many notices the person has not opened."""
    return int(session.execute(_UNREAD_OF, {"person": person_id}).scalar_one())


def all_unread(session: Session) -> Mapping[int, int]:
    """Person → how many notices they have not opened; a person with none is left out."""
    return {int(row.person_id): int(row.many) for row in session.execute(_ALL_UNREAD)}


def read(session: Session, person_id: int, at: datetime, *, notice_id: int | None = None) -> int:
    """Mark one of a person's notices as read, or all; how many were not."""
    mine = update(notice).where(notice.c.person_id == person_id, notice.c.read_at.is_(None))
    one = mine if notice_id is None else mine.where(notice.c.id == notice_id)
    return touched(session, one.values(read_at=at))


def deliver(session: Session, notice_id: int, way_id: int, due_at: datetime) -> int | None:
    """Let a notice go on a way, not before `due_at`; the delivery's id, None if it goes there already."""
    values = {"notice_id": notice_id, "way_id": way_id, "state": DeliveryState.WAITING, "due_at": due_at}
    statement = inserting(dialect(session), notice_delivery).on_conflict_do_nothing().returning(notice_delivery.c.id)
    row = session.execute(statement, values).first()
    return None if row is None else int(row.id)


def get_delivery(session: Session, delivery_id: int) -> DeliveryRow | None:
    """One delivery, or None."""
    return first(session, DeliveryRow, _DELIVERY, {"id": delivery_id})


def claim(session: Session, delivery_id: int, by: str, at: datetime) -> bool:
    """Claim a delivery that waits; False if it does not. Commit before sending."""
    return _advance(
        session,
        delivery_id,
        DeliveryState.WAITING,
        state=DeliveryState.SENDING,
        claimed_by=by,
        claimed_at=at,
        attempts=notice_delivery.c.attempts + 1,
    )


def release(session: Session, delivery_id: int, answer: str) -> bool:
    """Give up a claim of which nothing was handed over, for a later try."""
    free = {"claimed_by": None, "claimed_at": None}
    return _advance(session, delivery_id, DeliveryState.SENDING, state=DeliveryState.WAITING, answer=answer, **free)


def settle(
    session: Session,
    delivery_id: int,
    state: DeliveryState,
    *,
    answer: str,
    sent_at: datetime | None = None,
    of: DeliveryState = DeliveryState.SENDING,
) -> bool:
    """Bring a delivery in state `of` to its end; False if it is in another."""
    return _advance(session, delivery_id, of, state=state, answer=answer, sent_at=sent_at)


def deliveries(session: Session, state: DeliveryState) -> list[DeliveryRow]:
    """Those in one state, oldest first."""
    return [as_dataclass(DeliveryRow, row) for row in session.execute(_IN_STATE, {"state": state})]


def of_notices(session: Session, notice_ids: Sequence[int]) -> Mapping[int, tuple[DeliveryRow, ...]]:
    """Notice → what became of it on each way."""
    asked = selecting(DeliveryRow, notice_delivery).where(notice_delivery.c.notice_id.in_(notice_ids))
    found: dict[int, tuple[DeliveryRow, ...]] = {}
    for row in session.execute(asked.order_by(notice_delivery.c.id)):
        one = as_dataclass(DeliveryRow, row)
        found[one.notice_id] = (*found.get(one.notice_id, ()), one)
    return found


def _advance(session: Session, delivery_id: int, of: DeliveryState, **values: object) -> bool:
    mine = update(notice_delivery).where(notice_delivery.c.id == delivery_id, notice_delivery.c.state == of)
    return touched(session, mine.values(**values)) == 1


_WAY = selecting(WayRow, notice_way).where(notice_way.c.id == bindparam("id"))
_WAYS_OF = selecting(WayRow, notice_way).where(notice_way.c.person_id == bindparam("person")).order_by(notice_way.c.id)
_ALL_WAYS = selecting(WayRow, notice_way).order_by(notice_way.c.id)
_NOTICE = selecting(NoticeRow, notice).where(notice.c.id == bindparam("id"))
_OF_PERSON = (
    selecting(NoticeRow, notice)
    .where(notice.c.person_id == bindparam("person"))
    .order_by(notice.c.id.desc())
    .limit(bindparam("limit"))
)
_UNREAD_OF = select(func.count()).where(notice.c.person_id == bindparam("person"), notice.c.read_at.is_(None))
_ALL_UNREAD = (
    select(notice.c.person_id, func.count().label("many"))
    .where(notice.c.read_at.is_(None))
    .group_by(notice.c.person_id)
)
_DELIVERY = selecting(DeliveryRow, notice_delivery).where(notice_delivery.c.id == bindparam("id"))
_IN_STATE = (
    selecting(DeliveryRow, notice_delivery)
    .where(notice_delivery.c.state == bindparam("state"))
    .order_by(notice_delivery.c.id)
)
