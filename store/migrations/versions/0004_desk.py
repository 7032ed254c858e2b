"""The desk: people, their roles, sessions and views; plans, approvals, edits of letters, the print queue."""

from typing import Any  # columns of several types

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
TEXT = sa.Text()
_LETTER: dict[str, Any] = {  # columns of several types
    "way": TEXT,
    "submitted_by": TEXT,
    "submitted_at": TIME,
    "sealed_sha": TEXT,
    "address_confirmed_by": TEXT,
    "batch_id": KEY,
    "printed_at": TIME,
    "posted_at": TIME,
    "tracking": TEXT,
}


def upgrade() -> None:
    for name, kind in _LETTER.items():
        op.add_column("letter", sa.Column(name, kind, nullable=True))
    op.create_index("ix_letter_batch_id", "letter", ["batch_id"])
    _people()
    _sessions()
    _plans()
    _letters()


def _needed(kind: Any, *names: str) -> list[sa.Column[Any]]:  # columns of several types
    return [sa.Column(name, kind, nullable=False) for name in names]


def _optional(kind: Any, *names: str) -> list[sa.Column[Any]]:  # columns of several types
    return [sa.Column(name, kind, nullable=True) for name in names]


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _people() -> None:
    op.create_table(
        "person",
        *_needed(KEY, "id"),
        *_needed(TEXT, "login", "name", "language", "made_by"),
        *_optional(TEXT, "email", "phone", "password"),
        *_needed(sa.Boolean(), "active", "digest"),
        *_needed(TIME, "made_at"),
        _primary("person", "id"),
        _unique("person", "login"),
    )
    op.create_table(
        "role_grant",
        *_needed(KEY, "id", "person_id"),
        *_needed(TEXT, "role", "project", "department"),
        _primary("role_grant", "id"),
        _unique("role_grant", "person_id", "role", "project", "department"),
        _refers("role_grant", "person_id", "person.id"),
    )
    op.create_table(
        "deputy",
        *_needed(KEY, "id", "person_id", "deputy_id"),
        *_needed(TIME, "from_at", "until_at", "made_at"),
        *_needed(TEXT, "made_by"),
        _primary("deputy", "id"),
        _refers("deputy", "person_id", "person.id"),
        _refers("deputy", "deputy_id", "person.id"),
    )
    op.create_index("ix_deputy_person_id", "deputy", ["person_id"])
    op.create_index("ix_deputy_deputy_id", "deputy", ["deputy_id"])


def _sessions() -> None:
    op.create_table(
        "web_session",
        *_needed(TEXT, "token_hash", "csrf"),
        *_needed(KEY, "person_id"),
        *_needed(TIME, "made_at", "seen_at", "expires_at"),
        _primary("web_session", "token_hash"),
        _refers("web_session", "person_id", "person.id"),
    )
    op.create_index("ix_web_session_person_id", "web_session", ["person_id"])
    op.create_table(
        "sign_in_link",
        *_needed(TEXT, "token_hash", "purpose", "made_by"),
        *_needed(KEY, "person_id"),
        *_needed(TIME, "made_at", "expires_at"),
        *_optional(TIME, "used_at"),
        _primary("sign_in_link", "token_hash"),
        _refers("sign_in_link", "person_id", "person.id"),
    )
    op.create_table(
        "sign_in_failure",
        *_needed(KEY, "id"),
        *_needed(TEXT, "key"),
        *_needed(TIME, "at"),
        _primary("sign_in_failure", "id"),
    )
    op.create_index("ix_sign_in_failure_key", "sign_in_failure", ["key", "at"])
    op.create_table(
        "case_view",
        *_needed(KEY, "id", "case_id", "person_id"),
        *_needed(TIME, "at"),
        *_needed(TEXT, "what"),
        _primary("case_view", "id"),
        _refers("case_view", "case_id", "case.id"),
        _refers("case_view", "person_id", "person.id"),
    )
    op.create_index("ix_case_view_case", "case_view", ["case_id", "at"])
    op.create_table(
        "digest",
        *_needed(KEY, "person_id"),
        *_needed(sa.Date(), "day"),
        *_needed(TIME, "claimed_at"),
        *_optional(TIME, "sent_at"),
        *_optional(TEXT, "answer"),
        _primary("digest", "person_id", "day"),
        _refers("digest", "person_id", "person.id"),
    )


def _plans() -> None:
    op.create_table(
        "plan",
        *_needed(KEY, "id", "case_id"),
        *_needed(sa.Integer(), "version"),
        *_needed(TEXT, "state", "opinion", "measures", "made_by"),
        *_needed(TIME, "made_at"),
        *_optional(TIME, "submitted_at"),
        *_optional(TEXT, "submitted_by"),
        _primary("plan", "id"),
        _unique("plan", "case_id", "version"),
        _refers("plan", "case_id", "case.id"),
    )
    op.create_index("ix_plan_state", "plan", ["state"])
    op.create_table(
        "approval",
        *_needed(KEY, "id", "subject_id"),
        *_needed(TEXT, "subject", "role", "person", "verdict", "remark"),
        *_needed(sa.Integer(), "step"),
        *_needed(TIME, "at"),
        *_optional(TEXT, "deputy_of", "docx_sha", "pdf_sha"),
        *_optional(TIME, "voided_at"),
        _primary("approval", "id"),
    )
    op.create_index("ix_approval_subject", "approval", ["subject", "subject_id"])


def _letters() -> None:
    op.create_table(
        "letter_edit",
        *_needed(KEY, "id", "letter_id"),
        *_needed(sa.Integer(), "version"),
        *_needed(TIME, "at"),
        *_needed(TEXT, "who", "how", "docx_sha"),
        _primary("letter_edit", "id"),
        _unique("letter_edit", "letter_id", "version"),
        _refers("letter_edit", "letter_id", "letter.id"),
    )
    op.create_table(
        "acceptance",
        *_needed(KEY, "letter_id"),
        *_needed(TEXT, "finding", "reason", "who"),
        *_needed(TIME, "at"),
        _primary("acceptance", "letter_id", "finding"),
        _refers("acceptance", "letter_id", "letter.id"),
    )
    op.create_table(
        "rendition",
        *_needed(TEXT, "docx_sha", "pdf_sha"),
        *_needed(sa.Integer(), "pages"),
        *_needed(TIME, "made_at"),
        _primary("rendition", "docx_sha"),
    )
    op.create_table(
        "print_batch",
        *_needed(KEY, "id"),
        *_needed(TEXT, "pdf_sha", "made_by"),
        *_needed(sa.Integer(), "letters", "pages"),
        *_needed(TIME, "made_at"),
        _primary("print_batch", "id"),
    )
