"""The first schema: intake, jobs, directory, cases, events, clocks, letters.

Scripts go forward only: the way back is the backup taken before an upgrade.
"""

from typing import Any  # columns of several types

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def _id() -> sa.Column[int]:
    return sa.Column("id", KEY, primary_key=True)


def _needed(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:  # columns of several types
    return [sa.Column(name, kind, nullable=False) for name in names]


def _optional(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:  # columns of several types
    return [sa.Column(name, kind, nullable=True) for name in names]


def _refers(table: str, column: str, other: str, *, later: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}", use_alter=later)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    _sources()
    _work()
    _directory()
    _intake()
    _cases()
    _decisions()
    _events()
    _clocks()
    _letters()
    if op.get_bind().dialect.name == "postgresql":
        # Intake and case refer to each other; SQLite took the reference with the table, for it need not exist there.
        op.create_foreign_key("fk_intake_case_id", "intake", "case", ["case_id"], ["id"])


def _sources() -> None:
    op.create_table(
        "mailbox_state",
        *_needed(sa.Text(), "source"),
        *_needed(KEY, "uidvalidity", "high_uid"),
        *_needed(TIME, "start_from", "checked_at"),
        *_needed(sa.Integer(), "shown"),
        _primary("mailbox_state", "source"),
    )
    op.create_table(
        "lease", *_needed(sa.Text(), "name", "holder"), *_needed(TIME, "expires_at"), _primary("lease", "name")
    )


def _work() -> None:
    op.create_table(
        "job",
        _id(),
        *_needed(sa.Text(), "stage"),
        *_needed(KEY, "subject_id"),
        *_needed(TIME, "run_at"),
        *_needed(sa.Integer(), "attempts", "wanted"),
        *_optional(sa.Text(), "claimed_by", "last_error"),
        *_optional(TIME, "claimed_until"),
        _primary("job", "id"),
        _unique("job", "stage", "subject_id"),
        sqlite_autoincrement=True,
    )
    _indexes("job", "run_at")
    op.create_table(
        "counter",
        *_needed(sa.Text(), "series"),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        *_needed(sa.Integer(), "value"),
        _primary("counter", "series", "year"),
    )


def _directory() -> None:
    op.create_table(
        "project",
        _id(),
        *_needed(sa.Text(), "name"),
        *_optional(sa.Text(), "area"),
        _primary("project", "id"),
        _unique("project", "name"),
    )
    matches = ("match_project", "match_building", "match_unit", "match_room")
    op.create_table(
        "household",
        _id(),
        *_needed(sa.Text(), "project"),
        *_optional(sa.Text(), "area", "building", "unit", "room", "name", "phone", "email"),
        *_needed(sa.Boolean(), "occupied"),
        *_needed(sa.Text(), *matches),
        _primary("household", "id"),
        _unique("household", *matches),
    )
    op.create_index("ix_household_place", "household", ["match_room", "match_building"])
    op.create_table(
        "contact",
        sa.Column("household_id", KEY, nullable=False, autoincrement=False),
        *_needed(sa.Text(), "kind", "value"),
        _primary("contact", "household_id", "kind", "value"),
        _refers("contact", "household_id", "household.id"),
    )
    op.create_index("ix_contact_value", "contact", ["value", "kind"])


def _intake() -> None:
    op.create_table(
        "intake",
        _id(),
        *_needed(sa.Text(), "source", "source_key", "state", "channel", "references", "problems", "details"),
        *_needed(sa.Integer(), "index", "size"),
        *_needed(TIME, "received_at", "first_seen_at"),
        *_needed(sa.Boolean(), "received_date_only", "no_letter"),
        *_optional(sa.Text(), "sha256", "ignored_reason", "note", "message_class", "project"),
        *_optional(sa.Text(), "message_id", "sender", "subject", "body_hash", "in_reply_to"),
        *_optional(TIME, "told_at"),
        *_optional(KEY, "case_id", "duplicate_of"),
        _primary("intake", "id"),
        _unique("intake", "source", "source_key", "index"),
        _refers("intake", "duplicate_of", "intake.id"),
        _refers("intake", "case_id", "case.id", later=True),
    )
    _indexes("intake", "sha256", "state", "message_id", "case_id")
    untold = sa.text("told_at IS NULL")
    op.create_index("ix_intake_untold", "intake", ["source", "id"], sqlite_where=untold, postgresql_where=untold)
    op.create_table(
        "reading",
        sa.Column("intake_id", KEY, nullable=False, autoincrement=False),
        *_needed(sa.Text(), "documents"),
        _primary("reading", "intake_id"),
        _refers("reading", "intake_id", "intake.id"),
    )


def _cases() -> None:
    op.create_table(
        "case",
        _id(),
        *_needed(sa.Text(), "number", "channel", "state", "validity", "category", "departments", "grade", "urgency"),
        *_needed(sa.Text(), "kind", "also", "subject", "references", "event_head"),
        *_needed(KEY, "intake_id"),
        *_needed(TIME, "received_at", "opened_at"),
        *_needed(sa.Boolean(), "is_group", "fee", "needs_person"),
        *_needed(sa.Integer(), "reply_round", "events"),
        *_optional(sa.Text(), "project", "area", "building", "unit", "room", "resident_name", "phone", "email"),
        *_optional(sa.Text(), "topic", "group_key", "reply_to_email", "message_id"),
        *_optional(KEY, "household_id", "decision_id", "parent_id"),
        *_optional(sa.Integer(), "households"),
        _primary("case", "id"),
        _unique("case", "number"),
        _unique("case", "intake_id"),
        _refers("case", "intake_id", "intake.id"),
        _refers("case", "household_id", "household.id"),
        _refers("case", "parent_id", "case.id"),
    )
    _indexes("case", "email", "household_id", "received_at", "state", "parent_id", "group_key")
    op.create_index("ix_case_place", "case", ["project", "received_at"])


def _decisions() -> None:
    op.create_table(
        "rulebook",
        *_needed(sa.Text(), "sha", "name", "files"),
        *_needed(TIME, "first_used_at"),
        _primary("rulebook", "sha"),
    )
    op.create_table(
        "decision",
        _id(),
        *_needed(KEY, "intake_id"),
        *_optional(KEY, "case_id"),
        *_needed(TIME, "made_at"),
        *_needed(sa.Text(), "made_by", "input", "decision", "rulebook"),
        _primary("decision", "id"),
        _refers("decision", "intake_id", "intake.id"),
        _refers("decision", "case_id", "case.id"),
        _refers("decision", "rulebook", "rulebook.sha"),
    )
    _indexes("decision", "intake_id", "case_id")


def _events() -> None:
    op.create_table(
        "event",
        _id(),
        *_needed(KEY, "case_id"),
        *_needed(sa.Integer(), "seq"),
        *_needed(TIME, "at"),
        *_needed(sa.Text(), "who", "what", "digest", "previous_hash", "hash"),
        _primary("event", "id"),
        _unique("event", "case_id", "seq"),
        _refers("event", "case_id", "case.id"),
    )
    op.create_table(
        "event_payload",
        sa.Column("event_id", KEY, nullable=False, autoincrement=False),
        *_optional(sa.Text(), "salt", "payload"),
        _primary("event_payload", "event_id"),
        _refers("event_payload", "event_id", "event.id"),
    )


def _clocks() -> None:
    op.create_table(
        "clock",
        _id(),
        *_needed(KEY, "intake_id"),
        *_optional(KEY, "case_id"),
        *_needed(sa.Text(), "clock", "steps", "state"),
        *_needed(sa.Integer(), "round"),
        *_needed(TIME, "started_at", "due_at"),
        *_needed(sa.Boolean(), "provisional"),
        *_optional(TIME, "stopped_at", "paused_at"),
        *_optional(sa.Text(), "stopped_by"),
        _primary("clock", "id"),
        _unique("clock", "intake_id", "clock", "round"),
        _refers("clock", "intake_id", "intake.id"),
        _refers("clock", "case_id", "case.id"),
    )
    _indexes("clock", "case_id")
    op.create_index("ix_clock_due", "clock", ["state", "due_at"])
    op.create_table(
        "clock_firing",
        _id(),
        *_needed(KEY, "clock_id"),
        *_needed(TIME, "due_at", "fired_at"),
        *_needed(sa.Text(), "kind"),
        _primary("clock_firing", "id"),
        _unique("clock_firing", "clock_id", "due_at", "kind"),
        _refers("clock_firing", "clock_id", "clock.id"),
    )


def _letters() -> None:
    op.create_table(
        "letter",
        _id(),
        *_needed(KEY, "case_id", "intake_id"),
        *_needed(sa.Text(), "kind", "state", "references", "script"),
        *_needed(sa.Integer(), "round", "version"),
        *_optional(sa.Text(), "number", "docx_sha", "pdf_sha", "message_id", "to_address", "to_key", "subject", "body"),
        *_optional(sa.Text(), "in_reply_to", "held", "claimed_by", "answer", "error"),
        *_optional(sa.Date(), "dated"),
        *_optional(TIME, "claimed_at", "sent_at"),
        _primary("letter", "id"),
        _unique("letter", "case_id", "kind", "round", "version"),
        _unique("letter", "number"),
        _unique("letter", "message_id"),
        _refers("letter", "case_id", "case.id"),
        _refers("letter", "intake_id", "intake.id"),
    )
    _indexes("letter", "intake_id", "state", "to_key")
