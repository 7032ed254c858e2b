"""The house log: sign-ins, changes of people, settings and rules as one chain of entries."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SEARCHED = ("at", "who", "what", "whom")


def upgrade() -> None:
    op.create_table(
        "house_event",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_texts("who", "what", "whom", "digest", "previous_hash", "hash"),
        sa.PrimaryKeyConstraint("id", name="pk_house_event"),
        sa.UniqueConstraint("seq", name="uq_house_event_seq"),
    )
    for name in _SEARCHED:
        op.create_index(f"ix_house_event_{name}", "house_event", [name])
    op.create_table(
        "house_event_payload",
        sa.Column("event_id", _KEY, nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", name="pk_house_event_payload"),
        sa.ForeignKeyConstraint(["event_id"], ["house_event.id"], name="fk_house_event_payload_event_id"),
    )
    head = op.create_table(
        "house_head",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        *_texts("event_head"),
        sa.PrimaryKeyConstraint("id", name="pk_house_head"),
    )
    op.bulk_insert(head, [{"id": 1, "events": 0, "event_head": ""}])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
