"""What people have typed into forms and not sent yet."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "form_draft",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("case_id", _KEY, nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("stand", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_draft"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_form_draft_person_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_form_draft_case_id"),
        sa.UniqueConstraint("person_id", "key", name="uq_form_draft_person_id_key"),
    )
    op.create_index("ix_form_draft_case_id", "form_draft", ["case_id"])
    op.create_index("ix_form_draft_saved_at", "form_draft", ["saved_at"])
