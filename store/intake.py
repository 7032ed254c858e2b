"""The ledger's rows: one for every message and file that a source ever showed, and how far it has come."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Text, Update, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from domain.codes import PENDING, Channel, IgnoredReason, IntakeState
from domain.reading import Document, Problem
from domain.reading_codes import Authentication, MessageClass
from store import serialization
from store.columns import Key
from store.once import once
from store.rows import AnyInsert, Query, as_dataclass, checked, dialect, first, inserting, one_of, selecting, touched
from store.tables import intake, reading

_CHUNK = 500  # rows a statement, well under both databases' limit of parameters
_OWNED = (IntakeState.CASE, IntakeState.FOLLOW_UP)
WAITING = (IntakeState.AWAITING_PERSON, IntakeState.QUARANTINED)
"""What a person settles."""


@dataclass(frozen=True, kw_only=True)
class NewIntake:
    """A message or file as its source showed it.

    source, source_key: its place, such as `mailbox:office` and `UIDVALIDITY:UID`. index: the letter's place in a file
    of several, from 0. sha256: None for the rows without bytes (DESIGN 2). size: bytes as the source says.
    details: what is known of a row without bytes (UID, headers), JSON values only. alarms: names of the dangers that it
    says are there now.
    """

    source: str
    source_key: str
    index: int = 0
    sha256: str | None = None
    size: int
    state: IntakeState = IntakeState.RECEIVED
    ignored_reason: IgnoredReason | None = None
    note: str | None = None
    message_class: MessageClass | None = None
    channel: Channel = Channel.EMAIL
    project: str | None = None
    received_at: datetime
    received_date_only: bool = False
    first_seen_at: datetime
    message_id: str | None = None
    sender: str | None = None
    subject: str | None = None
    body_hash: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    no_letter: bool = False
    authentication: Authentication = Authentication.UNKNOWN
    told_at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IntakeRow(NewIntake):
    """An intake as it stands now. owner: who looks after it while it waits (a login), None if unassigned."""

    id: int
    owner: str | None
    case_id: int | None
    duplicate_of: int | None


def enter(session: Session, *items: NewIntake) -> list[IntakeRow]:
    """Enter what is not entered yet; the rows of all `items`, in their order, as they stand (idempotent)."""
    found: dict[tuple[str, str, int], IntakeRow] = {}
    for start in range(0, len(items), _CHUNK):
        chunk = items[start : start + _CHUNK]
        session.execute(_enter(dialect(session)), [dict(vars(item)) for item in chunk])
        for source in {item.source for item in chunk}:
            keys = [item.source_key for item in chunk if item.source == source]
            for row in session.execute(_BY_KEYS, {"source": source, "keys": keys}):
                one = as_dataclass(IntakeRow, row)
                found[one.source, one.source_key, one.index] = one
    return [found[item.source, item.source_key, item.index] for item in items]


@once
def get(session: Session, intake_id: int) -> IntakeRow | None:
    """One row, or None."""
    return first(session, IntakeRow, _BY_ID, {"id": intake_id})


def by_key(session: Session, source: str, source_key: str) -> IntakeRow | None:
    """The first letter of what `source` calls that, or None."""
    return first(
        session, IntakeRow, _BY_KEYS.order_by(intake.c.index).limit(1), {"source": source, "keys": [source_key]}
    )


def count_since(session: Session, source: str, since: datetime) -> Mapping[IntakeState, int]:
    """How many a source has shown since then, by where they stand now."""
    query = select(intake.c.state, func.count().label("rows"))
    query = query.where(intake.c.source == source, intake.c.first_seen_at >= since)
    return {row.state: row.rows for row in session.execute(query.group_by(intake.c.state))}


def known_among(session: Session, source: str, keys: Collection[str]) -> set[str]:
    """Those of `keys` that are entered for `source`; the work grows with the keys asked for, not with the ledger."""
    wanted = tuple(keys)
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        values = {"source": source, "keys": wanted[start : start + _CHUNK]}
        found.update(session.execute(_KNOWN_AMONG, values).scalars())
    return found


def untold(session: Session, source: str, limit: int) -> list[IntakeRow]:
    """Rows whose source does not know yet that they are safe, oldest first; `before_start` rows are left alone."""
    left_alone = func.coalesce(intake.c.ignored_reason, "") == IgnoredReason.BEFORE_START
    where = (intake.c.source == source, intake.c.told_at.is_(None), intake.c.index == 0, ~left_alone)
    return _rows(session, *where, limit=limit)


def mark_told(session: Session, ids: Iterable[int], at: datetime) -> None:
    """Note that the source was told of these rows."""
    session.execute(update(intake).where(intake.c.id.in_(tuple(ids)), intake.c.told_at.is_(None)).values(told_at=at))


def advance(
    session: Session, intake_id: int, expect: IntakeState | Iterable[IntakeState], to: IntakeState, **values: object
) -> bool:
    """Compare-and-set: to state `to`, with further columns, if the row is in a state of `expect`; whether it was."""
    expected = (expect,) if isinstance(expect, IntakeState) else tuple(expect)
    changes = {**checked(intake, values), "state": to}
    return touched(session, _advance(expected), {"intake": intake_id, **changes}) == 1


def give(session: Session, row: IntakeRow, owner: str | None, **details: object) -> bool:
    """Give what waits to that person (a login; None: to no one), with what is noted of it in its details; False if it
    waits no more, or somebody else has given it to another one meanwhile."""
    mine = update(intake).where(
        intake.c.id == row.id, intake.c.state.in_(WAITING), intake.c.owner.is_not_distinct_from(row.owner)
    )
    return touched(session, mine.values(owner=owner, details={**row.details, **details})) == 1


def given(session: Session) -> list[IntakeRow]:
    """What waits and has somebody who looks after it."""
    return _rows(session, intake.c.state.in_(WAITING), intake.c.owner.is_not(None))


def same_bytes(session: Session, sha256: str, before_id: int) -> IntakeRow | None:
    """The row that is the original if row `before_id` holds the same bytes, else None."""
    return _original(session, _SAME_BYTES, sha256, {"sha256": sha256, "intake": before_id})


def same_message(
    session: Session, message_id: str | None, sender: str | None, body_hash: str | None, before_id: int
) -> IntakeRow | None:
    """The original if row `before_id` is the same message: equal Message-ID *and* sender *and* body hash (DESIGN 2).

    None for a message without an ID or a readable body: nothing proves it the same.
    """
    if not message_id or not body_hash:
        return None
    values = {"message_id": message_id, "sender": sender, "body_hash": body_hash, "intake": before_id}
    return _original(session, _SAME_MESSAGE, message_id, values)


def unfinished(session: Session, limit: int | None = None) -> list[IntakeRow]:
    """Rows that are not at an end, oldest first: what a sweep looks at for a lost job."""
    return list_by_state(session, PENDING, limit)


def pending_before(session: Session, message_ids: Iterable[str], before_id: int) -> frozenset[int]:
    """Rows entered before row `before_id` that have one of these Message-IDs, or may have, and are not at an end yet.

    What no one has read yet may have any Message-ID.
    """
    named = tuple(message_ids)
    if not named:
        return frozenset()
    may_be = or_(
        intake.c.state == IntakeState.RECEIVED,
        and_(intake.c.state == IntakeState.READ, intake.c.message_id.in_(named)),
    )
    query = select(intake.c.id).where(intake.c.id < before_id, may_be)
    return frozenset(session.execute(query).scalars())


def list_by_state(
    session: Session, states: IntakeState | Iterable[IntakeState], limit: int | None = None, *, newest: bool = False
) -> list[IntakeRow]:
    """Rows in one of `states`, oldest first; newest: the newest first."""
    wanted = (states,) if isinstance(states, IntakeState) else tuple(states)
    return _rows(session, intake.c.state.in_(wanted), limit=limit, newest=newest)


def of_case(session: Session, case_id: int) -> list[IntakeRow]:
    """Every message and file that belongs to a case, in the order they came."""
    return _rows(session, intake.c.case_id == case_id)


def duplicates_of(session: Session, ids: Iterable[int]) -> list[int]:
    """The rows that were found to be the same as one of these."""
    return list(session.execute(select(intake.c.id).where(intake.c.duplicate_of.in_(tuple(ids)))).scalars())


def shown(session: Session, source: str) -> list[tuple[datetime, int]]:
    """Time of receipt and size of every message and file that a source ever showed."""
    query = select(intake.c.received_at, intake.c.size).where(intake.c.source == source, intake.c.index == 0)
    return [(row.received_at, row.size) for row in session.execute(query)]


def newest_originals(session: Session, source: str, limit: int) -> list[str]:
    """The archive's names of what a source showed last, the newest first."""
    query = select(intake.c.sha256).where(intake.c.source == source, intake.c.sha256.is_not(None), intake.c.index == 0)
    return list(session.execute(query.order_by(intake.c.id.desc()).limit(limit)).scalars())


