"""Letters of several households about one matter: groups, who sits in which, what changed that, and their one text."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_group",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_group"),
        sa.UniqueConstraint("number", name="uq_case_group_number"),
    )
    op.create_table(
        "group_member",
        sa.Column("case_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("group_id", _KEY, nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_group_member_case_id"),
        sa.ForeignKeyConstraint(["group_id"], ["case_group.id"], name="fk_group_member_group_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_group_member"),
    )
    op.create_index("ix_group_member_group_id", "group_member", ["group_id"])
    op.create_table(
        "group_act",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("group_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("moves", sa.Text(), nullable=False),
        sa.Column("undoes", _KEY, nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["case_group.id"], name="fk_group_act_group_id"),
        sa.PrimaryKeyConstraint("id", name="pk_group_act"),
    )
    op.create_index("ix_group_act_group_id", "group_act", ["group_id"])
    op.create_table(
        "group_text",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("group_id", _KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["case_group.id"], name="fk_group_text_group_id"),
        sa.PrimaryKeyConstraint("id", name="pk_group_text"),
        sa.UniqueConstraint("group_id", "version", name="uq_group_text_group_id_version"),
    )
