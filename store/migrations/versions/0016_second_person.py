"""What one admin alone may not do: changes that wait for a second person, the mails about them, links vouched for."""

from typing import Any  # columns of several types

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
TEXT = sa.Text()


def upgrade() -> None:
    # An open link of before is vouched for by no one: who may approve asks for another.
    op.add_column("sign_in_link", sa.Column("vouched", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "change_request",
        *_columns(KEY, "id", "person_id"),
        *_columns(TEXT, "kind", "details", "asked_by", "state", "note"),
        *_columns(TIME, "asked_at"),
        *_columns(KEY, "asked_by_id", nullable=True),
        *_columns(TIME, "due_at", "decided_at", nullable=True),
        *_columns(TEXT, "decided_by", nullable=True),
        *_columns(sa.Boolean(), "link_open"),
        sa.PrimaryKeyConstraint("id", name="pk_change_request"),
        _refers("change_request", "person_id", "person.id"),
        _refers("change_request", "asked_by_id", "person.id"),
    )
    op.create_index("ix_change_request_state", "change_request", ["state"])
    op.create_table(
        "change_notice",
        *_columns(KEY, "id", "change_id", "person_id"),
        *_columns(TEXT, "news", "address"),
        *_columns(TIME, "made_at"),
        *_columns(TIME, "claimed_at", "sent_at", nullable=True),
        *_columns(TEXT, "answer", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_change_notice"),
        sa.UniqueConstraint("change_id", "news", "address", name="uq_change_notice_change_id_news_address"),
        _refers("change_notice", "change_id", "change_request.id"),
        _refers("change_notice", "person_id", "person.id"),
    )
    op.create_index("ix_change_notice_claimed_at", "change_notice", ["claimed_at"])


def _columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:  # columns of several types
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")
