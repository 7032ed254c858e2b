"""What has been kept longer than the settings say, and the days on which that was looked for."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from domain.codes import CaseState, IntakeState
from domain.events import EventName
from store.case_tables import case, event
from store.desk_tables import evidence, retention_run
from store.past_tables import past_case
from store.rows import dialect, inserting, touched
from store.staff_tables import sign_in_failure
from store.tables import intake, reading

_TOO_LONG = timedelta(hours=1)
"""A sweep that took longer has died; the next one begins it again."""


def claim(session: Session, day: date, now: datetime) -> bool:
    """Take a day's sweep; False if it was made, or somebody is at it."""
    added = inserting(dialect(session), retention_run).values(day=day, claimed_at=now, erased=0)
    fresh = session.execute(added.on_conflict_do_nothing(index_elements=["day"]).returning(retention_run.c.day)).first()
    if fresh is not None:
        return True
    left = (retention_run.c.finished_at.is_(None), retention_run.c.claimed_at < now - _TOO_LONG)
    return touched(session, update(retention_run).where(retention_run.c.day == day, *left).values(claimed_at=now)) == 1


def finish(session: Session, day: date, now: datetime, erased: int) -> None:
    """A day's sweep is made. erased: cases and intakes."""
    session.execute(update(retention_run).where(retention_run.c.day == day).values(finished_at=now, erased=erased))


def last_finished(session: Session) -> tuple[date, int] | None:
    """The last day whose sweep was made, and how much it erased."""
    query = select(retention_run.c.day, retention_run.c.erased).where(retention_run.c.finished_at.is_not(None))
    row = session.execute(query.order_by(retention_run.c.day.desc()).limit(1)).first()
    return None if row is None else (row.day, row.erased)


def cases_filed_before(session: Session, cutoff: datetime) -> list[int]:
    """Filed cases, by the last time that they were filed (of an older ledger: by their end there), that still say
    something of a person; oldest first."""
    read = exists().where(reading.c.intake_id == intake.c.id, intake.c.case_id == case.c.id)
    named = or_(*(column.is_not(None) for column in (case.c.resident_name, case.c.phone, case.c.email, case.c.room)))
    return _filed(session, cutoff, or_(named, case.c.subject != "", read))


def originals_filed_before(session: Session, cutoff: datetime) -> list[int]:
    """Filed cases, too, that still have a received file, or one of their evidence."""
    received = exists().where(intake.c.case_id == case.c.id, intake.c.sha256.is_not(None))
    added = exists().where(evidence.c.case_id == case.c.id, evidence.c.sha256.is_not(None))
    return _filed(session, cutoff, or_(received, added))


def ignored_before(session: Session, cutoff: datetime) -> list[int]:
    """What was received before and ignored, belongs to no case and still says something of its sender."""
    read = exists().where(reading.c.intake_id == intake.c.id)
    said = (column.is_not(None) for column in (intake.c.sha256, intake.c.sender, intake.c.subject))
    where = (intake.c.state == IntakeState.IGNORED, intake.c.case_id.is_(None), intake.c.received_at < cutoff)
    return list(session.execute(select(intake.c.id).where(*where, or_(read, *said)).order_by(intake.c.id)).scalars())


def forget_failures(session: Session, cutoff: datetime) -> int:
    """Forget failed sign-ins of before; how many."""
    return touched(session, delete(sign_in_failure).where(sign_in_failure.c.at < cutoff))


def sizes_of(session: Session, intake_ids: list[int]) -> dict[str, int]:
    """sha256 → size of the received files of these intakes."""
    found: dict[str, int] = {}
    for start in range(0, len(intake_ids), 500):
        some = intake.c.id.in_(intake_ids[start : start + 500])
        query = select(intake.c.sha256, intake.c.size).where(some, intake.c.sha256.is_not(None))
        found.update({row.sha256: row.size for row in session.execute(query)})
    return found


def _filed(session: Session, cutoff: datetime, left: ColumnElement[bool]) -> list[int]:
    filed = (
        select(func.max(event.c.at))
        .where(event.c.case_id == case.c.id, event.c.what == EventName.FILED)
        .scalar_subquery()
    )
    before = select(past_case.c.ended_at).where(past_case.c.case_id == case.c.id).scalar_subquery()
    over = func.coalesce(filed, before)
    query = select(case.c.id).where(case.c.state == CaseState.FILED, over < cutoff, left).order_by(case.c.id)
    return list(session.execute(query).scalars())
