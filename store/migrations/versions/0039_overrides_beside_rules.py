"""What people decided by hand is found over all cases; words proposed for a topic and declined."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    judged = sa.text("what = 'judged'")
    op.create_index("ix_event_judged", "event", ["id"], sqlite_where=judged, postgresql_where=judged)
    op.create_table(
        "rulebook_declined",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "word", name="pk_rulebook_declined"),
    )
