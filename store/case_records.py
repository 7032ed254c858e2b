"""Records of cases: each saving a version of its own, so that nothing is overwritten silently; the last one holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert
from sqlalchemy.orm import Session

from domain.record import CaseRecord
from domain.work_codes import RecordPart
from store.desk_tables import case_record
from store.once import once
from store.rows import as_dataclass, by_case, first, selecting


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


@once
def latest(session: Session, case_id: int) -> RecordRow | None:
    """The version that holds, or None while nothing was recorded."""
    return first(session, RecordRow, _LATEST, {"case": case_id})


def of_case(session: Session, case_id: int) -> list[RecordRow]:
    """Every version of a case's record, oldest first."""
    query = selecting(RecordRow, case_record).where(case_record.c.case_id == case_id).order_by(case_record.c.version)
    return [as_dataclass(RecordRow, row) for row in session.execute(query)]


def told(session: Session, case_ids: Sequence[int]) -> dict[int, str]:
    """Case → what happened, as its record tells it now; one of which nothing is confirmed is left out."""
    found = by_case(session, RecordRow, case_record, case_ids)
    latest_of = {id_: rows[-1].content.facts for id_, rows in found.items()}
    return {id_: facts.told for id_, facts in latest_of.items() if facts is not None and facts.told}


_LATEST = (
    selecting(RecordRow, case_record)
    .where(case_record.c.case_id == bindparam("case"))
    .order_by(case_record.c.version.desc())
    .limit(1)
)
