"""What left the house today is found without looking through every letter that ever did."""

from alembic import op
from sqlalchemy import column

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    for name in ("sent_at", "posted_at"):
        gone = column(name).is_not(None)
        op.create_index(f"ix_letter_{name}", "letter", [name], sqlite_where=gone, postgresql_where=gone)
