"""A session holds what its next page says; an intake whether its sender was proved."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("web_session", sa.Column("flash", sa.Text(), nullable=True))
    op.add_column("intake", sa.Column("authentication", sa.Text(), nullable=False, server_default="unknown"))
