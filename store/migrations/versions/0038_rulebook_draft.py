"""The draft of the next version of the rulebook."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0036"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rulebook_draft",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rulebook_draft"),
        sa.ForeignKeyConstraint(["base"], ["rulebook.sha"], name="fk_rulebook_draft_base"),
    )
