"""The tables of what other programs ask for and are told: which of their writings were taken, once each."""

from sqlalchemy import Column, ForeignKey, Table

from store.columns import Key, Plain, UtcTime
from store.staff_tables import api_token
from store.tables import metadata

# What a program wrote under an Idempotency-Key of its own; key: made of token and key, fingerprint: of what was sent.
api_request = Table(
    "api_request",
    metadata,
    Column("key", Plain, primary_key=True),
    Column("token_id", Key, ForeignKey(api_token.c.id), nullable=False),
    Column("fingerprint", Plain, nullable=False),
    Column("at", UtcTime, nullable=False),
)
