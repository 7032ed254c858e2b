"""Letters: the date that an interim letter promises, and the department that a notice is for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("letter", sa.Column("promised", sa.Date(), nullable=True))
    op.add_column("letter", sa.Column("department", sa.Text(), nullable=True))
