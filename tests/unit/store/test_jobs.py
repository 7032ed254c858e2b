"""A job is enqueued with what made it necessary, worked by one worker at a time, and never lost."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from store_samples import NOW, at_once

from store import jobs
from store.database import Database
from store.jobs import Job

LEASE = timedelta(minutes=5)


def claim(session: Session, limit: int = 10, *, at: timedelta = timedelta(), worker: str = "one") -> list[Job]:
    return jobs.claim(session, worker, NOW + at, LEASE, limit)


def subjects(claimed: list[Job]) -> list[int]:
    return [job.subject_id for job in claimed]


def test_jobs_are_claimed_in_the_order_they_were_deferred(database: Database) -> None:
    with database.transaction() as session:
        jobs.defer_many(session, "read", [3, 1, 2])
        jobs.defer(session, "decide", 9)
    with database.transaction() as session:
        assert subjects(claim(session, 2)) == [3, 1]
        assert [(job.stage, job.attempts) for job in claim(session)] == [("read", 1), ("decide", 1)]
        assert claim(session) == []
        assert jobs.waiting(session) == 4


def test_only_the_stages_asked_for_are_claimed(database: Database) -> None:
    with database.transaction() as session:
        jobs.defer(session, "read", 1)
        jobs.defer(session, "decide", 1)
        assert [job.stage for job in jobs.claim(session, "one", NOW, LEASE, 10, stages=["decide"])] == ["decide"]


def test_a_transaction_that_fails_leaves_no_job(database: Database) -> None:
    def cut_short(session: Session) -> None:
        jobs.defer(session, "read", 1)
        raise RuntimeError

    with pytest.raises(RuntimeError), database.transaction() as session:
        cut_short(session)
    with database.reading() as session:
        assert jobs.waiting(session) == 0


def test_a_job_waits_for_its_time_and_an_earlier_wish_wins(database: Database) -> None:
    with database.transaction() as session:
        jobs.defer(session, "draft", 1, run_at=NOW + timedelta(hours=2))
        jobs.defer(session, "draft", 1, run_at=NOW + timedelta(hours=1))
        jobs.defer(session, "draft", 1, run_at=NOW + timedelta(hours=3))
        assert jobs.waiting(session) == 1
        assert claim(session, at=timedelta(minutes=59)) == []
        assert subjects(claim(session, at=timedelta(hours=1))) == [1]


def test_a_finished_job_is_gone_and_may_be_asked_for_anew(database: Database) -> None:
    with database.transaction() as session:
        jobs.defer(session, "read", 1)
        assert jobs.live(session, "read", 1)
        assert jobs.finish(session, claim(session)[0])
        assert not jobs.live(session, "read", 1)
        jobs.defer(session, "read", 1)
        assert subjects(claim(session)) == [1]


def test_what_is_asked_for_while_it_runs_runs_once_more(database: Database) -> None:
    with database.transaction() as session:
        jobs.defer(session, "read", 1)
        running = claim(session)[0]
        jobs.defer(session, "read", 1)
        jobs.defer(session, "read", 1)
        assert claim(session) == []
        assert jobs.finish(session, running)
        again = claim(session)[0]
        assert jobs.finish(session, again)
        assert jobs.waiting(session) == 0


def test_a_failed_job_comes_back_at_its_time_with_its_error(database: Database) -> None:
    with database.transaction() as session:
        jobs.defer(session, "dispatch", 1)
        assert jobs.fail(session, claim(session)[0], "connection refused", NOW + timedelta(minutes=2))
        jobs.defer(session, "dispatch", 1)
        assert claim(session, at=timedelta(minutes=1)) == [], "asking again does not cut the wait short"
        again = claim(session, at=timedelta(minutes=2))[0]
        assert (again.attempts, again.last_error) == (2, "connection refused")


def test_a_dead_workers_job_is_taken_over_and_its_late_word_does_not_count(database: Database) -> None:
    with database.transaction() as session:
        jobs.defer(session, "read", 1)
        dead = claim(session)[0]
        assert claim(session, at=LEASE - timedelta(seconds=1), worker="two") == []
        taken = claim(session, at=LEASE, worker="two")[0]
        assert not jobs.finish(session, dead)
        assert not jobs.fail(session, dead, "late", NOW)
        assert jobs.finish(session, taken)


def test_the_only_runner_frees_what_its_predecessor_held(database: Database) -> None:
    with database.transaction() as session:
        jobs.defer_many(session, "read", [1, 2])
        claim(session, 1)
        assert jobs.give_back_all(session) == 1
        assert subjects(claim(session)) == [1, 2]


def test_workers_at_once_never_hold_the_same_job_and_leave_none(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        jobs.defer_many(session, "read", range(60))
    taken = at_once(database_url, 4, lambda session, writer: claim(session, 3, worker=str(writer)), times=12)
    assert sorted(job.subject_id for batch in taken for job in batch) == list(range(60))


def test_deferring_at_once_gives_one_job_a_subject(database: Database, database_url: str) -> None:
    at_once(
        database_url, 4, lambda session, writer: jobs.defer_many(session, "read", range(writer, writer + 10)), times=3
    )
    with database.reading() as session:
        assert jobs.waiting(session) == 13


def test_working_and_asking_at_once_loses_no_wish(database: Database, database_url: str) -> None:
    """Two ask for one job again and again while two work it: the last wish is always followed by a run."""
    ran: list[int] = []

    def work(session: Session, writer: int) -> None:
        if writer < 2:
            jobs.defer(session, "read", 1)
            return
        for job in claim(session, worker=str(writer)):
            ran.append(job.id)
            assert jobs.finish(session, job)

    at_once(database_url, 4, work, times=15)
    with database.transaction() as session:
        left = claim(session)
        assert ran or left
        assert all(jobs.finish(session, job) for job in left)
        assert jobs.waiting(session) == 0


def test_a_batch_is_finished_at_once_and_one_asked_for_again_runs_again(database: Database) -> None:
    with database.transaction() as session:
        jobs.defer_many(session, "read", [1, 2, 3])
        claimed = claim(session)
        jobs.defer(session, "read", 2)
        jobs.finish_many(session, claimed)
        assert [(job.subject_id, job.attempts) for job in claim(session)] == [(2, 1)]
