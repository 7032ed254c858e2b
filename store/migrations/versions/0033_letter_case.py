"""Which further cases of one household a letter answers."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "letter_case",
        sa.Column("letter_id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("letter_id", "case_id", name="pk_letter_case"),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name="fk_letter_case_letter_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_letter_case_case_id"),
    )
    op.create_index("ix_letter_case_case_id", "letter_case", ["case_id"])