def newest_first_seen(session: Session) -> datetime | None:
    """When the last message or file was first seen, None before the first."""
    newest: datetime | None = session.execute(select(func.max(intake.c.first_seen_at))).scalar_one()
    return newest


def save_reading(session: Session, intake_id: int, documents: Sequence[Document]) -> None:
    """Keep what was read from an intake's bytes, instead of any earlier reading."""
    text = serialization.dump(tuple[Document, ...], tuple(documents))
    session.execute(_keep_reading(dialect(session)), {"intake_id": intake_id, "documents": text})


@once
def load_reading(session: Session, intake_id: int) -> tuple[Document, ...] | None:
    """What `save_reading` kept, or None."""
    text = session.execute(_READING, {"intake": intake_id}).scalar()
    return None if text is None else serialization.load(tuple[Document, ...], text)


def load_readings(session: Session, intake_ids: Collection[int]) -> dict[int, tuple[Document, ...] | None]:
    """The same for several."""
    query = select(reading.c.intake_id, reading.c.documents).where(reading.c.intake_id.in_(intake_ids))
    found: dict[int, tuple[Document, ...] | None] = dict.fromkeys(intake_ids)
    for row in session.execute(query):
        found[row.intake_id] = serialization.load(tuple[Document, ...], row.documents)
    return found


