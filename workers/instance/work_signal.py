"""Wakes the threads that wait for work as soon as there is some, so that a letter does not wait at every stage."""

import threading


class WorkSignal:
    """Counts how often it was sent: a thread that remembers the count before it looks for work misses none."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How often it was sent."""
        return self._count

    def send(self) -> None:
        """Wake every thread that waits."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Return when it was sent more often than `seen`, or after `seconds`."""
        with self._condition:
            self._condition.wait_for(lambda: self._count != seen, seconds)
