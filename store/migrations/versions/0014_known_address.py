"""Where people came in from, so that strangers who guess elsewhere do not shut them out."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "known_address",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "network", name="pk_known_address"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_known_address_person_id"),
    )
