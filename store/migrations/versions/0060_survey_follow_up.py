"""What follows from a survey: visits to households with bad marks, and measures."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "survey_follow_up",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("household_id", _KEY, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_follow_up_survey_id"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_survey_follow_up_project_id"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_survey_follow_up_household_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_follow_up"),
        sa.UniqueConstraint("survey_id", "household_id", name="uq_survey_follow_up_survey_id_household_id"),
    )
    op.create_index("ix_survey_follow_up_household", "survey_follow_up", ["household_id"])
    op.create_table(
        "survey_measure",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("survey_id", _KEY, nullable=False),
        sa.Column("project_id", _KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_measure_survey_id"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_survey_measure_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_measure"),
    )
    op.create_index("ix_survey_measure_survey", "survey_measure", ["survey_id", "project_id"])
