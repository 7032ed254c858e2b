"""Reading runs where it may be killed, and a killed reading costs only itself."""

import os
import sys
import time
from collections.abc import Callable

import pytest

from workers.instance.pool import PoolError, ProcessPool


@pytest.fixture(scope="module")
def pool():
    pool = ProcessPool(size=1, seconds=3, memory=600_000_000)
    yield pool
    pool.close()


def test_it_gives_back_what_the_function_gave(pool):
    assert pool.run(_divided, 7, 2) == (3, 1)


def test_it_raises_what_the_function_raised(pool):
    with pytest.raises(ZeroDivisionError):
        pool.run(_divided, 7, 0)


def test_a_process_that_was_started_ahead_takes_the_first_task_with_its_modules_imported():
    pool = ProcessPool(size=1, seconds=5, memory=600_000_000, modules=("colorsys",))
    try:
        pool.warm()
        (started,) = pool._starting
        assert pool.run(_has_imported, "colorsys")
        assert started.result() in pool._idle
    finally:
        pool.close()


def test_a_process_that_was_started_ahead_ends_with_the_pool():
    pool = ProcessPool(size=1, seconds=5, memory=600_000_000)
    pool.warm()
    started = pool._starting[0].result()
    pool.close()
    assert started.process.poll() is not None


def test_a_task_past_its_time_is_killed_and_the_next_one_runs(pool):
    with pytest.raises(PoolError, match="time"):
        pool.run(time.sleep, 30)
    assert pool.run(abs, -1) == 1


def test_a_worker_that_dies_is_said_and_replaced(pool):
    with pytest.raises(PoolError, match="died"):
        pool.run(os._exit, 3)
    assert pool.run(abs, -2) == 2


def test_a_worker_that_grows_past_its_memory_is_killed(pool):
    with pytest.raises(PoolError, match="memory"):
        pool.run(_grow, 700_000_000)


def test_map_keeps_the_order_and_puts_an_error_in_its_place(pool):
    results = list(pool.map(_divided, [(9, 3), (1, 0), (5, 2)]))
    assert results[0] == (3, 0)
    assert isinstance(results[1], ZeroDivisionError)
    assert results[2] == (2, 1)


def test_of_several_tasks_together_only_the_one_at_fault_is_lost(pool):
    results = list(pool.map(_quotient, [(9, 3), (1, 0), (1, None), (8, 2)], together=3))
    assert results[0] == 3
    assert isinstance(results[1], ZeroDivisionError)
    assert isinstance(results[2], PoolError)
    assert results[3] == 4


def test_a_task_that_beats_is_given_more_time_at_each_step(beating_pool):
    assert beating_pool.run(_in_steps, 4, 0.5, beating=True) == 4
    with pytest.raises(PoolError, match="time"):
        beating_pool.run(_in_steps, 1, 30, beating=True)


def test_only_one_worker_at_a_time_works_on_its_steps(beating_pool):
    spans = list(beating_pool.map(_span, [(0.4,), (0.4,)], beating=True))
    (_, first_end), (second_start, _) = sorted(spans)
    assert second_start >= first_end


def test_a_worker_killed_in_its_turn_leaves_the_turn_free(beating_pool):
    with pytest.raises(PoolError, match="died"):
        beating_pool.run(_die_in_turn, beating=True)
    assert beating_pool.run(_in_steps, 1, 0, beating=True) == 1


@pytest.fixture(scope="module")
def beating_pool():
    pool = ProcessPool(size=2, seconds=1, memory=600_000_000, beat_seconds=0.6)
    yield pool
    pool.close()


def _has_imported(name: str) -> bool:
    return name in sys.modules


def _divided(dividend: int, divisor: int) -> tuple[int, int]:
    return divmod(dividend, divisor)


def _in_steps(steps, seconds, *, beat):
    for _ in range(steps):
        beat()
        time.sleep(seconds)
    return steps


def _span(seconds: float, *, beat: Callable[[], None]) -> tuple[float, float]:
    beat()
    begun = time.monotonic()
    time.sleep(seconds)
    return begun, time.monotonic()


def _die_in_turn(*, beat):
    beat()
    os._exit(3)


def _quotient(dividend, divisor):
    return os._exit(3) if divisor is None else dividend // divisor


def _grow(size):
    held = b"x" * size
    time.sleep(30)
    return len(held)
