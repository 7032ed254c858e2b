"""Evidence of a case: photos and files in the archive, each with where it comes from and when; none is ever lost."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from domain.work_codes import EvidenceSource
from store.case_tables import case
from store.desk_tables import evidence
from store.rows import as_dataclass, columns_of, selecting, touched


@dataclass(frozen=True, kw_only=True)
class NewEvidence:
    """A piece of evidence. name: as it was handed over. size: in bytes. dated: when it was taken, None if unknown.

    sha256: of the file in the archive; None once it was lawfully erased. made_by: a login.
    """

    case_id: int
    sha256: str | None
    name: str
    media_type: str
    size: int
    source: EvidenceSource
    dated: date | None = None
    note: str = ""
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class EvidenceRow(NewEvidence):
    """A piece as it stands. withdrawn_at: since when it does not count any more."""

    id: int
    withdrawn_at: datetime | None
    withdrawn_by: str | None

    @property
    def stands(self) -> bool:
        """Whether it counts."""
        return self.withdrawn_at is None


def add(session: Session, new: NewEvidence) -> EvidenceRow:
    """Keep a piece."""
    row = session.execute(insert(evidence).values(**vars(new)).returning(*columns_of(EvidenceRow, evidence))).one()
    return as_dataclass(EvidenceRow, row)


def of_case(session: Session, case_id: int) -> list[EvidenceRow]:
    """Every piece of a case, in the order in which they came; withdrawn ones too."""
    query = selecting(EvidenceRow, evidence).where(evidence.c.case_id == case_id).order_by(evidence.c.id)
    return [as_dataclass(EvidenceRow, row) for row in session.execute(query)]


@dataclass(frozen=True, kw_only=True)
class Filed:
    """A piece's file, by the number of its case. size: in bytes."""

    number: str
    name: str
    sha256: str
    size: int


def filed(session: Session) -> list[Filed]:
    """Every file of evidence that the archive must hold, the newest first."""
    columns = (case.c.number, evidence.c.name, evidence.c.sha256, evidence.c.size)
    query = select(*columns).join(case, case.c.id == evidence.c.case_id).where(evidence.c.sha256.is_not(None))
    rows = session.execute(query.order_by(evidence.c.id.desc()))
    return [Filed(number=row.number, name=row.name, sha256=row.sha256, size=row.size) for row in rows]


def get(session: Session, evidence_id: int) -> EvidenceRow | None:
    """One piece."""
    row = session.execute(selecting(EvidenceRow, evidence).where(evidence.c.id == evidence_id)).first()
    return None if row is None else as_dataclass(EvidenceRow, row)


def withdraw(session: Session, evidence_id: int, at: datetime, who: str) -> bool:
    """Mark a piece as added by mistake; whether it stood until then."""
    mine = update(evidence).where(evidence.c.id == evidence_id, evidence.c.withdrawn_at.is_(None))
    return touched(session, mine.values(withdrawn_at=at, withdrawn_by=who)) == 1


def restore(session: Session, evidence_id: int) -> bool:
    """Let a withdrawn piece count again; whether it did not until then."""
    mine = update(evidence).where(evidence.c.id == evidence_id, evidence.c.withdrawn_at.is_not(None))
    return touched(session, mine.values(withdrawn_at=None, withdrawn_by=None)) == 1
