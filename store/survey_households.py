"""Which households a survey may ask, and which it asks: the directory as it stands, and whose turn it was before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, Table, and_, cast, func, insert, select
from sqlalchemy.orm import Session

from domain.survey_codes import AnswerWay, FollowUpOutcome, SurveyState
from domain.surveys import Candidate
from language.folding import comparing
from store.directory_tables import occupant
from store.homes import counted
from store.rows import AnyRow, Query, as_dataclass
from store.survey_tables import survey, survey_answer, survey_follow_up, survey_household
from store.tables import household


@dataclass(frozen=True, kw_only=True)
class Occupied:
    """The occupied households of a project. candidates: that may be asked; declined: where somebody wants no surveys;
    left: where everybody who was known has moved out. names: building's comparing form → as it is written."""

    candidates: tuple[Candidate, ...]
    declined: int
    left: int
    names: Mapping[str, str]

    @property
    def number(self) -> int:
        """How many are occupied, as the directory says; one that everybody has left is not."""
        return len(self.candidates) + self.declined


@dataclass(frozen=True, kw_only=True)
class AskedRow:
    """A household that a survey asks, with where it is."""

    id: int
    survey_id: int
    project_id: int
    household_id: int
    project: str
    building: str | None
    unit: str | None
    room: str | None
    match_building: str


@dataclass(frozen=True, kw_only=True)
class HouseholdSurvey:
    """A survey that asked a household. way, answered_at: of the answer that counts; due, outcome: of the visit that it
    asked for. All four are None where there is none, and once the survey is closed: answers are nameless then.
    """

    year: int
    quarter: int
    state: SurveyState
    way: AnswerWay | None
    answered_at: datetime | None
    due: date | None
    outcome: FollowUpOutcome | None


def of_household(session: Session, household_id: int) -> list[HouseholdSurvey]:
    """The surveys that asked a household, the newest first."""

    def belongs(table: Table) -> ColumnElement[bool]:
        return and_(table.c.survey_id == survey.c.id, table.c.household_id == survey_household.c.household_id)

    query = (
        select(
            survey.c.year,
            survey.c.quarter,
            survey.c.state,
            survey_answer.c.way,
            survey_answer.c.entered_at.label("answered_at"),
            survey_follow_up.c.due,
            survey_follow_up.c.outcome,
        )
        .join(survey_household, survey_household.c.survey_id == survey.c.id)
        .outerjoin(survey_answer, and_(belongs(survey_answer), survey_answer.c.counted))
        .outerjoin(survey_follow_up, belongs(survey_follow_up))
        .where(survey_household.c.household_id == household_id)
        .order_by(survey.c.id.desc())
    )
    return [as_dataclass(HouseholdSurvey, row) for row in session.execute(query)]


def occupied(session: Session, project: str) -> Occupied:
    """The occupied households of a project, by name; with when each was last asked."""
    people = _people().subquery()
    before = _before().subquery()
    query = (
        select(
            household.c.id,
            household.c.building,
            household.c.match_building,
            people.c.known,
            people.c.present,
            people.c.declined,
            before.c.asked_at,
        )
        .outerjoin(people, people.c.household_id == household.c.id)
        .outerjoin(before, before.c.household_id == household.c.id)
        .where(household.c.match_project == comparing(project), household.c.occupied.is_(True))
        .order_by(household.c.id)
    )
    rows = session.execute(query).all()
    lived = [row for row in rows if not row.known or row.present]
    asked = (row for row in lived if not row.declined)
    return Occupied(
        candidates=tuple(Candidate(id=row.id, building=row.match_building, asked_at=row.asked_at) for row in asked),
        declined=sum(bool(row.declined) for row in lived),
        left=len(rows) - len(lived),
        names={row.match_building: row.building or "" for row in reversed(rows)},
    )


def _people() -> Query:
    """Of each household: how many are known, live there, and of those want no surveys."""
    present = cast(occupant.c.present, Integer)
    declined = cast(occupant.c.present & occupant.c.consent.is_(False), Integer)
    columns = (occupant.c.household_id, func.count().label("known"), func.sum(present).label("present"))
    return select(*columns, func.sum(declined).label("declined")).group_by(occupant.c.household_id)


def _before() -> Query:
    """When each household was last asked."""
    last = func.max(survey.c.started_at).label("asked_at")
    return (
        select(survey_household.c.household_id, last)
        .join(survey, survey.c.id == survey_household.c.survey_id)
        .group_by(survey_household.c.household_id)
    )


def ask(session: Session, survey_id: int, project_id: int, households: Iterable[Candidate]) -> None:
    """A survey asks these."""
    values = [{"survey_id": survey_id, "project_id": project_id, "household_id": one.id} for one in households]
    if values:
        session.execute(insert(survey_household), values)


def get(session: Session, asked_id: int) -> AskedRow | None:
    """One of them, or None."""
    row = session.execute(_ASKED.where(survey_household.c.id == asked_id)).first()
    return None if row is None else as_dataclass(AskedRow, row)


def of_project(session: Session, survey_id: int, project_id: int) -> list[AskedRow]:
    """Those of a project, by flat as people count."""
    where = (survey_household.c.survey_id == survey_id, survey_household.c.project_id == project_id)
    keys = (household.c.match_unit, household.c.match_room)
    rows = sorted(session.execute(_ASKED.add_columns(*keys).where(*where)), key=_by_flat)
    names = AskedRow.__dataclass_fields__
    return [AskedRow(**{name: getattr(row, name) for name in names}) for row in rows]


def counts(session: Session, survey_id: int) -> dict[tuple[int, str], int]:
    """Project and building (its comparing form) → how many households are asked there."""
    columns = (survey_household.c.project_id, household.c.match_building)
    query = (
        select(*columns, func.count())
        .join(household, household.c.id == survey_household.c.household_id)
        .where(survey_household.c.survey_id == survey_id)
        .group_by(*columns)
    )
    return {(project_id, building): number for project_id, building, number in session.execute(query)}


def building_names(session: Session, project: str) -> dict[str, str]:
    """How the buildings of a project are written, by their comparing form."""
    columns = (household.c.match_building, func.min(household.c.building))
    query = select(*columns).where(household.c.match_project == comparing(project)).group_by(household.c.match_building)
    return {key: name or "" for key, name in session.execute(query)}


def answered(session: Session, survey_id: int) -> frozenset[int]:
    """The households whose answers were entered, as long as answers have households."""
    where = (survey_answer.c.survey_id == survey_id, survey_answer.c.household_id.is_not(None))
    return frozenset(session.execute(select(survey_answer.c.household_id).where(*where)).scalars())


def _by_flat(row: AnyRow) -> tuple[object, ...]:
    return counted(row.match_building), counted(row.match_unit), counted(row.match_room)


_ASKED = select(
    *(survey_household.c[name] for name in ("id", "survey_id", "project_id", "household_id")),
    *(household.c[name] for name in ("project", "building", "unit", "room", "match_building")),
).join(household, household.c.id == survey_household.c.household_id)
