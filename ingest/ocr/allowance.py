"""How much time the OCR of one file may take, so that a long scan ends with what was read and never with nothing."""

import time
from collections.abc import Callable

from domain.settings import Limits


class Allowance:
    """The time of one file: `read_seconds`, and `ocr_page_seconds` more for each page up to `ocr_total_seconds`.

    Lives for one call of `read_letters`. beat: told before each page, by the watchdog of the process; it may wait for
    its turn, and that waiting does not count. clock: seconds, monotonic.
    """

    def __init__(
        self, limits: Limits, beat: Callable[[], None] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits
        self._beat = beat
        self._clock = clock
        self._begun = clock()
        self._last = self._begun
        self._pages = 0
        self._slowest = 0.0

    def another_page(self) -> bool:
        """Whether one more page may be read; a page as slow as the slowest must still fit in."""
        limits, now = self._limits, self._clock()
        if self._pages:
            self._slowest = max(self._slowest, now - self._last)
        extra = min(limits.ocr_page_seconds * (self._pages + 1), limits.ocr_total_seconds)
        if now + self._slowest - self._begun > limits.read_seconds + extra:
            return False
        if self._beat is not None:
            self._beat()
            self._begun += self._clock() - now
        self._pages += 1
        self._last = self._clock()
        return True
