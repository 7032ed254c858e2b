"""The job table: a job only asks to advance a row, and is enqueued inside the transaction that made it necessary.

The row is the truth; a job may run twice, and the stage's compare-and-set makes the second run harmless. This is the
seam behind which another queue may stand: callers use `defer` and the stages never see a Job.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import Integer, UpdateBase, and_, bindparam, case, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from store.columns import UtcTime
from store.rows import AnyInsert, as_dataclass, columns_of, dialect, inserting, touched
from store.tables import job

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""The `run_at` of a job that need not wait; jobs of that kind run in the order they were deferred."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A claimed job. attempts: this one included. wanted: how often it was asked for; `finish` compares it."""

    id: int
    stage: str
    subject_id: int
    run_at: datetime
    attempts: int
    wanted: int
    claimed_by: str
    claimed_until: datetime
    last_error: str | None


def defer(session: Session, stage: str, subject_id: int, *, run_at: datetime | None = None) -> None:
    """Ask, in the caller's transaction, that `stage` be run for `subject_id`, at `run_at` or at once.

    One job a stage and subject: asking again for a waiting one changes nothing but an earlier time (a job that waits
    after a failure keeps its time); asking again for a running one lets it run once more afterwards.
    """
    defer_many(session, stage, (subject_id,), run_at=run_at)


def defer_many(session: Session, stage: str, subject_ids: Iterable[int], *, run_at: datetime | None = None) -> None:
    """`defer` for many subjects, in their order."""
    values = [{"stage": stage, "subject_id": subject, "run_at": run_at or AT_ONCE} for subject in subject_ids]
    if not values:
        return
    session.execute(_defer(dialect(session)), values)


def hasten(session: Session, stage: str, subject_id: int) -> None:
    """Let a job that waits for another try run at once."""
    session.execute(update(job).where(job.c.stage == stage, job.c.subject_id == subject_id).values(run_at=AT_ONCE))


def claim(
    session: Session,
    worker: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    *,
    stages: Iterable[str] | None = None,
) -> list[Job]:
    """Take up to `limit` due jobs for `worker` until now + `lease`, oldest first; commit before working on them.

    A job whose claim has run out is due again: its worker is taken for dead.
    """
    values: dict[str, object] = {"now": now, "until": now + lease, "worker": worker, "most": limit}
    if stages is not None:
        values["stages"] = tuple(stages)
    found = session.execute(_claim(staged=stages is not None), values)
    jobs = [as_dataclass(Job, row) for row in found]
    return sorted(jobs, key=lambda one: (one.run_at, one.id))


def finish(session: Session, done: Job) -> bool:
    """Drop a finished job, or free it for another run if it was asked for again meanwhile.

    False if the claim had run out and another worker has it: nothing is changed then.
    """
    if touched(session, _DONE, {**_claim_of(done), "asked": done.wanted}):
        return True
    return touched(session, _FREE, {**_claim_of(done), **_UNCLAIMED, "attempts": 0, "run_at": AT_ONCE}) == 1


def finish_many(session: Session, done: Sequence[Job]) -> None:
    """`finish` for several."""
    if not done or touched(session, _DONE, [{**_claim_of(one), "asked": one.wanted} for one in done]) == len(done):
        return
    for one in done:
        finish(session, one)


def fail(session: Session, failed: Job, error: str, retry_at: datetime) -> bool:
    """Free a failed job for another try at `retry_at`, keeping `error` (no personal data); False as in `finish`."""
    values = {**_claim_of(failed), **_UNCLAIMED, "last_error": error, "run_at": retry_at}
    return touched(session, _FREE, values) == 1


def give_back_all(session: Session) -> int:
    """Free every claimed job: for the start of the only runner, whose predecessor is known to be dead; how many."""
    return touched(session, update(job).where(job.c.claimed_by.is_not(None)).values(**_UNCLAIMED))


def give_back_dead(session: Session, is_dead: Callable[[str], bool]) -> int:
    """Free the jobs of claimants that are known to be dead, without waiting for their claims to run out; how many."""
    claimants = session.execute(select(job.c.claimed_by).where(job.c.claimed_by.is_not(None)).distinct()).scalars()
    dead = [claimant for claimant in claimants if is_dead(claimant)]
    claimed = update(job).where(job.c.claimed_by.in_(dead))
    return touched(session, claimed.values(claimed_by=None, claimed_until=None)) if dead else 0


def waiting(session: Session) -> int:
    """How many jobs are not finished, claimed ones included."""
    return session.execute(select(func.count()).select_from(job)).scalar_one()


def live(session: Session, stage: str, subject_id: int) -> bool:
    """Whether a job for this stage and subject is waiting or running."""
    return bool(session.execute(select(exists().where(job.c.stage == stage, job.c.subject_id == subject_id))).scalar())


def _claim_of(claimed: Job) -> dict[str, object]:
    return {"job": claimed.id, "worker": claimed.claimed_by, "attempt": claimed.attempts}


@cache
def _defer(dialect: str) -> AnyInsert:
    statement = inserting(dialect, job)
    asked = statement.excluded.run_at
    earlier = and_(job.c.attempts == 0, asked < job.c.run_at)
    return statement.on_conflict_do_update(
        index_elements=[job.c.stage, job.c.subject_id],
        set_={
            "wanted": job.c.wanted + case((job.c.claimed_by.is_not(None), 1), else_=0),
            "run_at": case((earlier, asked), else_=job.c.run_at),
        },
    )


@cache
def _claim(*, staged: bool) -> UpdateBase:
    now = bindparam("now", type_=UtcTime)
    due = [job.c.run_at <= now, or_(job.c.claimed_until.is_(None), job.c.claimed_until <= now)]
    if staged:
        due.append(job.c.stage.in_(bindparam("stages", expanding=True)))
    # Its own query, locked once: as a plain subselect PostgreSQL may run it again and lock more than the limit.
    picked = (
        select(job.c.id)
        .where(*due)
        .order_by(job.c.run_at, job.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    return (
        update(job)
        .where(job.c.id.in_(select(picked.c.id)))
        .values(
            claimed_by=bindparam("worker"),
            claimed_until=bindparam("until"),
            attempts=job.c.attempts + 1,
        )
        .returning(*columns_of(Job, job))
    )


_UNCLAIMED = {"claimed_by": None, "claimed_until": None}
_HELD = (
    job.c.id == bindparam("job"),
    job.c.claimed_by == bindparam("worker"),
    job.c.attempts == bindparam("attempt"),
)
_DONE = delete(job).where(*_HELD, job.c.wanted == bindparam("asked"))
_FREE = update(job).where(*_HELD)
