"""The satisfaction survey: its plan, its projects, the households it asks, their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0049"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
    )
    _projects()
    _households()
    _answers()


def _projects() -> None:
    op.create_table(
        "survey_project",
        sa.Column("survey_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("project_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("eligible", sa.Integer(), nullable=True),
        sa.Column("unasked", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_project_survey_id"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_survey_project_project_id"),
        sa.PrimaryKeyConstraint("survey_id", "project_id", name="pk_survey_project"),
        sa.UniqueConstraint("project_id", "year", "quarter", name="uq_survey_project_project_id_year_quarter"),
    )


def _households() -> None:
    op.create_table(
        "survey_household",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("household_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_household_survey_id"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_survey_household_project_id"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_survey_household_household_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_household"),
        sa.UniqueConstraint("survey_id", "household_id", name="uq_survey_household_survey_id_household_id"),
    )
    op.create_index("ix_survey_household_household", "survey_household", ["household_id"])
    op.create_index("ix_survey_household_project", "survey_household", ["survey_id", "project_id"])


def _answers() -> None:
    op.create_table(
        "survey_answer",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("household_id", _KEY, nullable=True),
        sa.Column("building", sa.Text(), nullable=True),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_answer_survey_id"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_survey_answer_project_id"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_survey_answer_household_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_answer"),
    )
    op.create_index(
        "ix_survey_answer_counted",
        "survey_answer",
        ["survey_id", "household_id"],
        unique=True,
        sqlite_where=sa.text("counted IS 1"),
        postgresql_where=sa.text("counted IS true"),
    )
    op.create_index("ix_survey_answer_project", "survey_answer", ["survey_id", "project_id"])
    op.create_index("ix_survey_answer_household", "survey_answer", ["household_id"])
