"""What other programs wrote under a key of their own, so that it is done once."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "api_request",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("token_id", _KEY, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_api_request"),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name="fk_api_request_token_id"),
    )
