"""Corrections by people, beside the readings they correct."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", KEY, nullable=False),
        sa.Column("intake_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sa.UniqueConstraint("intake_id", "version", name="uq_correction_intake_id_version"),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name="fk_correction_intake_id"),
    )
