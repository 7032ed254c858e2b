"""Corrections by people: each a version beside the reading it corrects, which itself is never changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from domain.correction import Correction
from domain.reading import Document
from store import intake as intakes
from store.once import once
from store.rows import first, selecting
from store.tables import correction


@dataclass(frozen=True, kw_only=True)
class NewCorrection:
    """One correction of one letter. version: from 1, without gaps.

    standing: all that has been corrected so far, this time included. document: the letter as it reads with that.
    """

    intake_id: int
    version: int
    made_at: datetime
    made_by: str
    standing: Correction
    document: Document


@dataclass(frozen=True, kw_only=True)
class CorrectionRow(NewCorrection):
    """A correction as it was made."""

    id: int


def add(session: Session, new: NewCorrection) -> None:
    """Keep a correction; sqlalchemy.exc.IntegrityError if somebody else made that version meanwhile."""
    session.execute(insert(correction), dict(vars(new)))


@once
def latest(session: Session, intake_id: int) -> CorrectionRow | None:
    """The correction that holds, or None for a letter that stands as it was read."""
    return first(session, CorrectionRow, _LATEST, {"intake": intake_id})


def count(session: Session, intake_id: int) -> int:
    """How often a letter has been corrected: the version that holds, 0 if it stands as it was read."""
    query = select(func.count()).select_from(correction).where(correction.c.intake_id == intake_id)
    return session.execute(query).scalar_one()


def document_of(session: Session, intake_id: int) -> Document | None:
    """The letter as it holds now: as corrected, else as read; None if nothing was ever read."""
    held = latest(session, intake_id)
    if held is not None:
        return held.document
    return next(iter(intakes.load_reading(session, intake_id) or ()), None)


_LATEST = (
    selecting(CorrectionRow, correction)
    .where(correction.c.intake_id == bindparam("intake"))
    .order_by(correction.c.version.desc())
    .limit(1)
)
