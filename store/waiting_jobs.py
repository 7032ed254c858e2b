"""How much work waits in each stage and since when: what says that a service does not keep up, or does not run."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from domain.codes import PENDING
from store.tables import intake, job, lease


@dataclass(frozen=True, kw_only=True)
class StageWaiting:
    """One stage. due: jobs that could be worked now; later: those with a time to come; failed: tried before in vain.

    error: what one of these ended in last (no personal data).
    """

    stage: str
    due: int
    later: int
    failed: int
    error: str | None


def by_stage(session: Session, now: datetime) -> list[StageWaiting]:
    """Every stage in which something waits, by name."""
    due = func.sum(case((job.c.run_at <= now, 1), else_=0)).label("due")
    failed = func.sum(case((job.c.last_error.is_not(None), 1), else_=0)).label("failed")
    query = select(
        job.c.stage, func.count().label("jobs"), due, failed, func.max(job.c.last_error).label("error")
    ).group_by(job.c.stage)
    return [
        StageWaiting(stage=row.stage, due=row.due, later=row.jobs - row.due, failed=row.failed, error=row.error)
        for row in session.execute(query.order_by(job.c.stage))
    ]


def oldest_letter(session: Session) -> datetime | None:
    """When the first of the letters came that are neither read nor decided yet; None if none waits."""
    return session.execute(select(func.min(intake.c.first_seen_at)).where(intake.c.state.in_(PENDING))).scalar()


def held(session: Session, now: datetime) -> frozenset[str]:
    """The sources that a poller holds at this moment."""
    return frozenset(session.execute(select(lease.c.name).where(lease.c.expires_at > now)).scalars())
