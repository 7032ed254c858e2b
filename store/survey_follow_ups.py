"""Households whose bad marks ask for a visit, each once a survey, and the measures taken upon it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.survey_codes import FollowUpOutcome
from store.rows import as_dataclass, dialect, inserting, selecting, touched
from store.survey_tables import survey_follow_up, survey_measure


@dataclass(frozen=True, kw_only=True)
class NewFollowUp:
    """A household to be visited. due: the last day for it."""

    survey_id: int
    project_id: int
    household_id: int | None
    opened_at: datetime
    due: date


@dataclass(frozen=True, kw_only=True)
class FollowUpRow(NewFollowUp):
    """As it stands. outcome: None while it is open; done_by: a login."""

    id: int
    outcome: FollowUpOutcome | None
    note: str | None
    done_at: datetime | None
    done_by: str | None


@dataclass(frozen=True, kw_only=True)
class NewMeasure:
    """What is to be put right in a project. responsible: who sees to it, in words; made_by: a login."""

    survey_id: int
    project_id: int
    text: str
    responsible: str
    due: date
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class MeasureRow(NewMeasure):
    """As it stands."""

    id: int
    done_at: datetime | None
    done_by: str | None


def ask(session: Session, new: NewFollowUp) -> None:
    """A household is to be visited, unless it is already."""
    session.execute(inserting(dialect(session), survey_follow_up).values(**vars(new)).on_conflict_do_nothing())


def of_survey(session: Session, survey_id: int) -> list[FollowUpRow]:
    """All of a survey, the nearest due first."""
    query = _FOLLOW_UPS.where(survey_follow_up.c.survey_id == survey_id)
    ordered = query.order_by(survey_follow_up.c.due, survey_follow_up.c.id)
    return [as_dataclass(FollowUpRow, row) for row in session.execute(ordered)]


def open_ones(session: Session, survey_id: int) -> list[FollowUpRow]:
    """Those without a result."""
    return [one for one in of_survey(session, survey_id) if one.outcome is None]


def get(session: Session, follow_up_id: int) -> FollowUpRow | None:
    """One, or None."""
    row = session.execute(_FOLLOW_UPS.where(survey_follow_up.c.id == follow_up_id)).first()
    return None if row is None else as_dataclass(FollowUpRow, row)


def settle(session: Session, follow_up_id: int, outcome: FollowUpOutcome, *, note: str, at: datetime, who: str) -> bool:
    """Its result; False if it has one."""
    mine = update(survey_follow_up).where(survey_follow_up.c.id == follow_up_id, survey_follow_up.c.outcome.is_(None))
    return touched(session, mine.values(outcome=outcome, note=note or None, done_at=at, done_by=who)) == 1


def forget(session: Session, survey_id: int) -> None:
    """Of whom they were is kept no more, nor what was noted."""
    mine = update(survey_follow_up).where(survey_follow_up.c.survey_id == survey_id)
    session.execute(mine.values(household_id=None, note=None))


def add_measure(session: Session, new: NewMeasure) -> int:
    """Keep a measure; its id."""
    added: int = session.execute(insert(survey_measure).values(**vars(new)).returning(survey_measure.c.id)).scalar_one()
    return added


def measures(session: Session, survey_id: int) -> list[MeasureRow]:
    """Those of a survey, the nearest due first."""
    query = selecting(MeasureRow, survey_measure).where(survey_measure.c.survey_id == survey_id)
    ordered = query.order_by(survey_measure.c.due, survey_measure.c.id)
    return [as_dataclass(MeasureRow, row) for row in session.execute(ordered)]


def done(session: Session, measure_id: int, *, at: datetime, who: str) -> bool:
    """It is done; False if it was."""
    mine = update(survey_measure).where(survey_measure.c.id == measure_id, survey_measure.c.done_at.is_(None))
    return touched(session, mine.values(done_at=at, done_by=who)) == 1


_FOLLOW_UPS = selecting(FollowUpRow, survey_follow_up)
