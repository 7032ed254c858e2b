"""The tables of what people are told at once: the ways they chose, the notices, and one row for each on its way."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, UniqueConstraint, column

from domain.notices import DeliveryState, NoticeKind, WayKind
from store.case_tables import case
from store.columns import Code, Key, Plain, UtcTime
from store.staff_tables import person
from store.tables import intake, metadata

# How a person is told beside the desk; without a row by mail, if there is an address. target: the address of a webhook,
# sealed under the instance's key; "" for mail. urgent_only: nothing but what presses. failing_since: since when nothing
# arrives there.
notice_way = Table(
    "notice_way",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey(person.c.id), nullable=False, index=True),
    Column("kind", Code(WayKind), nullable=False),
    Column("name", Plain, nullable=False),
    Column("target", Plain, nullable=False, default=""),
    Column("urgent_only", Boolean, nullable=False, default=False),
    Column("made_at", UtcTime, nullable=False),
    Column("failing_since", UtcTime),
    # A way that was removed is not used again under its number: deliveries name it.
    sqlite_autoincrement=True,
)

# One notice a person and piece of news: `key` names that (an event, a case's grade, a letter received, a way).
notice = Table(
    "notice",
    metadata,
    Column("id", Key, primary_key=True),
    Column("person_id", Key, ForeignKey(person.c.id), nullable=False),
    Column("key", Plain, nullable=False),
    Column("kind", Code(NoticeKind), nullable=False),
    Column("presses", Boolean, nullable=False, default=False),
    Column("case_id", Key, ForeignKey(case.c.id), index=True),
    Column("intake_id", Key, ForeignKey(intake.c.id)),
    Column("subject", Plain, nullable=False, default=""),
    Column("about", Plain, nullable=False, default=""),
    Column("made_at", UtcTime, nullable=False),
    Column("read_at", UtcTime),
    UniqueConstraint("person_id", "key"),
    Index("ix_notice_person", "person_id", "id"),
    # What is not read is a sliver of all notices: the index of the bell holds nothing else.
    Index(
        "ix_notice_unread",
        "person_id",
        sqlite_where=column("read_at").is_(None),
        postgresql_where=column("read_at").is_(None),
    ),
)

# One notice on one way; way_id: 0 for the person's mail. No foreign key, for a way may be removed.
notice_delivery = Table(
    "notice_delivery",
    metadata,
    Column("id", Key, primary_key=True),
    Column("notice_id", Key, ForeignKey(notice.c.id), nullable=False),
    Column("way_id", Key, nullable=False),
    Column("state", Code(DeliveryState), nullable=False, index=True),
    Column("due_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("claimed_by", Plain),
    Column("claimed_at", UtcTime),
    Column("sent_at", UtcTime),
    Column("answer", Plain),
    UniqueConstraint("notice_id", "way_id"),
)
