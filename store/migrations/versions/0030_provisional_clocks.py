"""Which open clocks a newly published calendar may move is asked at every look: an index holds them alone."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_index(
        "ix_clock_provisional",
        "clock",
        ["state"],
        sqlite_where=sa.text("provisional = 1"),
        postgresql_where=sa.text("provisional"),
    )
