"""The tables of what comes in, of directory, rulebook and the machine's own work; `migrations/` must say the same.

A case stands in `case_tables`, its work at the desk in `desk_tables`, the people in `staff_tables`, what they are told
in `notice_tables`.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, UniqueConstraint, column

from domain.codes import Channel, IgnoredReason, IntakeState
from domain.correction import Correction
from domain.directory_codes import ProjectKind
from domain.reading import Document, Problem
from domain.reading_codes import Authentication, MessageClass
from store.columns import Code, Key, Mail, Plain, UtcTime, Wire, flag, words
from store.rows import Columns

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


intake = Table(
    "intake",
    metadata,
    Column("id", Key, primary_key=True),
    Column("source", Plain, nullable=False),
    Column("source_key", Plain, nullable=False),
    Column("index", Integer, nullable=False, default=0),
    Column("sha256", Plain, index=True),
    Column("size", Integer, nullable=False),
    Column("state", Code(IntakeState), nullable=False, index=True),
    Column("ignored_reason", Code(IgnoredReason)),
    Column("note", Plain),
    Column("message_class", Code(MessageClass)),
    Column("channel", Code(Channel), nullable=False),
    Column("project", Plain),
    Column("received_at", UtcTime, nullable=False),
    flag("received_date_only"),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("message_id", Plain, index=True),
    Column("sender", Mail),
    Column("subject", Plain),
    Column("body_hash", Plain),
    Column("in_reply_to", Plain),
    words("references"),
    flag("no_letter"),
    Column("authentication", Code(Authentication), nullable=False, server_default=Authentication.UNKNOWN),
    Column("told_at", UtcTime),
    # The case names its opening intake too: one half of the circle is added after both tables exist.
    Column("case_id", Key, ForeignKey("case.id", use_alter=True), index=True),
    Column("duplicate_of", Key, ForeignKey("intake.id")),
    Column("problems", Wire(tuple[Problem, ...]), nullable=False, default=()),
    Column("details", Wire(Columns), nullable=False, default=dict),
    # What staff call the dangers that it says are there now, while it is no case yet.
    words("alarms"),
    # A login, as in events: who looks after it while it is no case yet.
    Column("owner", Plain),
    UniqueConstraint("source", "source_key", "index"),
    # What has yet to be told is a sliver of all rows: the index holds nothing else.
    Index(
        "ix_intake_untold",
        "source",
        "id",
        sqlite_where=column("told_at").is_(None),
        postgresql_where=column("told_at").is_(None),
    ),
)

reading = Table(
    "reading",
    metadata,
    Column("intake_id", Key, ForeignKey("intake.id"), primary_key=True, autoincrement=False),
    Column("documents", Plain, nullable=False),
)

correction = Table(
    "correction",
    metadata,
    Column("id", Key, primary_key=True),
    Column("intake_id", Key, ForeignKey("intake.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("standing", Wire(Correction), nullable=False),
    Column("document", Wire(Document), nullable=False),
    UniqueConstraint("intake_id", "version"),
)

mailbox_state = Table(
    "mailbox_state",
    metadata,
    Column("source", Plain, primary_key=True),
    Column("uidvalidity", Key, nullable=False),
    Column("high_uid", Key, nullable=False),
    Column("start_from", UtcTime, nullable=False),
    Column("checked_at", UtcTime, nullable=False),
    Column("shown", Integer, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", Plain, primary_key=True),
    Column("holder", Plain, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
)

job = Table(
    "job",
    metadata,
    Column("id", Key, primary_key=True),
    Column("stage", Plain, nullable=False),
    Column("subject_id", Key, nullable=False),
    Column("run_at", UtcTime, nullable=False, index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("wanted", Integer, nullable=False, default=1),
    Column("claimed_by", Plain),
    Column("claimed_until", UtcTime),
    Column("last_error", Plain),
    UniqueConstraint("stage", "subject_id"),
    # A finished job's row goes; its key must not come back for another job while a slow worker still holds it.
    sqlite_autoincrement=True,
)

counter = Table(
    "counter",
    metadata,
    Column("series", Plain, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("value", Integer, nullable=False),
)

project = Table(
    "project",
    metadata,
    Column("id", Key, primary_key=True),
    Column("name", Plain, nullable=False, unique=True),
    Column("area", Plain),
    Column("area_m2", Integer),
    Column("kind", Code(ProjectKind)),
    Column("occupied_households", Integer),
    Column("office_name", Plain),
    Column("office_address", Plain),
    Column("phones", Plain),
    Column("version", Integer, nullable=False, server_default="1"),
)

household = Table(
    "household",
    metadata,
    Column("id", Key, primary_key=True),
    Column("project", Plain, nullable=False),
    Column("area", Plain),
    Column("building", Plain),
    Column("unit", Plain),
    Column("room", Plain),
    Column("name", Plain),
    Column("phone", Plain),
    Column("email", Plain),
    Column("occupied", Boolean, nullable=False, default=True),
    Column("languages", Plain),
    Column("wishes", Plain),
    Column("version", Integer, nullable=False, server_default="1"),
    # The comparing forms of store.directory; unknown is the empty text, so that the key below also holds for it.
    Column("match_project", Plain, nullable=False),
    Column("match_building", Plain, nullable=False),
    Column("match_unit", Plain, nullable=False),
    Column("match_room", Plain, nullable=False),
    UniqueConstraint("match_project", "match_building", "match_unit", "match_room"),
    Index("ix_household_place", "match_room", "match_building"),
    # How many each project has, without a look at any of them.
    Index("ix_household_figures", "project", "occupied"),
)

contact = Table(
    "contact",
    metadata,
    Column("household_id", Key, ForeignKey("household.id"), primary_key=True, autoincrement=False),
    Column("kind", Plain, primary_key=True),
    Column("value", Plain, primary_key=True),
    Index("ix_contact_value", "value", "kind"),
)

rulebook = Table(
    "rulebook",
    metadata,
    Column("sha", Plain, primary_key=True),
    Column("name", Plain, nullable=False),
    Column("files", Wire(dict[str, str]), nullable=False),
    Column("first_used_at", UtcTime, nullable=False),
)

rulebook_version = Table(
    "rulebook_version",
    metadata,
    Column("id", Key, primary_key=True),
    Column("sha", Plain, ForeignKey("rulebook.sha"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("who", Plain, nullable=False),
    Column("note", Plain, nullable=False, default=""),
    flag("active"),
)

# One row: the draft of the next version, as what differs from `base`. Nothing is decided by it.
rulebook_draft = Table(
    "rulebook_draft",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=False),
    Column("base", Plain, ForeignKey("rulebook.sha"), nullable=False),
    Column("files", Wire(dict[str, str | None]), nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("changed_by", Plain, nullable=False),
)

# Words proposed for a topic that an admin does not want.
rulebook_declined = Table(
    "rulebook_declined",
    metadata,
    Column("topic", Plain, primary_key=True),
    Column("word", Plain, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("who", Plain, nullable=False),
)

# What search finds of a mail that is no case.
intake_text = Table(
    "intake_text",
    metadata,
    Column("intake_id", Key, ForeignKey("intake.id"), primary_key=True, autoincrement=False),
    Column("folded", Plain, nullable=False),
)
