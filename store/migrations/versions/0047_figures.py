"""Indexes of the clocks that departments keep and of how many households there are.

On SQLite a case is told of its clocks by way of its own alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"

_KEPT = sa.column("department").is_not(None)
# As in 0006, but for the `+`: without it SQLite looks for the nearest of all running clocks that is this case's.
_DO = """ ON clock WHEN NEW.case_id IS NOT NULL BEGIN
        UPDATE "case" SET (next_due_at, running) = (
            SELECT coalesce(min(due_at), '9999-12-31 00:00:00.000000'), coalesce(',' || group_concat(clock) || ',', '')
            FROM clock WHERE case_id = NEW.case_id AND +state = 'running'
        ) WHERE id = NEW.case_id;
    END
"""
_CHANGES = {"clock_started": "INSERT", "clock_changed": "UPDATE OF state, due_at, case_id"}


def upgrade() -> None:
    columns = ["department", "state", "case_id"]
    op.create_index("ix_clock_department", "clock", columns, sqlite_where=_KEPT, postgresql_where=_KEPT)
    op.create_index("ix_household_figures", "household", ["project", "occupied"])
    if op.get_bind().dialect.name == "sqlite":
        for name, change in _CHANGES.items():
            op.execute(f"DROP TRIGGER {name}")
            op.execute(f"CREATE TRIGGER {name} AFTER {change}{_DO}")
