"""What each source showed when it was last held against the rows."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "source_comparison",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", _KEY, nullable=False),
        sa.Column("missing", _KEY, nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("unreachable", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("source", name="pk_source_comparison"),
    )
