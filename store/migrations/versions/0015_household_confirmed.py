"""A case knows which household a person confirmed as the writer's; until then letters say only what writers said."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("case", sa.Column("household_confirmed", _KEY, nullable=True))
