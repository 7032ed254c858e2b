"""The mailboxes and the way out as they are set up now: by huihan.toml, and by what admins keep in the browser.

The latter stand in mailboxes.toml beside it, in the same form, which the front door reads and checks
(`huihan.mailbox_file`); a change is taken up within seconds, without a restart.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog

from domain.reading import Problem
from domain.settings import MAILBOXES_FILE, MailboxSettings, SmtpSettings

LOOK_SECONDS = 2.0
"""How often it is looked at most whether the file has changed."""

log = structlog.get_logger("huihan.mailboxes")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What is set up: the mailboxes, and the way out."""

    mailboxes: tuple[MailboxSettings, ...]
    smtp: SmtpSettings | None


class MailboxForm(Protocol):
    """Reads the settings of mailboxes and of the way out."""

    def read(self, text: str | None = None) -> Mail:
        """All that are set up, passwords included; an exception where the settings are not right.

        text: as if mailboxes.toml held that.
        """

    def problems(self, text: str) -> tuple[Problem, ...]:
        """What would be wrong if mailboxes.toml held `text`."""


class LiveMailboxes:
    """What is set up now. Thread-safe. first: as it was when the settings were read."""

    def __init__(
        self,
        root: Path,
        form: MailboxForm,
        first: tuple[MailboxSettings, ...],
        *,
        look_seconds: float = LOOK_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.form = form
        self._file = root / MAILBOXES_FILE
        self._held = first
        self._read: Mail | None = None
        self._look_seconds, self._clock = look_seconds, clock
        self._stamp = self._now_stamped()
        self._looked = clock()
        self._lock = threading.Lock()

    def current(self) -> tuple[MailboxSettings, ...]:
        """Those of the file as it is, or as it last was right."""
        if self._clock() - self._looked >= self._look_seconds:
            self.look()
        return self._held

    def way_out(self, first: SmtpSettings | None) -> SmtpSettings | None:
        """That of the file as it is, or as it last was right; first: as it was when the settings were read."""
        self.current()
        return self._read.smtp if self._read else first

    def look(self) -> None:
        """Take up a change at once; one that is not right is told of, and what was held stays."""
        with self._lock:
            self._looked = self._clock()
            stamp = self._now_stamped()
            if stamp == self._stamp:
                return
            self._stamp = stamp
            try:
                self._read = self.form.read()
                self._held = self._read.mailboxes
            except Exception:
                log.exception("mailboxes_not_read")
            else:
                log.info("mailboxes_taken_up", mailboxes=len(self._held))

    def _now_stamped(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
