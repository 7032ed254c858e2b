"""A clock keeps its pauses, so that it can be calculated again, and the moment at which it next has something to say.

Pauses of before are told by the history of their case alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("clock", sa.Column("pauses", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("clock", sa.Column("wakes_at", sa.DateTime(timezone=True)))
    op.create_index("ix_clock_wakes", "clock", ["state", "wakes_at"])
