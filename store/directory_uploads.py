"""Lists of households that an admin has sent and not yet taken over: kept for some days, then forgotten."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from store.directory_tables import directory_upload
from store.rows import AnyRow, as_dataclass, selecting, touched

Rows = Sequence[Sequence[str]]
"""A list row by row; each as long as it is."""


@dataclass(frozen=True, kw_only=True)
class UploadHead:
    """A list, by what it is called. rows: how many it has."""

    id: int
    name: str
    rows: int
    made_at: datetime
    made_by: str
    applied_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A list. fingerprint: sha256 of the file; choices: how it is to be read, as JSON; report: what was taken over, as
    JSON, once it was; its rows are then those that were left out."""

    id: int
    fingerprint: str
    name: str
    rows: int
    choices: str
    made_at: datetime
    made_by: str
    applied_at: datetime | None
    report: str | None
    text: str

    @property
    def content(self) -> Rows:
        """Its rows."""
        found: Rows = json.loads(self.text)
        return found


def add(session: Session, *, fingerprint: str, name: str, rows: Rows, choices: str, at: datetime, who: str) -> int:
    """Keep a list; its id."""
    values = {
        "fingerprint": fingerprint,
        "name": name,
        "content": _packed(rows),
        "rows": len(rows),
        "choices": choices,
        "made_at": at,
        "made_by": who,
    }
    added: int = session.execute(insert(directory_upload).returning(directory_upload.c.id), values).scalar_one()
    return added


def get(session: Session, upload_id: int) -> Upload | None:
    """One, or None."""
    row = session.execute(select(directory_upload).where(directory_upload.c.id == upload_id)).first()
    return None if row is None else _upload(row)


def heads(session: Session) -> list[UploadHead]:
    """All of them without their rows, newest first."""
    query = selecting(UploadHead, directory_upload).order_by(directory_upload.c.id.desc())
    return [as_dataclass(UploadHead, row) for row in session.execute(query)]


def every(session: Session) -> list[Upload]:
    """All of them, newest first."""
    query = select(directory_upload).order_by(directory_upload.c.id.desc())
    return [_upload(row) for row in session.execute(query)]


def choose(session: Session, upload_id: int, choices: str) -> None:
    """Say how a list is to be read."""
    session.execute(update(directory_upload).where(directory_upload.c.id == upload_id).values(choices=choices))


def applied(session: Session, upload_id: int, *, at: datetime, report: str, left_out: Rows) -> bool:
    """It has been taken over; of its rows those stay that were left out. False if it had been before."""
    waiting = (directory_upload.c.id == upload_id, directory_upload.c.applied_at.is_(None))
    values = {"applied_at": at, "report": report, "content": _packed(left_out)}
    return touched(session, update(directory_upload).where(*waiting).values(**values)) == 1


def drop(session: Session, upload_id: int) -> bool:
    """Forget one; whether it was there."""
    return touched(session, delete(directory_upload).where(directory_upload.c.id == upload_id)) == 1


def expire(session: Session, before: datetime) -> int:
    """Forget those sent before; how many."""
    return touched(session, delete(directory_upload).where(directory_upload.c.made_at < before))


def _packed(rows: Rows) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _upload(row: AnyRow) -> Upload:
    values = {name: value for name, value in row._asdict().items() if name != "content"}
    return Upload(**values, text=zlib.decompress(row.content).decode("utf-8", "surrogatepass"))
