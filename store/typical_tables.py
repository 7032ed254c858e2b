"""The tables of typical cases: what was written of which case, every version, and which words were let stand."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from domain.codes import Category
from domain.typical import TypicalState, TypicalText
from store.columns import Code, Key, Plain, UtcTime, Wire
from store.tables import metadata

# case_id: of the case that it was written up from; none once that was erased. version: the last one, which is what is
# published. folded: the published words as they are sought, empty while there are none.
typical_case = Table(
    "typical_case",
    metadata,
    Column("id", Key, primary_key=True),
    Column("case_id", Key, ForeignKey("case.id"), index=True),
    Column("project", Plain),
    Column("category", Code(Category), nullable=False),
    Column("topic", Plain),
    Column("state", Code(TypicalState), nullable=False),
    Column("version", Integer, nullable=False),
    Column("folded", Plain, nullable=False, default=""),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("published_at", UtcTime),
    Column("published_by", Plain),
    Index("ix_typical_case_topic", "topic", "state"),
    Index("ix_typical_case_published", "state", "published_at"),
)

# Each saving is a version of its own. made_by: a login.
typical_version = Table(
    "typical_version",
    metadata,
    Column("id", Key, primary_key=True),
    Column("typical_id", Key, ForeignKey("typical_case.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", Wire(TypicalText), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    UniqueConstraint("typical_id", "version"),
)

# Words that look like somebody's personal data and that a person has confirmed are not.
typical_pass = Table(
    "typical_pass",
    metadata,
    Column("id", Key, primary_key=True),
    Column("typical_id", Key, ForeignKey("typical_case.id"), nullable=False),
    Column("words", Plain, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Plain, nullable=False),
    UniqueConstraint("typical_id", "words"),
)
