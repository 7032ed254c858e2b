"""Records of cases: each saving a version of its own, so that nothing is overwritten silently; the last one holds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert
from sqlalchemy.orm import Session

from domain.record import CaseRecord
from domain.work_codes import RecordPart
from store.desk_tables import case_record
from store.rows import as_dataclass, first, selecting


@dataclass(frozen=True, kw_only=True)
class NewRecord:
    """A version of a case's record, from 1, without gaps. part: what it changed. made_by: a login."""

    case_id: int
    version: int
    part: RecordPart
    content: CaseRecord
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class RecordRow(NewRecord):
    """A version as it was saved."""

    id: int


def add(session: Session, new: NewRecord) -> None:
    """Keep a version; sqlalchemy.exc.IntegrityError if somebody else made it meanwhile."""
    session.execute(insert(case_record), dict(vars(new)))


def latest(session: Session, case_id: int) -> RecordRow | None:
    """The version that holds, or None while nothing was recorded."""
    return first(session, RecordRow, _LATEST, {"case": case_id})


def of_case(session: Session, case_id: int) -> list[RecordRow]:
    """Every version of a case's record, oldest first."""
    query = selecting(RecordRow, case_record).where(case_record.c.case_id == case_id).order_by(case_record.c.version)
    return [as_dataclass(RecordRow, row) for row in session.execute(query)]


_LATEST = (
    selecting(RecordRow, case_record)
    .where(case_record.c.case_id == bindparam("case"))
    .order_by(case_record.c.version.desc())
    .limit(1)
)
