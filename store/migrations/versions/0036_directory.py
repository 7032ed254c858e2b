"""Projects with their figures, and the people of each household one by one, with when they came and left."""

import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from language.folding import comparing

revision = "0036"
down_revision = "0035"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT_ONCE = 2_000
_NAMES, _PARTS = re.compile("[,;，；、/|]+"), re.compile("[\\s,;，；、/|]+")


def upgrade() -> None:
    for name, kind in (
        ("area_m2", sa.Integer()),
        ("kind", sa.Text()),
        ("occupied_households", sa.Integer()),
        ("office_name", sa.Text()),
        ("office_address", sa.Text()),
        ("phones", sa.Text()),
    ):
        op.add_column("project", sa.Column(name, kind, nullable=True))
    for name in ("languages", "wishes"):
        op.add_column("household", sa.Column(name, sa.Text(), nullable=True))
    for table in ("project", "household"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    _occupants()
    _beside()
    _enter()


def _occupants() -> None:
    op.create_table(
        "occupant",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("household_id", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("match_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=True),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("moved_in", sa.Date(), nullable=True),
        sa.Column("moved_out", sa.Date(), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_occupant"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_occupant_household_id"),
    )
    op.create_index("ix_occupant_household", "occupant", ["household_id", "present"])
    op.create_index("ix_occupant_name", "occupant", ["match_name"])


def _beside() -> None:
    op.create_table(
        "household_note",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("household_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_household_note"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_household_note_household_id"),
    )
    op.create_index("ix_household_note_household", "household_note", ["household_id", "at"])
    op.create_table(
        "household_view",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("household_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_household_view"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_household_view_household_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_household_view_person_id"),
    )
    op.create_index("ix_household_view_household", "household_view", ["household_id", "at"])
    op.create_table(
        "directory_upload",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_directory_upload"),
    )
    op.create_index("ix_directory_upload_made_at", "directory_upload", ["made_at"])


def _enter() -> None:
    """The people of the households that are there already."""
    names = ("id", "name", "phone", "email")
    known = sa.table("household", *(sa.column(name) for name in names))
    new = ("household_id", "name", "match_name", "phone", "email", "present")
    people = sa.table("occupant", *(sa.column(name) for name in new))
    after, bind = 0, op.get_bind()
    query = sa.select(*(known.c[name] for name in names)).order_by(known.c.id).limit(_AT_ONCE)
    while rows := bind.execute(query.where(known.c.id > after)).all():
        after = rows[-1].id
        found = [dict(zip(new, one, strict=True)) for row in rows for one in _people(row)]
        if found:
            bind.execute(sa.insert(people), found)


def _people(row: "sa.Row[tuple[int, str | None, str | None, str | None]]") -> Iterator[tuple[object, ...]]:
    """Of one row as they were entered: 王芳、李明 with two phones are two, each with their own."""
    names = [part.strip() for part in _NAMES.split(row.name or "") if part.strip()]
    count = len(names)
    if count < 2:
        if row.name or row.phone or row.email:
            name = next(iter(names), None)
            yield row.id, name, comparing(name), row.phone, row.email, True
        return
    phones, emails = _dealt(row.phone, count), _dealt(row.email, count)
    for at, name in enumerate(names):
        yield row.id, name, comparing(name), phones[at], emails[at], True
    if phones[-1] or emails[-1]:
        yield row.id, None, "", phones[-1], emails[-1], True


def _dealt(text: str | None, people: int) -> list[str | None]:
    """What is each one's, and at the end what cannot be told whose it is."""
    parts = [part for part in _PARTS.split(text or "") if part]
    return [*parts, None] if len(parts) == people else [*[None] * people, "、".join(parts) or None]
