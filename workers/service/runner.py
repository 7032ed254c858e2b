"""Works the job table: claims a batch of one stage, prepares it, records it in one transaction, backs off on failure.

The row is the truth and a job only asks to advance it (notes: jobs), so a job that runs twice changes nothing.
"""

import threading
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog

from store import jobs
from workers.instance.services import Services
from workers.instance.stages import AnyStage, LaterError

_LEASE = timedelta(minutes=10)
_FIRST_RETRY = timedelta(seconds=5)
_LONGEST_RETRY = timedelta(minutes=30)
_IDLE_SECONDS = 0.5

log = structlog.get_logger("huihan.runner")


class Runner:
    """Works the given stages, later ones first, so that what is nearly done gets done."""

    def __init__(self, services: Services, stages: Sequence[AnyStage], *, name: str) -> None:
        self._services = services
        self._stages = tuple(reversed(stages))
        self._name = f"{services.worker}/{name}"

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop; an idle runner looks at each signal, and twice a second for other machines."""
        signal = self._services.work_signal
        while not stop.is_set():
            seen = signal.count
            try:
                worked = self.work_once()
            except Exception:
                log.exception("runner_failed", runner=self._name)
                worked = 0
            if worked:
                signal.send()
            else:
                signal.wait(seen, _IDLE_SECONDS)

    def work_once(self) -> int:
        """One batch of every stage that has jobs; how many jobs were claimed."""
        return sum(self._work_stage(stage) for stage in self._stages)

    def _work_stage(self, stage: AnyStage) -> int:
        services = self._services
        with services.database.transaction() as session:
            claimed = jobs.claim(
                session, self._name, now=services.now(), lease=_LEASE, limit=stage.batch, stages=[stage.name]
            )
        if not claimed:
            return 0
        by_subject = {job.subject_id: job for job in claimed}
        try:
            prepared = stage.prepare(services, list(by_subject))
        except Exception as error:
            log.exception("stage_failed", stage=stage.name)
            prepared = dict.fromkeys(by_subject, error)
        failed = {id_: value for id_, value in prepared.items() if isinstance(value, Exception)}
        done = {id_: value for id_, value in prepared.items() if id_ not in failed}
        left_out = [job for id_, job in by_subject.items() if id_ not in prepared]
        failed |= self._record(stage, by_subject, done, left_out)
        for id_, why in failed.items():
            self._failed(stage, by_subject[id_], why)
        return len(claimed)

    def _record(
        self,
        stage: AnyStage,
        by_subject: Mapping[int, jobs.Job],
        done: Mapping[int, object],
        left_out: Sequence[jobs.Job],
    ) -> dict[int, Exception]:
        """Record the batch in one transaction; if that fails, one by one, so that a poison letter stops only itself."""
        try:
            self._commit(stage, by_subject, done, left_out)
        except Exception as error:  # noqa: BLE001 - handed to the job's own record
            if len(done) <= 1:
                if left_out:
                    self._commit(stage, by_subject, {}, left_out)
                return dict.fromkeys(done, error)
            failed: dict[int, Exception] = {}
            for id_, value in done.items():
                failed |= self._record(stage, by_subject, {id_: value}, [])
            self._commit(stage, by_subject, {}, left_out)
            return failed
        stage.committed(self._services)
        return {}

    def _commit(
        self,
        stage: AnyStage,
        by_subject: Mapping[int, jobs.Job],
        done: Mapping[int, object],
        left_out: Sequence[jobs.Job],
    ) -> None:
        with self._services.database.transaction() as session:
            for id_, value in done.items():
                stage.record(self._services, session, id_, value)
            jobs.finish_many(session, [*(by_subject[id_] for id_ in done), *left_out])

    def _failed(self, stage: AnyStage, job: jobs.Job, error: Exception) -> None:
        services = self._services
        why = f"{type(error).__name__}: {error}"[:500]
        log.warning(
            "job_failed", stage=stage.name, subject=job.subject_id, attempts=job.attempts, why=type(error).__name__
        )
        with services.database.transaction() as session:
            if job.attempts >= services.settings.limits.job_attempts and not isinstance(error, LaterError):
                stage.give_up(services, session, job.subject_id, why)
                jobs.finish(session, job)
            else:
                wait = error.wait if isinstance(error, LaterError) else None
                jobs.fail(session, job, error=why, retry_at=services.now() + (wait or backoff(job.attempts)))


def backoff(attempts: int) -> timedelta:
    """The wait before the next try: 5 s, doubled each time, at most half an hour."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(_FIRST_RETRY * (1 << doublings), _LONGEST_RETRY)
