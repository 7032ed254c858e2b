"""What waits or was ignored can be found by its words."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "intake_text",
        sa.Column("intake_id", _KEY, nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("intake_id", name="pk_intake_text"),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name="fk_intake_text_intake_id"),
    )
