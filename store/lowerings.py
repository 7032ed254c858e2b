"""Wishes to lower a grade A or B, which one head asks for and another confirms (TRADE 5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.codes import Grade, Role
from domain.work_codes import LoweringState
from store.desk_tables import grade_lowering
from store.rows import as_dataclass, checked, columns_of, selecting, touched


@dataclass(frozen=True, kw_only=True)
class NewLowering:
    """A wish. asked_by: a login; asked_role: held for it; asked_for: for whom, if as a deputy."""

    case_id: int
    from_grade: Grade
    to_grade: Grade
    reason: str
    asked_by: str
    asked_role: Role
    asked_for: str | None
    asked_at: datetime
    state: LoweringState = LoweringState.ASKED


@dataclass(frozen=True, kw_only=True)
class LoweringRow(NewLowering):
    """A wish as it stands. settled_by: who confirmed or refused it; remark: why it was refused."""

    id: int
    settled_by: str | None
    settled_for: str | None
    settled_at: datetime | None
    remark: str | None


def add(session: Session, new: NewLowering) -> LoweringRow:
    """Keep a wish."""
    statement = insert(grade_lowering).values(**vars(new)).returning(*columns_of(LoweringRow, grade_lowering))
    return as_dataclass(LoweringRow, session.execute(statement).one())


def of_case(session: Session, case_id: int) -> list[LoweringRow]:
    """Every wish of a case, oldest first."""
    query = selecting(LoweringRow, grade_lowering).where(grade_lowering.c.case_id == case_id)
    return [as_dataclass(LoweringRow, row) for row in session.execute(query.order_by(grade_lowering.c.id))]


def asked(session: Session, case_id: int) -> LoweringRow | None:
    """The wish that waits for the other head, or None."""
    return next((one for one in of_case(session, case_id) if one.state is LoweringState.ASKED), None)


def settle(session: Session, lowering_id: int, to: LoweringState, **values: object) -> bool:
    """Compare-and-set: from asked to `to`, with further columns; whether it still was asked."""
    mine = update(grade_lowering).where(
        grade_lowering.c.id == lowering_id, grade_lowering.c.state == LoweringState.ASKED
    )
    return touched(session, mine.values(**checked(grade_lowering, values), state=to)) == 1
