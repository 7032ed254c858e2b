"""Who must approve: the strictest grade of a case, who had a hand in a letter, the postal address that was approved,
and the wishes to lower a grade.

What stands is filled in from decisions, events and edits. A plan that was approved without the manager, of a case that
is or was of grade A or B and is still worked on, waits for the manager.
"""

import sqlalchemy as sa
from alembic import op

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("case", sa.Column("strictest", sa.Text(), nullable=False, server_default="E"))
    op.add_column("letter", sa.Column("postal", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "letter_hand",
        sa.Column("letter_id", _KEY, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name="fk_letter_hand_letter_id_letter"),
        sa.PrimaryKeyConstraint("letter_id", "who", name="pk_letter_hand"),
    )
    op.create_table(
        "grade_lowering",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("case_id", _KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("from_grade", sa.Text(), nullable=False),
        sa.Column("to_grade", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_role", sa.Text(), nullable=False),
        sa.Column("asked_for", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_for", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_grade_lowering_case_id_case"),
        sa.PrimaryKeyConstraint("id", name="pk_grade_lowering"),
    )
    op.create_index("ix_grade_lowering_case_id", "grade_lowering", ["case_id"])
    op.create_index("ix_grade_lowering_state", "grade_lowering", ["state"])
    _fill_grades()
    _reopen_plans()
    _fill_hands()


def _json(column: str, *path: str) -> str:
    """An element of a JSON text, as either database says it."""
    if op.get_bind().dialect.name == "postgresql":
        return f"({column}::json #>> '{{{','.join(path)}}}')"
    return f"json_extract({column}, '$.{'.'.join(path)}')"


def _fill_grades() -> None:
    chosen, decided = _json("p.payload", "chosen", "grade"), _json("d.decision", "grade")
    op.execute(
        f"""
        UPDATE "case" SET strictest = (
            SELECT MIN(g.grade) FROM (
                SELECT own.grade AS grade FROM "case" AS own WHERE own.id = "case".id
                UNION ALL SELECT {decided} FROM decision AS d WHERE d.case_id = "case".id
                UNION ALL SELECT {chosen} FROM event AS e JOIN event_payload AS p ON p.event_id = e.id
                    WHERE e.case_id = "case".id AND e.what IN ('judged', 'grade_confirmed')
            ) AS g WHERE g.grade IN ('A', 'B', 'C', 'D', 'E')
        )
        """  # noqa: S608 - fixed text, but for the name of a function
    )


def _reopen_plans() -> None:
    op.execute(
        """
        UPDATE plan SET state = CASE
            WHEN EXISTS (
                SELECT 1 FROM plan AS later
                WHERE later.case_id = plan.case_id AND later.version > plan.version AND later.state <> 'void'
            ) THEN 'void' ELSE 'submitted' END
        WHERE state = 'approved'
        AND case_id IN (
            SELECT id FROM "case"
            WHERE strictest IN ('A', 'B') AND state NOT IN ('done', 'fed_back', 'visited', 'filed')
        )
        AND NOT EXISTS (
            SELECT 1 FROM approval
            WHERE subject = 'plan' AND subject_id = plan.id AND role = 'manager'
            AND verdict = 'approved' AND voided_at IS NULL
        )
        """
    )


def _fill_hands() -> None:
    letter = _json("p.payload", "letter")
    op.execute(
        f"""
        INSERT INTO letter_hand (letter_id, who)
        SELECT letter_id, who FROM letter_edit WHERE how <> 'drafted'
        UNION SELECT id, submitted_by FROM letter WHERE submitted_by IS NOT NULL
        UNION SELECT l.id, e.who FROM event AS e
            JOIN event_payload AS p ON p.event_id = e.id
            JOIN letter AS l ON l.case_id = e.case_id AND CAST(l.id AS TEXT) = CAST({letter} AS TEXT)
            WHERE e.what IN ('letter_submitted', 'letter_address')
        """  # noqa: S608 - as above
    )
