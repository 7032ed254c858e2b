"""The tables of a case: its events, decisions, clocks and letters, and what search finds of it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, UniqueConstraint, column, text

from domain.codes import (
    CaseState,
    Category,
    Channel,
    ClockName,
    ClockState,
    Department,
    Grade,
    Kind,
    LetterKind,
    LetterState,
    Urgency,
    Validity,
    VisitOutcome,
    Way,
)
from domain.decision import Decision, DecisionInput, Pause, Step
from domain.reading_codes import Script
from domain.work_codes import Cause
from store.columns import Code, Key, Mail, Plain, UtcTime, Wire, flag, words
from store.tables import metadata

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""When nothing is due: after every real moment, so that what has no running clock stands last by itself."""


def _as_graded(context: Any) -> Grade:  # SQLAlchemy publishes no type of this context
    """A case begins with the grade that it is opened with as its strictest."""
    grade: Grade = context.get_current_parameters()["grade"]
    return grade


case = Table(
    "case",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", Plain, nullable=False, unique=True),
    Column("intake_id", Key, ForeignKey("intake.id"), nullable=False, unique=True),
    Column("channel", Code(Channel), nullable=False),
    Column("project", Plain),
    Column("area", Plain),
    Column("building", Plain),
    Column("unit", Plain),
    Column("room", Plain),
    Column("resident_name", Plain),
    Column("phone", Plain),
    Column("email", Mail, index=True),
    Column("household_id", Key, ForeignKey("household.id"), index=True),
    # No foreign key: it only counts while it is the household above.
    Column("household_confirmed", Key),
    Column("received_at", UtcTime, nullable=False, index=True),
    Column("opened_at", UtcTime, nullable=False),
    # Logins, as in events: who follows it up, and the staff that it complains of, who never do.
    Column("owner", Plain),
    words("about"),
    Column("state", Code(CaseState), nullable=False, index=True),
    # What the visits of the present round have come to.
    Column("visit", Code(VisitOutcome)),
    Column("validity", Code(Validity), nullable=False),
    Column("category", Code(Category), nullable=False),
    Column("topic", Plain),
    Column("departments", Wire(tuple[Department, ...]), nullable=False),
    Column("grade", Code(Grade), nullable=False),
    # The strictest that was ever proposed or confirmed: it decides who approves. Only two heads together lower it.
    Column("strictest", Code(Grade), nullable=False, default=_as_graded, server_default=Grade.E),
    Column("urgency", Code(Urgency), nullable=False),
    # What staff call the dangers that its letters say are there now.
    words("alarms"),
    Column("kind", Code(Kind), nullable=False),
    flag("is_group"),
    Column("households", Integer),
    flag("fee"),
    flag("needs_person"),
    Column("also", Wire(tuple[Category, ...]), nullable=False, default=()),
    # What it comes from: as staff chose it, which follows from the record; and as rules propose it.
    Column("cause", Code(Cause)),
    Column("proposed_cause", Code(Cause)),
    # No foreign key: the decision names its case, and one half of a circle is enough.
    Column("decision_id", Key),
    Column("parent_id", Key, ForeignKey("case.id"), index=True),
    Column("group_key", Plain, index=True),
    Column("reply_round", Integer, nullable=False, default=1),
    Column("subject", Plain, nullable=False, default=""),
    Column("reply_to_email", Plain),
    Column("message_id", Plain),
    words("references"),
    # The end of the chain of events: what is cut off there is missed.
    Column("events", Integer, nullable=False, default=0),
    Column("event_head", Plain, nullable=False, default=""),
    # Kept by the database itself as clocks start, move and stop (migration 0006): the due moment of the nearest running
    # clock, and which clocks run, as `,reply,handle,`.
    Column("next_due_at", UtcTime, nullable=False, default=NEVER),
    Column("running", Plain, nullable=False, default=""),
    Index("ix_case_place", "project", "received_at"),
    Index("ix_case_due", "next_due_at", "received_at", "id"),
    # The newest of a matter: how it was answered before.
    Index("ix_case_topic", "topic", "id", "project"),
    Index(
        "ix_case_urgent",
        "next_due_at",
        "received_at",
        "id",
        # The urgent stand first in the queue, and are few.
        sqlite_where=text("state <> 'filed' AND urgency = 'urgent'"),
        postgresql_where=text("state <> 'filed' AND urgency = 'urgent'"),
    ),
    Index(
        "ix_case_owner",
        "owner",
        "next_due_at",
        "received_at",
        "id",
        # How much each of the staff has in hand, and the list of it.
        sqlite_where=text("state <> 'filed'"),
        postgresql_where=text("state <> 'filed'"),
    ),
    Index(
        "ix_case_queue",
        "next_due_at",
        "received_at",
        "id",
        # What the conditions of the queue ask of a case, so that no open one need be fetched to be passed over.
        "state",
        "grade",
        "project",
        "needs_person",
        "running",
        "departments",
        sqlite_where=text("state <> 'filed'"),
        postgresql_where=text("state <> 'filed'"),
    ),
)


