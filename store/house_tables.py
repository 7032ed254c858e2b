"""Tables that say how the instance itself is: none of their rows is of a case."""

from sqlalchemy import Column, Table

from domain.health import Finding
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
