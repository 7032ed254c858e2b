"""The dangers that a letter says are there now stand on its case or intake; the urgent have an index of their own.

What was decided before alarms were heard has none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_URGENT = sa.text("state <> 'filed' AND urgency = 'urgent'")


def upgrade() -> None:
    for table in ("case", "intake"):
        op.add_column(table, sa.Column("alarms", sa.Text(), nullable=False, server_default="[]"))
    columns = ["next_due_at", "received_at", "id"]
    op.create_index("ix_case_urgent", "case", columns, sqlite_where=_URGENT, postgresql_where=_URGENT)
