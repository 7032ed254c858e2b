"""Lets whoever made work wake those who wait for it, so that a letter is not kept waiting at every stage."""

import threading


class Bell:
    """Counts its rings: who remembers the count before looking for work misses none."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """How often it has rung."""
        return self._rings

    def ring(self) -> None:
        """Wake everyone who waits."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Until it rings once more than `heard`, or the time is over."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings != heard, seconds)
