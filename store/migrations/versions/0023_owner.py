"""Who follows a case up, and whom of the staff it complains of. What stands has no owner yet: a person gives it one, or
asks the rules for one, in the queue of the unassigned.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

_OPEN = sa.text("state <> 'filed'")


def upgrade() -> None:
    op.add_column("case", sa.Column("owner", sa.Text(), nullable=True))
    op.add_column("case", sa.Column("about", sa.Text(), nullable=False, server_default="[]"))
    columns = ["owner", "next_due_at", "received_at", "id"]
    op.create_index("ix_case_owner", "case", columns, sqlite_where=_OPEN, postgresql_where=_OPEN)
