"""Programs that are told of the events of cases: each event once a program, entered in the event's own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from domain.notices import DeliveryState
from domain.webhooks import WEBHOOK
from store import jobs
from store.api_tables import webhook, webhook_delivery
from store.case_tables import case, event
from store.rows import as_dataclass, columns_of, first, selecting, touched


@dataclass(frozen=True, kw_only=True)
class NewWebhook:
    """A program to be told. name: the host. target, secret: sealed. events: their names; none: all."""

    name: str
    target: str = field(repr=False)
    secret: str = field(repr=False)
    events: tuple[str, ...]
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class WebhookRow(NewWebhook):
    """A program as it stands. failures: how often in a row nothing arrived; retry_at: not before."""

    id: int
    stopped_at: datetime | None
    stopped_by: str | None
    removed_at: datetime | None
    failures: int
    retry_at: datetime | None

    @property
    def told(self) -> bool:
        """Whether it is told of what happens."""
        return self.stopped_at is None and self.removed_at is None


@dataclass(frozen=True, kw_only=True)
class DeliveryRow:
    """One event on its way to one program. attempts: how often it was tried; answer: what came of the last try."""

    id: int
    webhook_id: int
    event_id: int
    state: DeliveryState
    due_at: datetime
    attempts: int
    ended_at: datetime | None
    answer: str | None


@dataclass(frozen=True, kw_only=True)
class Logged:
    """A line of the log: a delivery with its case and event."""

    id: int
    event_id: int
    number: str
    what: str
    at: datetime
    state: DeliveryState
    due_at: datetime
    attempts: int
    ended_at: datetime | None
    answer: str | None


def add(session: Session, new: NewWebhook) -> WebhookRow:
    """Enter a program."""
    return as_dataclass(WebhookRow, session.execute(_ADD, {**vars(new), "failures": 0}).one())


def get(session: Session, webhook_id: int) -> WebhookRow | None:
    """One that is there, or None."""
    return first(session, WebhookRow, _ONE, {"id": webhook_id})


def all_webhooks(session: Session) -> list[WebhookRow]:
    """All that are there, first to last."""
    return [as_dataclass(WebhookRow, row) for row in session.execute(_ALL)]


def change(session: Session, webhook_id: int, **values: object) -> None:
    """Set some of its columns."""
    session.execute(update(webhook).where(webhook.c.id == webhook_id).values(**values))


def enter(session: Session, news: Sequence[tuple[int, str]], at: datetime) -> None:
    """Let every program that wants them be told of events (id, name), in the transaction that appends them."""
    values = [
        {"webhook_id": row.id, "event_id": id_, "state": DeliveryState.WAITING, "due_at": at, "attempts": 0}
        for row in session.execute(_TOLD)
        for id_, what in news
        if not row.events or what in row.events
    ]
    if values:
        entered = session.execute(_ENTER, values).scalars()
        jobs.defer_many(session, WEBHOOK, [int(id_) for id_ in entered])


def delivery(session: Session, delivery_id: int) -> DeliveryRow | None:
    """One delivery, or None."""
    return first(session, DeliveryRow, _DELIVERY, {"id": delivery_id})


def waiting(session: Session, until: datetime) -> list[int]:
    """The deliveries that are due by then, oldest first."""
    return [int(id_) for id_ in session.execute(_DUE, {"until": until}).scalars()]


def failed(session: Session, delivery_id: int, *, answer: str, due_at: datetime) -> None:
    """A try came to nothing; the next is at `due_at`."""
    attempts = webhook_delivery.c.attempts + 1
    _advance(session, delivery_id, attempts=attempts, answer=answer, due_at=due_at)


def end(session: Session, delivery_id: int, state: DeliveryState, *, answer: str, at: datetime) -> bool:
    """A delivery that waits comes to its end; False if it does not wait."""
    return _advance(session, delivery_id, state=state, answer=answer, ended_at=at)


def end_all(session: Session, webhook_id: int, *, answer: str, at: datetime) -> int:
    """Nothing that waits for this program is tried any more; how much that was."""
    mine = update(webhook_delivery).where(
        webhook_delivery.c.webhook_id == webhook_id, webhook_delivery.c.ended_at.is_(None)
    )
    return touched(session, mine.values(state=DeliveryState.FAILED, answer=answer, ended_at=at))


def again(session: Session, delivery_id: int, at: datetime) -> bool:
    """Send once more what has come to its end, under the same id; False if it still waits."""
    mine = update(webhook_delivery).where(
        webhook_delivery.c.id == delivery_id, webhook_delivery.c.ended_at.is_not(None)
    )
    fresh = {"state": DeliveryState.WAITING, "attempts": 0, "due_at": at, "ended_at": None}
    if touched(session, mine.values(**fresh)) == 0:
        return False
    jobs.defer(session, WEBHOOK, delivery_id)
    jobs.hasten(session, WEBHOOK, delivery_id)  # it may still wait for a try that was given up
    return True


def log(session: Session, webhook_id: int, *, before: int | None, limit: int) -> list[Logged]:
    """The deliveries of a program, newest event first. before: the event that ended the page before."""
    query = _LOG.where(webhook_delivery.c.webhook_id == webhook_id)
    if before is not None:
        query = query.where(webhook_delivery.c.event_id < before)
    newest = query.order_by(webhook_delivery.c.event_id.desc()).limit(limit)
    return [as_dataclass(Logged, row) for row in session.execute(newest)]


def forget(session: Session, ended_before: datetime, *, most: int = 5_000) -> int:
    """Take out of the log what ended earlier, at most so many; how many."""
    old = select(webhook_delivery.c.id).where(webhook_delivery.c.ended_at < ended_before).limit(most)
    return touched(session, delete(webhook_delivery).where(webhook_delivery.c.id.in_(old.scalar_subquery())))


def _advance(session: Session, delivery_id: int, **values: object) -> bool:
    mine = update(webhook_delivery).where(
        webhook_delivery.c.id == delivery_id, webhook_delivery.c.state == DeliveryState.WAITING
    )
    return touched(session, mine.values(**values)) == 1


_ADD = insert(webhook).returning(*columns_of(WebhookRow, webhook))
_ONE = selecting(WebhookRow, webhook).where(webhook.c.id == bindparam("id"), webhook.c.removed_at.is_(None))
_ALL = selecting(WebhookRow, webhook).where(webhook.c.removed_at.is_(None)).order_by(webhook.c.id)
_TOLD = select(webhook.c.id, webhook.c.events).where(webhook.c.stopped_at.is_(None), webhook.c.removed_at.is_(None))
_ENTER = insert(webhook_delivery).returning(webhook_delivery.c.id, sort_by_parameter_order=True)
_DELIVERY = selecting(DeliveryRow, webhook_delivery).where(webhook_delivery.c.id == bindparam("id"))
_DUE = (
    select(webhook_delivery.c.id)
    .where(webhook_delivery.c.ended_at.is_(None), webhook_delivery.c.due_at <= bindparam("until"))
    .order_by(webhook_delivery.c.due_at)
)
_LOG = (
    select(
        webhook_delivery.c.id,
        webhook_delivery.c.event_id,
        case.c.number,
        event.c.what,
        event.c.at,
        webhook_delivery.c.state,
        webhook_delivery.c.due_at,
        webhook_delivery.c.attempts,
        webhook_delivery.c.ended_at,
        webhook_delivery.c.answer,
    )
    .join(event, event.c.id == webhook_delivery.c.event_id)
    .join(case, case.c.id == event.c.case_id)
)
