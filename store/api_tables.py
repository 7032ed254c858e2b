"""The tables of other programs: which of their writings were taken, once each, and what they are told."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint, column

from domain.notices import DeliveryState
from store.case_tables import event
from store.columns import Code, Key, Plain, UtcTime, Wire
from store.staff_tables import api_token, person
from store.tables import metadata

# What a program wrote under an Idempotency-Key of its own; key: made of token and key, fingerprint: of what was sent.
api_request = Table(
    "api_request",
    metadata,
    Column("key", Plain, primary_key=True),
    Column("token_id", Key, ForeignKey(api_token.c.id), nullable=False),
    Column("fingerprint", Plain, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# A program that is told of events of cases. target, secret: sealed under the instance's key. events: their names, none:
# all. stopped_at: it is told nothing meanwhile. failures, retry_at: how often in a row it gave no answer; not before.
webhook = Table(
    "webhook",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", Plain, nullable=False),
    Column("target", Plain, nullable=False),
    Column("secret", Plain, nullable=False),
    Column("events", Wire(tuple[str, ...]), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("stopped_at", UtcTime),
    Column("stopped_by", Plain),
    Column("removed_at", UtcTime),
    Column("failures", Integer, nullable=False, default=0),
    Column("retry_at", UtcTime),
)

# One event on its way to one program, entered in the transaction of the event.
webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", Key, primary_key=True),
    Column("webhook_id", Key, ForeignKey(webhook.c.id), nullable=False),
    Column("event_id", Key, ForeignKey(event.c.id), nullable=False),
    Column("state", Code(DeliveryState), nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("ended_at", UtcTime, index=True),
    Column("answer", Plain),
    UniqueConstraint("webhook_id", "event_id"),
    # What waits is a sliver of all: the index of what is still to be sent holds nothing else.
    Index(
        "ix_webhook_delivery_waiting",
        "due_at",
        sqlite_where=column("ended_at").is_(None),
        postgresql_where=column("ended_at").is_(None),
    ),
)

# The secret link by which a person's calendar reads their deadlines; token_hash: sha256 in hex. One a person.
calendar_link = Table(
    "calendar_link",
    metadata,
    Column("person_id", Key, ForeignKey(person.c.id), primary_key=True, autoincrement=False),
    Column("token_hash", Plain, nullable=False, unique=True),
    Column("made_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)
