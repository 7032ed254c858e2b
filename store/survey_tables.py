"""The tables of the satisfaction survey: its plan, the projects and households that it asks, and what they answer."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, UniqueConstraint, column

from domain.survey_codes import AnswerWay, FollowUpOutcome, SurveyState
from domain.survey_results import Marks
from store.columns import Code, Key, Plain, UtcTime, Wire
from store.tables import metadata

survey = Table(
    "survey",
    metadata,
    Column("id", Key, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("quarter", Integer, nullable=False),
    # Percent of the occupied households.
    Column("share", Integer, nullable=False),
    # By which the households are drawn again as they were.
    Column("seed", Plain, nullable=False),
    Column("questions", Wire(tuple[str, ...]), nullable=False),
    Column("state", Code(SurveyState), nullable=False),
    Column("planned_at", UtcTime, nullable=False),
    Column("planned_by", Plain, nullable=False),
    Column("started_at", UtcTime),
    Column("started_by", Plain),
    Column("closed_at", UtcTime),
    Column("closed_by", Plain),
)

survey_project = Table(
    "survey_project",
    metadata,
    Column("survey_id", Key, ForeignKey("survey.id"), primary_key=True, autoincrement=False),
    Column("project_id", Key, ForeignKey("project.id"), primary_key=True, autoincrement=False),
    # Of its survey: a project is asked once a quarter.
    Column("year", Integer, nullable=False),
    Column("quarter", Integer, nullable=False),
    # As it was when the survey started: occupied households, those that may be asked, and those of them never asked.
    Column("population", Integer),
    Column("eligible", Integer),
    Column("unasked", Integer),
    Column("wanted", Integer),
    UniqueConstraint("project_id", "year", "quarter"),
)

survey_household = Table(
    "survey_household",
    metadata,
    Column("id", Key, primary_key=True),
    Column("survey_id", Key, ForeignKey("survey.id"), nullable=False),
    Column("project_id", Key, ForeignKey("project.id"), nullable=False),
    Column("household_id", Key, ForeignKey("household.id"), nullable=False),
    UniqueConstraint("survey_id", "household_id"),
    Index("ix_survey_household_household", "household_id"),
    Index("ix_survey_household_project", "survey_id", "project_id"),
)

survey_answer = Table(
    "survey_answer",
    metadata,
    Column("id", Key, primary_key=True),
    Column("survey_id", Key, ForeignKey("survey.id"), nullable=False),
    Column("project_id", Key, ForeignKey("project.id"), nullable=False),
    # Both until the survey is closed; the building after that only where it has answers enough to give no one away.
    Column("household_id", Key, ForeignKey("household.id")),
    Column("building", Plain),
    Column("marks", Wire(Marks), nullable=False),
    # What they wrote beside their marks, until the survey is closed.
    Column("remark", Plain),
    Column("way", Code(AnswerWay), nullable=False),
    Column("entered_at", UtcTime, nullable=False),
    Column("entered_by", Plain, nullable=False),
    # A household counts once; a further answer waits until somebody says which one counts.
    Column("counted", Boolean, nullable=False),
    Index(
        "ix_survey_answer_counted",
        "survey_id",
        "household_id",
        unique=True,
        sqlite_where=column("counted").is_(True),
        postgresql_where=column("counted").is_(True),
    ),
    Index("ix_survey_answer_project", "survey_id", "project_id"),
    Index("ix_survey_answer_household", "household_id"),
)

survey_follow_up = Table(
    "survey_follow_up",
    metadata,
    Column("id", Key, primary_key=True),
    Column("survey_id", Key, ForeignKey("survey.id"), nullable=False),
    Column("project_id", Key, ForeignKey("project.id"), nullable=False),
    # Until the survey is closed; so is what was noted.
    Column("household_id", Key, ForeignKey("household.id")),
    Column("opened_at", UtcTime, nullable=False),
    Column("due", Date, nullable=False),
    Column("outcome", Code(FollowUpOutcome)),
    Column("note", Plain),
    Column("done_at", UtcTime),
    Column("done_by", Plain),
    UniqueConstraint("survey_id", "household_id"),
    Index("ix_survey_follow_up_household", "household_id"),
)

survey_measure = Table(
    "survey_measure",
    metadata,
    Column("id", Key, primary_key=True),
    Column("survey_id", Key, ForeignKey("survey.id"), nullable=False),
    Column("project_id", Key, ForeignKey("project.id"), nullable=False),
    Column("text", Plain, nullable=False),
    Column("responsible", Plain, nullable=False),
    Column("due", Date, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("made_by", Plain, nullable=False),
    Column("done_at", UtcTime),
    Column("done_by", Plain),
    Index("ix_survey_measure_survey", "survey_id", "project_id"),
)
