"""How often a program may ask: so many times in a while, then as there is room again; counted in this process."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_MOST_KEYS = 10_000


@dataclass(kw_only=True)
class Rate:
    """The generic cell rate algorithm: for each key one moment, until which what it has asked is spread out.

    most: so many at once, and so many in `span` for ever after.
    """

    most: int
    span: timedelta
    _until: dict[str, datetime] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, key: str, now: datetime) -> timedelta | None:
        """None, and it counts; or until when it must wait."""
        each = self.span / self.most
        with self._lock:
            until = max(self._until.get(key, now), now)
            over = until + each - (now + self.span)
            if over > timedelta(0):
                return over
            if len(self._until) >= _MOST_KEYS:
                self._until = {one: moment for one, moment in self._until.items() if moment > now}
            self._until[key] = until + each
        return None


def seconds(wait: timedelta) -> str:
    """For Retry-After: whole seconds, never less than the wait."""
    return str(max(1, -int(-wait.total_seconds() // 1)))
