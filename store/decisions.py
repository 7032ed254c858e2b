"""Decisions with the whole input they were made from, and every rulebook that ever decided, for replay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from domain.decision import Decision, DecisionInput
from store.rows import on_conflict
from store.tables import decision as decisions
from store.tables import rulebook


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """One decision as it was made. given: everything it looked at. made_by: `huihan` or a person."""

    id: int
    intake_id: int
    case_id: int | None
    made_at: datetime
    made_by: str
    given: DecisionInput
    decision: Decision


def save(
    session: Session,
    intake_id: int,
    case_id: int | None,
    at: datetime,
    by: str,
    given: DecisionInput,
    decision: Decision,
) -> int:
    """Keep a decision; its id. Its rulebook must be kept first."""
    values = {"intake_id": intake_id, "case_id": case_id, "made_at": at, "made_by": by}
    statement = insert(decisions).values(**values, input=given, decision=decision, rulebook=decision.rulebook)
    return int(session.execute(statement.returning(decisions.c.id)).scalar_one())


def of_case(session: Session, case_id: int) -> list[DecisionRow]:
    """The decisions of a case, first to last."""
    return _rows(session, decisions.c.case_id == case_id)


def of_intake(session: Session, intake_id: int) -> list[DecisionRow]:
    """The decisions on one letter, first to last."""
    return _rows(session, decisions.c.intake_id == intake_id)


def last(session: Session, count: int) -> list[DecisionRow]:
    """The newest `count` decisions, newest first."""
    newest = select(decisions.c.id).order_by(decisions.c.id.desc()).limit(count)
    return list(reversed(_rows(session, decisions.c.id.in_(newest.scalar_subquery()))))


def keep_rulebook(session: Session, sha: str, name: str, files: Mapping[str, str], at: datetime) -> None:
    """Keep a rulebook under its hash; nothing happens if it is kept already."""
    if session.execute(select(rulebook.c.sha).where(rulebook.c.sha == sha)).scalar() is None:
        statement = on_conflict(session, rulebook).values(sha=sha, name=name, files=dict(files), first_used_at=at)
        session.execute(statement.on_conflict_do_nothing(index_elements=[rulebook.c.sha]))


def _rows(session: Session, *where: ColumnElement[bool]) -> list[DecisionRow]:
    query = select(decisions).where(*where).order_by(decisions.c.id)
    return [
        DecisionRow(
            id=row.id,
            intake_id=row.intake_id,
            case_id=row.case_id,
            made_at=row.made_at,
            made_by=row.made_by,
            given=row.input,
            decision=row.decision,
        )
        for row in session.execute(query)
    ]
