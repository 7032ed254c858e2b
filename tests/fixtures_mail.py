"""What tests of mailboxes and folders share: a receiver that keeps everything in memory, and crashes on demand."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from servers.dovecot import Dovecot

from domain.settings import MailboxSettings, Security
from ingest.sources.receiver import Item, MailboxState

START = datetime(2026, 11, 1, tzinfo=UTC)
"""Mail from before this is old in the tests of mailboxes."""


class Crash(BaseException):
    """The process died at this point: nothing after it may have happened."""


class MemoryReceiver:
    """Takes items in, in memory. `crash_at` raises Crash when that point is passed; `hooks` are called at points."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Item] = {}
        self.told_keys: set[tuple[str, str]] = set()
        self.states: dict[str, MailboxState] = {}
        self.points: list[str] = []
        self.crash_at: str | None = None
        self.hooks: dict[str, Callable[[], None]] = {}
        self.handed_over = 0
        self._lock = threading.Lock()

    def known(self, source: str, keys: Collection[str]) -> set[str]:
        self._pass("known")
        with self._lock:
            return {key for key in keys if (source, key) in self.items}

    def untold(self, source: str) -> set[str]:
        with self._lock:
            return {
                key
                for (name, key), item in self.items.items()
                if name == source and item.to_tell and (name, key) not in self.told_keys
            }

    def receive(self, items: Sequence[Item]) -> None:
        with self._lock:
            for item in items:
                self.handed_over += 1
                self.items.setdefault((item.source, item.key), item)

    def told(self, source: str, keys: Collection[str]) -> None:
        with self._lock:
            self.told_keys |= {(source, key) for key in keys}

    def state(self, source: str) -> MailboxState | None:
        return self.states.get(source)

    def save_state(self, source: str, state: MailboxState) -> None:
        self.states[source] = replace(state)

    def fault(self, name: str) -> None:
        self.points.append(name)
        self._pass(name)
        if name == self.crash_at:
            raise Crash(name)

    def _pass(self, name: str) -> None:
        if (hook := self.hooks.pop(name, None)) is not None:
            hook()

    @property
    def rows(self) -> list[Item]:
        """All items, in the order of their keys' entry."""
        return list(self.items.values())

    @property
    def bodies(self) -> list[bytes]:
        """The bytes of all items that have any, sorted."""
        return sorted(item.data for item in self.items.values() if item.data is not None)


def settings_for(server: Dovecot, **changes: object) -> MailboxSettings:
    """Settings for a fresh user of a server."""
    settings = MailboxSettings(
        name="complaints",
        host="localhost",
        port=server.tls_port,
        security=Security.TLS,
        ca_file=server.ca_file,
        user=server.new_user(),
        password=server.password,
        start_from=START,
        no_letter_after=timedelta(days=100_000),
    )
    return replace(settings, **changes)  # type: ignore[arg-type]
