"""People are told at once of what concerns them: the ways they chose, the notices, and each notice on its way."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
TEXT = sa.Text()
_UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "notice_way",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("target", TEXT, nullable=False),
        sa.Column("urgent_only", sa.Boolean(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("failing_since", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_notice_way"),
        _refers("notice_way", "person_id", "person.id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_way_person_id", "notice_way", ["person_id"])
    op.create_table(
        "notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("presses", sa.Boolean(), nullable=False),
        sa.Column("case_id", KEY),
        sa.Column("intake_id", KEY),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("read_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("person_id", "key", name="uq_notice_person_id_key"),
        _refers("notice", "person_id", "person.id"),
        _refers("notice", "case_id", "case.id"),
        _refers("notice", "intake_id", "intake.id"),
    )
    op.create_index("ix_notice_case_id", "notice", ["case_id"])
    op.create_index("ix_notice_person", "notice", ["person_id", "id"])
    op.create_index("ix_notice_unread", "notice", ["person_id"], sqlite_where=_UNREAD, postgresql_where=_UNREAD)
    op.create_table(
        "notice_delivery",
        sa.Column("id", KEY, nullable=False),
        sa.Column("notice_id", KEY, nullable=False),
        sa.Column("way_id", KEY, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", TEXT),
        sa.Column("claimed_at", TIME),
        sa.Column("sent_at", TIME),
        sa.Column("answer", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_notice_delivery"),
        sa.UniqueConstraint("notice_id", "way_id", name="uq_notice_delivery_notice_id_way_id"),
        _refers("notice_delivery", "notice_id", "notice.id"),
    )
    op.create_index("ix_notice_delivery_state", "notice_delivery", ["state"])


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")
