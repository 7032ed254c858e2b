"""The tables of older ledgers that were taken over: the files, and which line each case of them was."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table

from store.columns import Key, Plain, UtcTime
from store.tables import metadata

past_import = Table(
    "past_import",
    metadata,
    Column("id", Key, primary_key=True),
    # Of the file as it was sent, of which nothing but its rows is kept.
    Column("fingerprint", Plain, nullable=False),
    Column("name", Plain, nullable=False),
    Column("rows", Integer, nullable=False),
    # The rows of the file, then those that are being taken, then nothing; and those that were left out: JSON,
    # compressed.
    Column("content", LargeBinary, nullable=False),
    Column("left_out", LargeBinary, nullable=False),
    Column("choices", Plain, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("applied_at", UtcTime),
    Column("applied_by", Plain),
    # How many rows are to be taken, how many have been gone through, and how many of these became cases.
    Column("wanted", Integer, nullable=False, default=0),
    Column("place", Integer, nullable=False, default=0),
    Column("taken", Integer, nullable=False, default=0),
    Column("omitted", Integer, nullable=False, default=0),
    Column("finished_at", UtcTime),
)

past_case = Table(
    "past_case",
    metadata,
    Column("case_id", Key, ForeignKey("case.id"), primary_key=True, autoincrement=False),
    Column("import_id", Key, ForeignKey("past_import.id"), nullable=False, index=True),
    Column("line", Integer, nullable=False),
    # As the older ledger has it, and its comparing form.
    Column("number", Plain),
    Column("match_number", Plain, nullable=False),
    # When it was over, as far as the ledger says it: from then on its data are kept for their term.
    Column("ended_at", UtcTime, nullable=False),
    Index("ix_past_case_number", "match_number"),
)