# What search finds of a case; the words of it stand in `search_index`, which either database has in a way of its own.
search_text = Table(
    "search_text",
    metadata,
    Column("case_id", Key, ForeignKey("case.id"), primary_key=True, autoincrement=False),
    Column("project", Plain),
    Column("text", Plain, nullable=False),
    Column("folded", Plain, nullable=False),
)


decision = Table(
    "decision",
    metadata,
    Column("id", Key, primary_key=True),
    Column("intake_id", Key, ForeignKey("intake.id"), nullable=False, index=True),
    Column("case_id", Key, ForeignKey("case.id"), index=True),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("input", Wire(DecisionInput), nullable=False),
    Column("decision", Wire(Decision), nullable=False),
    Column("rulebook", Plain, ForeignKey("rulebook.sha"), nullable=False),
)


event = Table(
    "event",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("who", Plain, nullable=False),
    Column("what", Plain, nullable=False),
    Column("digest", Plain, nullable=False),
    Column("previous_hash", Plain, nullable=False),
    Column("hash", Plain, nullable=False),
    UniqueConstraint("case_id", "seq"),
    # The last that people decided by hand, over all cases.
    Index("ix_event_judged", "id", sqlite_where=text("what = 'judged'"), postgresql_where=text("what = 'judged'")),
)


event_payload = Table(
    "event_payload",
    metadata,
    Column("event_id", Key, ForeignKey("event.id"), primary_key=True, autoincrement=False),
    Column("salt", Plain),
    Column("payload", Plain),
)


