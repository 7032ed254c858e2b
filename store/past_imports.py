"""Older ledgers as they were sent: looked at, taken over row by row, and kept by name, for what was taken stays."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from store.past_tables import past_import
from store.rows import AnyRow, as_dataclass, selecting, touched

Rows = Sequence[Sequence[str]]
"""Row by row; each as long as it is."""


@dataclass(frozen=True, kw_only=True)
class ImportHead:
    """A ledger without its rows. rows: how many it has.

    applied_at: when it was decided to take it over, by applied_by; wanted: so many rows; place: so many of them have
    been gone through; taken: so many became cases; omitted: so many rows were left out. finished_at: all are done.
    """

    id: int
    fingerprint: str
    name: str
    rows: int
    choices: str
    made_at: datetime
    made_by: str
    applied_at: datetime | None
    applied_by: str | None
    wanted: int
    place: int
    taken: int
    omitted: int
    finished_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PastImport(ImportHead):
    """content: its rows while it waits; then its head and those to be taken, each behind its line in the file; then
    none.

    left_out: the rows that were left out, under their head, once it was taken over.
    """

    content: Rows
    left_out: Rows

    @property
    def text(self) -> str:
        """Everything that is kept of it."""
        return json.dumps([self.content, self.left_out], ensure_ascii=False)


def add(session: Session, *, fingerprint: str, name: str, rows: Rows, choices: str, at: datetime, who: str) -> int:
    """Keep a ledger to be looked at; its id."""
    values = {
        "fingerprint": fingerprint,
        "name": name,
        "rows": len(rows),
        "content": _packed(rows),
        "left_out": _packed(()),
        "choices": choices,
        "made_at": at,
        "made_by": who,
    }
    added: int = session.execute(insert(past_import).returning(past_import.c.id), values).scalar_one()
    return added


def get(session: Session, import_id: int) -> PastImport | None:
    """One, or None."""
    row = session.execute(select(past_import).where(past_import.c.id == import_id)).first()
    return None if row is None else _import(row)


def heads(session: Session, limit: int = 100) -> list[ImportHead]:
    """The newest without their rows, newest first."""
    query = selecting(ImportHead, past_import).order_by(past_import.c.id.desc()).limit(limit)
    return [as_dataclass(ImportHead, row) for row in session.execute(query)]


def with_rows(session: Session) -> list[PastImport]:
    """Those of which rows are kept, newest first."""
    query = select(past_import).order_by(past_import.c.id.desc())
    found = (_import(row) for row in session.execute(query))
    return [one for one in found if one.content or one.left_out]


def choose(session: Session, import_id: int, choices: str) -> None:
    """Say how one that waits is to be read."""
    waiting = (past_import.c.id == import_id, past_import.c.applied_at.is_(None))
    session.execute(update(past_import).where(*waiting).values(choices=choices))


def apply(
    session: Session, import_id: int, *, at: datetime, who: str, take: Rows, left_out: Rows, omitted: int
) -> bool:
    """It is to be taken over: the head and these rows, each behind its line in the file. False if that was decided
    before."""
    waiting = (past_import.c.id == import_id, past_import.c.applied_at.is_(None))
    values = {
        "applied_at": at,
        "applied_by": who,
        "content": _packed(take),
        "left_out": _packed(left_out),
        "wanted": len(take) - 1,
        "omitted": omitted,
    }
    return touched(session, update(past_import).where(*waiting).values(**values)) == 1


def advance(session: Session, import_id: int, *, place: int, to: int, taken: int) -> bool:
    """Rows have been gone through, up to `to`; taken: so many became cases. False if another one has got further."""
    mine = (past_import.c.id == import_id, past_import.c.place == place, past_import.c.finished_at.is_(None))
    values = {"place": to, "taken": past_import.c.taken + taken}
    return touched(session, update(past_import).where(*mine).values(**values)) == 1


def finish(session: Session, import_id: int, at: datetime) -> bool:
    """It has been taken over: of its rows those stay that were left out. False if it had been before."""
    mine = (past_import.c.id == import_id, past_import.c.finished_at.is_(None))
    return touched(session, update(past_import).where(*mine).values(finished_at=at, content=_packed(()))) == 1


def forget(session: Session, import_id: int, at: datetime) -> bool:
    """Forget the rows of one; what was taken of it stays. Whether there were any."""
    found = get(session, import_id)
    if found is None or not (found.content or found.left_out):
        return False
    empty = {"content": _packed(()), "left_out": _packed(()), "finished_at": found.finished_at or at}
    session.execute(update(past_import).where(past_import.c.id == import_id).values(**empty))
    return True


def expired(session: Session, before: datetime) -> list[int]:
    """Those that were sent before, and of which rows are kept that are not being taken."""
    old = select(past_import).where(past_import.c.made_at < before)
    found = (_import(row) for row in session.execute(old.order_by(past_import.c.id)))
    return [one.id for one in found if (one.content or one.left_out) and (one.applied_at is None or one.finished_at)]


def _packed(rows: Rows) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _unpacked(data: bytes) -> Rows:
    found: Rows = json.loads(zlib.decompress(data))
    return found


def _import(row: AnyRow) -> PastImport:
    values = row._asdict()
    return PastImport(
        **{name: value for name, value in values.items() if name not in ("content", "left_out")},
        content=_unpacked(row.content),
        left_out=_unpacked(row.left_out),
    )
