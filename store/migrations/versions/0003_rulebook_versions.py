"""The versions of the rulebook: who made which one live when, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rulebook_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("sha", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rulebook_version"),
        sa.ForeignKeyConstraint(["sha"], ["rulebook.sha"], name="fk_rulebook_version_sha"),
    )
