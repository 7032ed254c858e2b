"""A ring between looking and waiting is not missed."""

import threading
import time

from workers.instance.work_signal import WorkSignal


def test_a_ring_after_the_look_ends_the_wait_at_once():
    work_signal = WorkSignal()
    heard = work_signal.count
    work_signal.send()
    began = time.monotonic()
    work_signal.wait(heard, 30)
    assert time.monotonic() - began < 5


def test_a_ring_wakes_who_waits():
    work_signal = WorkSignal()
    threading.Timer(0.05, work_signal.send).start()
    began = time.monotonic()
    work_signal.wait(work_signal.count, 30)
    assert time.monotonic() - began < 5


def test_without_a_ring_the_wait_ends_with_its_time():
    work_signal = WorkSignal()
    work_signal.wait(work_signal.count, 0.01)
    assert work_signal.count == 0
