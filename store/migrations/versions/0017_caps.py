"""Letters know the mailbox and the domain that they go to in one form, so that caps count mailboxes, not spellings."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("letter", sa.Column("cap_mailbox", sa.Text(), nullable=True))
    op.add_column("letter", sa.Column("cap_domain", sa.Text(), nullable=True))
    op.create_index("ix_letter_claimed", "letter", ["claimed_at", "kind"])
    # What went out on the day of the upgrade counts by its address as it was written.
    op.execute("UPDATE letter SET cap_mailbox = to_key WHERE to_key IS NOT NULL")
