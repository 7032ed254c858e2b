"""Clocks know their letters: which one opened them, which one stopped them, and for which department they run."""

import sqlalchemy as sa
from alembic import op

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # Columns that are added keep the table, and so the triggers of 0006.
    op.add_column("clock", sa.Column("department", sa.Text(), nullable=True))
    op.add_column("clock", sa.Column("opened_by_letter", _KEY, nullable=True))
    op.add_column("clock", sa.Column("stopped_by_letter", _KEY, nullable=True))
