"""Plans of measures: each saving a version of its own, of which at most one is approved at a time (TRADE 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.plan import Measure
from domain.work_codes import PlanState
from store.desk_tables import plan
from store.once import once
from store.rows import as_dataclass, checked, columns_of, selecting, touched


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """A version of a case's plan. opinion: the handling opinion (处理意见). made_by: a login."""

    case_id: int
    version: int
    state: PlanState = PlanState.DRAFT
    opinion: str = ""
    measures: tuple[Measure, ...] = ()
    made_at: datetime
    made_by: str


@dataclass(frozen=True, kw_only=True)
class PlanRow(NewPlan):
    """A version as it stands."""

    id: int
    submitted_at: datetime | None
    submitted_by: str | None


def add(session: Session, new: NewPlan) -> PlanRow:
    """Keep a version; sqlalchemy.exc.IntegrityError if the case has it already."""
    row = session.execute(insert(plan).values(**vars(new)).returning(*columns_of(PlanRow, plan))).one()
    return as_dataclass(PlanRow, row)


@once
def of_case(session: Session, case_id: int) -> list[PlanRow]:
    """Every version of a case's plan, oldest first."""
    query = selecting(PlanRow, plan).where(plan.c.case_id == case_id).order_by(plan.c.version)
    return [as_dataclass(PlanRow, row) for row in session.execute(query)]


def approved(session: Session, case_id: int) -> PlanRow | None:
    """The version that is authoritative, or None."""
    return next((row for row in reversed(of_case(session, case_id)) if row.state is PlanState.APPROVED), None)


@once
def get(session: Session, plan_id: int) -> PlanRow | None:
    """One version, or None."""
    row = session.execute(selecting(PlanRow, plan).where(plan.c.id == plan_id)).first()
    return None if row is None else as_dataclass(PlanRow, row)


def advance(
    session: Session, plan_id: int, expect: PlanState | Iterable[PlanState], to: PlanState, **values: object
) -> bool:
    """Compare-and-set: to state `to`, with further columns, if it is in a state of `expect`; whether it was."""
    expected = (expect,) if isinstance(expect, PlanState) else tuple(expect)
    mine = update(plan).where(plan.c.id == plan_id, plan.c.state.in_(expected))
    return touched(session, mine.values(**checked(plan, values), state=to)) == 1