clock = Table(
    "clock",
    metadata,
    Column("id", Key, primary_key=True),
    Column("intake_id", Key, ForeignKey("intake.id"), nullable=False),
    Column("case_id", Key, ForeignKey("case.id"), index=True),
    Column("clock", Code(ClockName), nullable=False),
    Column("round", Integer, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    flag("provisional"),
    Column("steps", Wire(tuple[Step, ...]), nullable=False, default=()),
    Column("state", Code(ClockState), nullable=False),
    Column("stopped_at", UtcTime),
    Column("stopped_by", Plain),
    Column("paused_at", UtcTime),
    # The pauses that are over.
    Column("pauses", Wire(tuple[Pause, ...]), nullable=False, default=()),
    # When it next has something to say, NULL: not known since it started or changed.
    Column("wakes_at", UtcTime),
    Column("department", Code(Department)),
    # No foreign keys: SQLite adds none without building the table again, and its triggers with it.
    Column("opened_by_letter", Key),
    Column("stopped_by_letter", Key),
    UniqueConstraint("intake_id", "clock", "round"),
    Index("ix_clock_due", "state", "due_at"),
    Index("ix_clock_wakes", "state", "wakes_at"),
    # Few clocks reach into a year whose notice is not out: the index holds nothing else.
    Index(
        "ix_clock_provisional",
        "state",
        sqlite_where=text("provisional = 1"),
        postgresql_where=text("provisional"),
    ),
    # What a department is to do, out of all clocks: a small part of them.
    Index(
        "ix_clock_department",
        "department",
        "state",
        "case_id",
        sqlite_where=column("department").is_not(None),
        postgresql_where=column("department").is_not(None),
    ),
    # Of all clocks, few are of a confirmed grade: the index holds nothing else.
    Index(
        "ix_clock_progress",
        "case_id",
        "state",
        sqlite_where=text("clock = 'progress'"),
        postgresql_where=text("clock = 'progress'"),
    ),
)


clock_firing = Table(
    "clock_firing",
    metadata,
    Column("id", Key, primary_key=True),
    Column("clock_id", Key, ForeignKey("clock.id"), nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("kind", Plain, nullable=False),
    Column("fired_at", UtcTime, nullable=False),
    UniqueConstraint("clock_id", "due_at", "kind"),
)


letter = Table(
    "letter",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), nullable=False),
    Column("intake_id", Key, ForeignKey("intake.id"), nullable=False, index=True),
    Column("kind", Code(LetterKind), nullable=False),
    Column("round", Integer, nullable=False, default=1),
    Column("version", Integer, nullable=False, default=1),
    Column("state", Code(LetterState), nullable=False, index=True),
    Column("number", Plain, unique=True),
    Column("dated", Date),
    Column("docx_sha", Plain),
    Column("pdf_sha", Plain),
    Column("message_id", Plain, unique=True),
    Column("to_address", Plain),
    Column("to_key", Mail, index=True),
    # One form a mailbox, and the domain that somebody registered: what caps count (store.caps).
    Column("cap_mailbox", Plain),
    Column("cap_domain", Plain),
    Column("subject", Plain),
    Column("body", Plain),
    Column("in_reply_to", Plain),
    words("references"),
    Column("script", Code(Script), nullable=False),
    Column("held", Plain),
    Column("claimed_by", Plain),
    Column("claimed_at", UtcTime),
    Column("sent_at", UtcTime),
    Column("answer", Plain),
    Column("error", Plain),
    Column("way", Code(Way)),
    Column("submitted_by", Plain),
    Column("submitted_at", UtcTime),
    Column("sealed_sha", Plain),
    Column("address_confirmed_by", Plain),
    # Whom a letter on paper is addressed to, as it was submitted: the name, then the lines of the address.
    Column("postal", Wire(tuple[str, ...]), nullable=False, default=(), server_default="[]"),
    # No foreign key: the batches stand in desk_tables, above which nothing here depends.
    Column("batch_id", Key, index=True),
    Column("printed_at", UtcTime),
    Column("posted_at", UtcTime),
    Column("tracking", Plain),
    Column("promised", Date),
    Column("department", Code(Department)),
    UniqueConstraint("case_id", "kind", "round", "version"),
    Index("ix_letter_waiting", "state", "kind", "case_id"),
    Index("ix_letter_claimed", "claimed_at", "kind"),
    # What left the house today, by mail or by post.
    Index(
        "ix_letter_sent_at",
        "sent_at",
        sqlite_where=column("sent_at").is_not(None),
        postgresql_where=column("sent_at").is_not(None),
    ),
    Index(
        "ix_letter_posted_at",
        "posted_at",
        sqlite_where=column("posted_at").is_not(None),
        postgresql_where=column("posted_at").is_not(None),
    ),
    # What is held is a sliver of all letters: the index holds nothing else.
    Index(
        "ix_letter_held",
        "state",
        "case_id",
        sqlite_where=column("held").is_not(None),
        postgresql_where=column("held").is_not(None),
    ),
)

# The further cases that a letter answers: those of the household that the reply in one case names too. ended_at: since
# when it does not name them any more.
letter_case = Table(
    "letter_case",
    metadata,
    Column("letter_id", Key, ForeignKey("letter.id"), primary_key=True, autoincrement=False),
    Column("case_id", Key, ForeignKey("case.id"), primary_key=True, autoincrement=False, index=True),
    Column("named_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
)
