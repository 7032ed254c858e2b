"""Surveys and the projects that each asks: planned, started with the figures of that moment, closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session

from domain.survey_codes import SurveyState
from domain.surveys import Quarter
from store.rows import as_dataclass, checked, columns_of, dialect, first, inserting, selecting, touched
from store.survey_tables import survey, survey_project
from store.tables import project


@dataclass(frozen=True, kw_only=True)
class NewSurvey:
    """A survey as it is planned. share: percent; planned_by: a login."""

    year: int
    quarter: int
    share: int
    seed: str
    questions: tuple[str, ...]
    state: SurveyState = SurveyState.PLANNED
    planned_at: datetime
    planned_by: str


@dataclass(frozen=True, kw_only=True)
class SurveyRow(NewSurvey):
    """As it stands."""

    id: int
    started_at: datetime | None
    started_by: str | None
    closed_at: datetime | None
    closed_by: str | None

    @property
    def of(self) -> Quarter:
        """The quarter that it is of."""
        return Quarter(year=self.year, number=self.quarter)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A project as it was when the survey started; None before. population: occupied households; eligible: that may be
    asked; unasked: of them, never asked before; wanted: as many as the share is."""

    population: int | None = None
    eligible: int | None = None
    unasked: int | None = None
    wanted: int | None = None


@dataclass(frozen=True, kw_only=True)
class SurveyProject(Asked):
    """A project of a survey. name: of the project."""

    survey_id: int
    project_id: int
    name: str


def add(session: Session, new: NewSurvey) -> SurveyRow:
    """Keep a plan."""
    statement = insert(survey).values(**vars(new)).returning(*columns_of(SurveyRow, survey))
    return as_dataclass(SurveyRow, session.execute(statement).one())


def add_project(session: Session, survey_id: int, project_id: int, quarter: Quarter) -> bool:
    """A project of a survey; False if another survey asks it in that quarter."""
    values = {"survey_id": survey_id, "project_id": project_id, "year": quarter.year, "quarter": quarter.number}
    statement = inserting(dialect(session), survey_project).values(**values)
    unique = ["project_id", "year", "quarter"]
    kept = statement.on_conflict_do_nothing(index_elements=unique).returning(survey_project.c.project_id)
    return session.execute(kept).first() is not None


def get(session: Session, survey_id: int) -> SurveyRow | None:
    """One, or None."""
    return first(session, SurveyRow, _SURVEYS.where(survey.c.id == survey_id), {})


def locked(session: Session, survey_id: int) -> SurveyRow | None:
    """One that no one else changes until the transaction ends, or None."""
    return first(session, SurveyRow, _SURVEYS.where(survey.c.id == survey_id).with_for_update(), {})


def newest(session: Session, *, of: Quarter | None = None) -> list[SurveyRow]:
    """All of them, or those of a quarter, the last planned first."""
    query = _SURVEYS.order_by(survey.c.year.desc(), survey.c.quarter.desc(), survey.c.id.desc())
    if of is not None:
        query = query.where(survey.c.year == of.year, survey.c.quarter == of.number)
    return [as_dataclass(SurveyRow, row) for row in session.execute(query)]


def projects_of(session: Session, survey_ids: Collection[int]) -> dict[int, tuple[SurveyProject, ...]]:
    """Survey → its projects, by name."""
    found: dict[int, list[SurveyProject]] = {}
    query = _PROJECTS.where(survey_project.c.survey_id.in_(survey_ids)).order_by(project.c.name)
    for row in session.execute(query):
        found.setdefault(row.survey_id, []).append(as_dataclass(SurveyProject, row))
    return {key: tuple(rows) for key, rows in found.items()}


def lock_projects(session: Session, project_ids: Sequence[int]) -> None:
    """Two surveys that start at once must not take the same households for their turn: one waits for the other."""
    query = select(project.c.id).where(project.c.id.in_(project_ids)).order_by(project.c.id)
    session.execute(query.with_for_update()).all()


def begun(session: Session, survey_id: int, project_id: int, figures: Asked) -> None:
    """What a project was like when its survey started."""
    where = (survey_project.c.survey_id == survey_id, survey_project.c.project_id == project_id)
    session.execute(update(survey_project).where(*where).values(**vars(figures)))


def change(session: Session, survey_id: int, expect: SurveyState, **values: object) -> bool:
    """Compare-and-set: change columns of a survey that is in that state; whether it was."""
    mine = update(survey).where(survey.c.id == survey_id, survey.c.state == expect)
    return touched(session, mine.values(**checked(survey, values))) == 1


def remove(session: Session, survey_id: int) -> None:
    """Take out a plan that has asked no one."""
    session.execute(delete(survey_project).where(survey_project.c.survey_id == survey_id))
    session.execute(delete(survey).where(survey.c.id == survey_id))


_SURVEYS = selecting(SurveyRow, survey)
_FIGURES = ("survey_id", "project_id", "population", "eligible", "unasked", "wanted")
_PROJECTS: Select[tuple[object, ...]] = select(*(survey_project.c[name] for name in _FIGURES), project.c.name).join(
    project, project.c.id == survey_project.c.project_id
)
