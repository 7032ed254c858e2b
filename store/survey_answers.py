"""The answers to a survey: of households until it is closed, of no one after that."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from domain.survey_codes import AnswerWay
from domain.survey_results import Marks
from store.rows import as_dataclass, columns_of, dialect, inserting, selecting
from store.survey_tables import survey_answer


@dataclass(frozen=True, kw_only=True)
class NewAnswer:
    """What a household answered. building: its comparing form; entered_by: a login."""

    survey_id: int
    project_id: int
    household_id: int | None
    building: str | None
    marks: Marks
    remark: str | None
    way: AnswerWay
    entered_at: datetime
    entered_by: str


@dataclass(frozen=True, kw_only=True)
class AnswerRow(NewAnswer):
    """As it is kept. counted: whether it is the one of its household that counts."""

    id: int
    counted: bool


def add(session: Session, new: NewAnswer) -> AnswerRow:
    """Keep an answer: the first of a household counts, a further one does not."""
    wanted = columns_of(AnswerRow, survey_answer)
    statement = inserting(dialect(session), survey_answer).values(**vars(new), counted=True)
    row = session.execute(statement.on_conflict_do_nothing().returning(*wanted)).first()
    if row is None:
        row = session.execute(insert(survey_answer).values(**vars(new), counted=False).returning(*wanted)).one()
    return as_dataclass(AnswerRow, row)


def get(session: Session, answer_id: int) -> AnswerRow | None:
    """One, or None."""
    row = session.execute(_ANSWERS.where(survey_answer.c.id == answer_id)).first()
    return None if row is None else as_dataclass(AnswerRow, row)


def of_household(session: Session, survey_id: int, household_id: int) -> list[AnswerRow]:
    """What a household answered, in the order it was entered."""
    where = (survey_answer.c.survey_id == survey_id, survey_answer.c.household_id == household_id)
    return [
        as_dataclass(AnswerRow, row) for row in session.execute(_ANSWERS.where(*where).order_by(survey_answer.c.id))
    ]


def counting(session: Session, survey_id: int) -> list[AnswerRow]:
    """The answers that count."""
    where = (survey_answer.c.survey_id == survey_id, survey_answer.c.counted.is_(True))
    return [
        as_dataclass(AnswerRow, row) for row in session.execute(_ANSWERS.where(*where).order_by(survey_answer.c.id))
    ]


def doubtful(session: Session, survey_id: int) -> list[AnswerRow]:
    """The answers that were entered after one that counts."""
    where = (survey_answer.c.survey_id == survey_id, survey_answer.c.counted.is_(False))
    return [
        as_dataclass(AnswerRow, row) for row in session.execute(_ANSWERS.where(*where).order_by(survey_answer.c.id))
    ]


def settle(session: Session, answer: AnswerRow) -> None:
    """This one counts; the others of its household go."""
    same = (survey_answer.c.survey_id == answer.survey_id, survey_answer.c.household_id == answer.household_id)
    session.execute(delete(survey_answer).where(*same, survey_answer.c.id != answer.id))
    session.execute(update(survey_answer).where(survey_answer.c.id == answer.id).values(counted=True))


def number(session: Session, survey_id: int) -> int:
    """How many count."""
    where = (survey_answer.c.survey_id == survey_id, survey_answer.c.counted.is_(True))
    return session.execute(select(func.count()).select_from(survey_answer).where(*where)).scalar_one()


def forget(session: Session, survey_id: int, told: Collection[tuple[int, str]]) -> None:
    """Of whom the answers were is kept no more, nor what was written beside the marks. told: the projects and buildings
    with answers enough to give no one away; of the others the building goes as well."""
    mine = survey_answer.c.survey_id == survey_id
    session.execute(delete(survey_answer).where(mine, survey_answer.c.counted.is_(False)))
    for answer in counting(session, survey_id):
        if answer.building is not None and (answer.project_id, answer.building) not in told:
            session.execute(update(survey_answer).where(survey_answer.c.id == answer.id).values(building=None))
    session.execute(update(survey_answer).where(mine).values(household_id=None, remark=None))


_ANSWERS = selecting(AnswerRow, survey_answer)
