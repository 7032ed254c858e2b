"""Search: the texts of each case, and an index of their words that either database has in a way of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_SQLITE = ("CREATE VIRTUAL TABLE search_index USING fts5(words, content = '', detail = none, tokenize = 'ascii')",)
_POSTGRESQL = (
    "CREATE TABLE search_index (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX ix_search_index_words ON search_index USING gin (words)",
)


def upgrade() -> None:
    op.create_table(
        "search_text",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_search_text"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_search_text_case_id"),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
