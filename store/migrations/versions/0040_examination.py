"""What was last found of the instance, for the admin's page."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "examination",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", _KEY, nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("stopped", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_examination"),
    )
