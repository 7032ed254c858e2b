"""Who looks after what came in and waits for a person."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.add_column("intake", sa.Column("owner", sa.Text(), nullable=True))
