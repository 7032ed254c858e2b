"""The queue: each case holds the due moment of its nearest running clock and the names of those that run.

The database itself keeps both, no matter who starts, moves or stops a clock: a queue that is wrong loses a complaint.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_OPEN = sa.text("state <> 'filed'")
_HELD = sa.text("held IS NOT NULL")
_NEVER = {"sqlite": "9999-12-31 00:00:00.000000", "postgresql": "9999-12-31 00:00:00+00"}

_SQLITE = (
    """
    CREATE TRIGGER clock_started AFTER INSERT ON clock WHEN NEW.case_id IS NOT NULL BEGIN
        UPDATE "case" SET (next_due_at, running) = (
            SELECT coalesce(min(due_at), '9999-12-31 00:00:00.000000'), coalesce(',' || group_concat(clock) || ',', '')
            FROM clock WHERE case_id = NEW.case_id AND state = 'running'
        ) WHERE id = NEW.case_id;
    END
    """,
    """
    CREATE TRIGGER clock_changed AFTER UPDATE OF state, due_at, case_id ON clock WHEN NEW.case_id IS NOT NULL BEGIN
        UPDATE "case" SET (next_due_at, running) = (
            SELECT coalesce(min(due_at), '9999-12-31 00:00:00.000000'), coalesce(',' || group_concat(clock) || ',', '')
            FROM clock WHERE case_id = NEW.case_id AND state = 'running'
        ) WHERE id = NEW.case_id;
    END
    """,
)
_POSTGRESQL = (
    """
    CREATE FUNCTION follow_clock() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE nearest timestamptz; names text;
    BEGIN
        SELECT coalesce(min(due_at), '9999-12-31 00:00:00+00'), coalesce(',' || string_agg(clock, ',') || ',', '')
        INTO nearest, names FROM clock WHERE case_id = NEW.case_id AND state = 'running';
        UPDATE "case" SET next_due_at = nearest, running = names
        WHERE id = NEW.case_id AND (next_due_at, running) IS DISTINCT FROM (nearest, names);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER clock_changed AFTER INSERT OR UPDATE OF state, due_at, case_id ON clock
    FOR EACH ROW WHEN (NEW.case_id IS NOT NULL) EXECUTE FUNCTION follow_clock()
    """,
)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    due = sa.DateTime(timezone=True)
    op.add_column("case", sa.Column("next_due_at", due, nullable=False, server_default=_NEVER[dialect]))
    op.add_column("case", sa.Column("running", sa.Text(), nullable=False, server_default=""))
    for statement in _SQLITE if dialect == "sqlite" else _POSTGRESQL:
        op.execute(statement)
    # What stands there already goes through the triggers once.
    op.execute("UPDATE clock SET state = state WHERE case_id IS NOT NULL AND state = 'running'")
    columns = ["next_due_at", "received_at", "id"]
    op.create_index("ix_case_due", "case", columns)
    op.create_index("ix_case_queue", "case", columns, sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_letter_held", "letter", ["state", "case_id"], sqlite_where=_HELD, postgresql_where=_HELD)
