"""Tables that say how the instance itself is: none of their rows is of a case."""

from sqlalchemy import Column, Table

from domain.health import Finding, Unentered
from domain.reading import Problem
from store.columns import Key, Plain, UtcTime, Wire
from store.tables import metadata

# What was last found of the instance; one row.
examination = Table(
    "examination",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("took_ms", Key, nullable=False),
    Column("findings", Wire(tuple[Finding, ...]), nullable=False),
    Column("stopped", Plain),
)

# When each source was last looked into, and what was wrong if that failed.
source_contact = Table(
    "source_contact",
    metadata,
    Column("source", Plain, primary_key=True),
    Column("tried_at", UtcTime, nullable=False),
    Column("worked_at", UtcTime),
    Column("problem", Wire(Problem)),
)

# An admin on the way to a provider, to authorise a mailbox or the way out there.
mail_authorisation = Table(
    "mail_authorisation",
    metadata,
    Column("state_hash", Plain, primary_key=True),
    Column("login", Plain, nullable=False),
    Column("place", Plain, nullable=False),
    Column("application", Plain, nullable=False),
    Column("verifier", Plain, nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

# What each source showed when it was last held against the rows, and what of it had none.
source_comparison = Table(
    "source_comparison",
    metadata,
    Column("source", Plain, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("shown", Key, nullable=False),
    Column("missing", Key, nullable=False),
    Column("named", Wire(tuple[Unentered, ...]), nullable=False),
    Column("unreachable", Plain),
)
