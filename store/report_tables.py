"""The tables of the reports: what is kept of the months that are closed."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from domain.closed import KeptClocks, KeptFigures
from store.columns import Plain, UtcTime, Wire
from store.tables import metadata

# A month that is closed, and how the schemes of classes were on that day. looked_at: when it was last reckoned again.
closed_month = Table(
    "closed_month",
    metadata,
    Column("month", Date, primary_key=True),
    Column("closed_at", UtcTime, nullable=False),
    Column("schemes", Wire(dict[str, tuple[str, ...]]), nullable=False),
    Column("clocks", Wire(tuple[KeptClocks, ...]), nullable=False),
    Column("looked_at", UtcTime, nullable=False),
)

# The figures of a project in it. project: empty for what no project is known of. number: 0 as it was closed, then each
# reckoning that differs from the one before.
closed_figures = Table(
    "closed_figures",
    metadata,
    Column("month", Date, ForeignKey("closed_month.month"), primary_key=True),
    Column("project", Plain, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("area", Plain),
    Column("seen_at", UtcTime, nullable=False),
    Column("figures", Wire(KeptFigures), nullable=False),
)
