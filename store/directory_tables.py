"""The tables of who lives in a household, what is noted of it, who looked at it, and what is being imported."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table

from domain.directory_codes import OccupantRole
from store.columns import Code, Key, Plain, UtcTime
from store.tables import metadata

occupant = Table(
    "occupant",
    metadata,
    Column("id", Key, primary_key=True),
    Column("household_id", Key, ForeignKey("household.id"), nullable=False),
    Column("name", Plain),
    # The comparing form of the name; unknown is the empty text.
    Column("match_name", Plain, nullable=False),
    Column("phone", Plain),
    Column("email", Plain),
    Column("role", Code(OccupantRole)),
    Column("consent", Boolean),
    Column("consent_on", Date),
    Column("moved_in", Date),
    Column("moved_out", Date),
    # Who lives there no more is kept, and no letter is matched by them.
    Column("present", Boolean, nullable=False, default=True),
    Index("ix_occupant_household", "household_id", "present"),
    Index("ix_occupant_name", "match_name"),
)

household_note = Table(
    "household_note",
    metadata,
    Column("id", Key, primary_key=True),
    Column("household_id", Key, ForeignKey("household.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("who", Plain, nullable=False),
    Column("text", Plain, nullable=False),
    Index("ix_household_note_household", "household_id", "at"),
)

household_view = Table(
    "household_view",
    metadata,
    Column("id", Key, primary_key=True),
    Column("household_id", Key, ForeignKey("household.id"), nullable=False),
    Column("person_id", Key, ForeignKey("person.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_household_view_household", "household_id", "at"),
)

directory_upload = Table(
    "directory_upload",
    metadata,
    Column("id", Key, primary_key=True),
    # Of the file as it was sent, of which nothing but its rows is kept.
    Column("fingerprint", Plain, nullable=False),
    Column("name", Plain, nullable=False),
    # The rows of the file, and after the import those that were left out: JSON, compressed.
    Column("content", LargeBinary, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("choices", Plain, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("applied_at", UtcTime),
    Column("report", Plain),
    Index("ix_directory_upload_made_at", "made_at"),
)
