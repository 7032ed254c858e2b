"""How many notices each person has not read: asked of the database once for all open pages, of which many are open."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from store import notices
from store.database import Database

MOST = 100
"""So many pages are told live at once; any further one asks by itself, once a minute."""
_FRESH_SECONDS = 2.0


class Pulse:
    """The counts as they were a moment ago."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._counts: Mapping[int, int] = {}
        self._asked = 0.0
        self._listening = 0
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the desk is about to stop: open pages are let go."""
        return self._closed

    def close(self) -> None:
        """Let the open pages go."""
        self._closed = True

    def unread(self, person_id: int) -> int:
        """How many notices the person has not read, at most two seconds ago."""
        with self._lock:
            if time.monotonic() - self._asked >= _FRESH_SECONDS:
                with self._database.reading() as session:
                    self._counts = notices.all_unread(session)
                self._asked = time.monotonic()
            return self._counts.get(person_id, 0)

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A place among the pages that are told live; False if there is none left."""
        with self._lock:
            got = self._listening < MOST and not self._closed
            self._listening += got
        try:
            yield got
        finally:
            with self._lock:
                self._listening -= got
