"""Accounts at the company's identity provider, who is on the way there, and the roles that it gives."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("role_grant", sa.Column("mapped", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("web_session", sa.Column("issuer", sa.Text(), nullable=True))
    op.create_table(
        "company_account",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_company_account"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_company_account_person_id"),
        sa.UniqueConstraint("issuer", "person_id", name="uq_company_account_issuer_person_id"),
    )
    op.create_table(
        "company_attempt",
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("browser_hash", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name="pk_company_attempt"),
    )
    op.create_index("ix_company_attempt_made_at", "company_attempt", ["made_at"])
    op.create_table(
        "provider_document",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_provider_document"),
    )
