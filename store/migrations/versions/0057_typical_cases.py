"""Typical cases with their versions and the words that were let stand; cases by topic, for what was answered before."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "typical_case",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_typical_case"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_typical_case_case_id"),
    )
    op.create_index("ix_typical_case_case_id", "typical_case", ["case_id"])
    op.create_index("ix_typical_case_topic", "typical_case", ["topic", "state"])
    op.create_index("ix_typical_case_published", "typical_case", ["state", "published_at"])
    op.create_table(
        "typical_version",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("typical_id", _KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_typical_version"),
        sa.ForeignKeyConstraint(["typical_id"], ["typical_case.id"], name="fk_typical_version_typical_id"),
        sa.UniqueConstraint("typical_id", "version", name="uq_typical_version_typical_id_version"),
    )
    op.create_table(
        "typical_pass",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("typical_id", _KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_typical_pass"),
        sa.ForeignKeyConstraint(["typical_id"], ["typical_case.id"], name="fk_typical_pass_typical_id"),
        sa.UniqueConstraint("typical_id", "words", name="uq_typical_pass_typical_id_words"),
    )
    op.create_index("ix_case_topic", "case", ["topic", "id", "project"])
