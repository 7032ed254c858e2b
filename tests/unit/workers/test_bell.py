"""A ring between looking and waiting is not missed."""

import threading
import time

from workers.bell import Bell


def test_a_ring_after_the_look_ends_the_wait_at_once():
    bell = Bell()
    heard = bell.rings
    bell.ring()
    began = time.monotonic()
    bell.wait(heard, 30)
    assert time.monotonic() - began < 5


def test_a_ring_wakes_who_waits():
    bell = Bell()
    threading.Timer(0.05, bell.ring).start()
    began = time.monotonic()
    bell.wait(bell.rings, 30)
    assert time.monotonic() - began < 5


def test_without_a_ring_the_wait_ends_with_its_time():
    bell = Bell()
    bell.wait(bell.rings, 0.01)
    assert bell.rings == 0
