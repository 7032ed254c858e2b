"""Older ledgers that were taken over."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "past_import",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("left_out", sa.LargeBinary(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.Text(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("omitted", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_past_import"),
    )
    op.create_table(
        "past_case",
        sa.Column("case_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("import_id", _KEY, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("match_number", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_past_case"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_past_case_case_id"),
        sa.ForeignKeyConstraint(["import_id"], ["past_import.id"], name="fk_past_case_import_id"),
    )
    op.create_index("ix_past_case_import_id", "past_case", ["import_id"])
    op.create_index("ix_past_case_number", "past_case", ["match_number"])