def _original(session: Session, query: Query, lock: str, values: Mapping[str, object]) -> IntakeRow | None:
    """The best row that is the same and came before: entered earlier, or already made a case of.

    On PostgreSQL the callers that ask about the same message wait for each other until they commit, so that of two
    copies in hand at the same moment exactly one becomes the case.
    """
    if dialect(session) == "postgresql":
        session.execute(_LOCK, {"name": lock})
    return first(session, IntakeRow, query, values)


def _rows(
    session: Session, *where: ColumnElement[bool], limit: int | None = None, newest: bool = False
) -> list[IntakeRow]:
    query = selecting(IntakeRow, intake).where(*where).order_by(intake.c.id.desc() if newest else intake.c.id)
    query = query.limit(limit)
    return [as_dataclass(IntakeRow, row) for row in session.execute(query)]


def _came_before(*same: ColumnElement[bool]) -> Query:
    # Letters of one file share its bytes, so only equal places in different files are compared.
    this = bindparam("intake", type_=Key)
    place = select(_other.c.index).where(_other.c.id == this).scalar_subquery()
    before = or_(intake.c.id < this, one_of(intake.c.state, _OWNED))
    return (
        selecting(IntakeRow, intake)
        .where(*same, intake.c.id != this, intake.c.index == place, before)
        .order_by(intake.c.duplicate_of.is_not(None), intake.c.id)
        .limit(1)
    )


@cache
def _enter(dialect: str) -> AnyInsert:
    keys = [intake.c.source, intake.c.source_key, intake.c.index]
    return inserting(dialect, intake).on_conflict_do_nothing(index_elements=keys)


@cache
def _keep_reading(dialect: str) -> AnyInsert:
    statement = inserting(dialect, reading)
    return statement.on_conflict_do_update(
        index_elements=[reading.c.intake_id], set_={"documents": statement.excluded.documents}
    )


@cache
def _advance(expected: tuple[IntakeState, ...]) -> Update:
    return update(intake).where(intake.c.id == bindparam("intake"), one_of(intake.c.state, expected))


_other = intake.alias("other")
_LOCK = select(func.pg_advisory_xact_lock(func.hashtext(bindparam("name", type_=Text))))
_BY_ID = selecting(IntakeRow, intake).where(intake.c.id == bindparam("id"))
_BY_KEYS = selecting(IntakeRow, intake).where(
    intake.c.source == bindparam("source"), intake.c.source_key.in_(bindparam("keys", expanding=True))
)
_KNOWN_AMONG = select(intake.c.source_key).where(
    intake.c.source == bindparam("source"), intake.c.source_key.in_(bindparam("keys", expanding=True))
)
_SAME_BYTES = _came_before(intake.c.sha256 == bindparam("sha256"))
_SAME_MESSAGE = _came_before(
    intake.c.message_id == bindparam("message_id"),
    intake.c.sender.is_not_distinct_from(bindparam("sender")),
    intake.c.body_hash == bindparam("body_hash"),
)
_READING = select(reading.c.documents).where(reading.c.intake_id == bindparam("intake"))
