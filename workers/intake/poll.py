"""Looks into every mailbox and the scan folder, one poller a source at a time, and goes on when one of them fails."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from domain.reading import Problem
from domain.settings import SCAN_FOLDER, MailboxSettings
from ingest.sources.folder import Folder, FolderBounds
from ingest.sources.mailbox import Mailbox
from ingest.sources.receiver import PollReport, SourceError
from ingest.sources.sweep import Bounds
from store import contacts, mailboxes
from workers.instance.mailbox_tokens import tokens_of
from workers.instance.services import Services
from workers.intake.intake import Intake

_LEASE = timedelta(minutes=2)
_RENEW_SECONDS = 30.0
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 300.0

_NOTED_EVERY = 60.0
"""Seconds between two notes that all is well."""

log = structlog.get_logger("huihan.poll")
Source = Mailbox | Folder


@dataclass(frozen=True, kw_only=True)
class Polled:
    """What one look into a source gave: its report, or why it could not be had (one sentence)."""

    source: str
    report: PollReport | None = None
    failed: str | None = None
    busy: bool = False
    """Another poller holds the lease."""


SETTLE = timedelta(seconds=2)
"""How long a file must be left alone before it is taken."""


def sources_of(services: Services, *, settle: timedelta = SETTLE) -> list[Source]:
    """Every source of the instance: the mailboxes, then the scan folder."""
    boxes = [mailbox_of(services, settings) for settings in services.mailboxes]
    return [*boxes, folder_of(services, settle=settle)]


def mailbox_of(services: Services, settings: MailboxSettings) -> Mailbox:
    """One mailbox, handing over to intake."""
    bounds = Bounds(message_bytes=services.settings.limits.message_bytes)
    tokens = tokens_of(settings, services.now, point=services.crash_points.point)
    return Mailbox(settings, Intake(services), bounds=bounds, now=services.now, tokens=tokens)


def folder_of(services: Services, *, settle: timedelta = SETTLE) -> Folder:
    """The scan folder, handing over to intake."""
    bounds = FolderBounds(file_bytes=services.settings.limits.message_bytes)

    def now() -> datetime:
        return services.now().astimezone(services.zone)

    return Folder(services.settings.root, Intake(services), bounds=bounds, now=now, settle=settle, name=SCAN_FOLDER)


def poll_once(services: Services, *, settle: timedelta = timedelta(0)) -> list[Polled]:
    """One look into every source; a source that fails does not stop the others."""
    return [_poll(services, source) for source in sources_of(services, settle=settle)]


def watch(services: Services, source: Source, stop: threading.Event) -> None:
    """Stay with one source until `stop`; a broken connection is opened again after a pause that grows."""
    pause = _FIRST_PAUSE

    contact = _Contact(services, source.name)

    def report(polled: PollReport) -> None:
        nonlocal pause
        pause = _FIRST_PAUSE
        contact.worked()
        for problem in polled.problems:
            log.warning("source_problem", source=source.name, what=problem.what)

    while not stop.is_set():
        try:
            with leased(services, source.name, stop) as mine:
                if mine is not None:
                    source.watch(mine, report)
        except SourceError as error:
            log.warning("source_failed", source=source.name, why=error.problem.what, retry_seconds=pause)
            contact.failed(error.problem)
        except Exception:
            log.exception("poller_failed", source=source.name)
        stop.wait(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


class _Contact:
    """Notes for the admins' page how a source was last found; never stops a poller."""

    def __init__(self, services: Services, source: str) -> None:
        self._services, self._source = services, source
        self._noted: float | None = None

    def worked(self) -> None:
        """At most once a minute, and at once after a failure."""
        if self._noted is not None and time.monotonic() - self._noted < _NOTED_EVERY:
            return
        self._note(lambda session, at: contacts.worked(session, self._source, at))
        self._noted = time.monotonic()

    def failed(self, problem: Problem) -> None:
        """Each time."""
        self._noted = None
        self._note(lambda session, at: contacts.failed(session, self._source, at, problem))

    def _note(self, change: Callable[[Session, datetime], None]) -> None:
        try:
            with self._services.database.transaction() as session:
                change(session, self._services.now())
        except SQLAlchemyError:
            log.exception("contact_not_noted", source=self._source)


@contextmanager
def leased(services: Services, name: str, stop: threading.Event) -> Iterator[threading.Event | None]:
    """Hold the lease of one source: an event that is set when it is lost or `stop` is; None if another holds it."""
    holder = f"{services.worker}/{threading.get_ident()}"
    with services.database.transaction() as session:
        if not mailboxes.acquire(session, name, holder, services.now(), _LEASE):
            yield None
            return
    ended = threading.Event()
    keeper = threading.Thread(
        target=_keep, args=(services, name, holder, stop, ended), name=f"lease-{name}", daemon=True
    )
    keeper.start()
    try:
        yield ended
    finally:
        ended.set()
        keeper.join()
        with services.database.transaction() as session:
            mailboxes.release(session, name, holder)


def _keep(services: Services, name: str, holder: str, stop: threading.Event, ended: threading.Event) -> None:
    """Renew the lease until the work ended; losing it, or being told to stop, ends the work."""
    waited = 0.0
    while not ended.wait(0.2):
        waited += 0.2
        if stop.is_set():
            ended.set()
        elif waited >= _RENEW_SECONDS:
            waited = 0.0
            if not _renewed(services, name, holder):
                ended.set()


def _renewed(services: Services, name: str, holder: str) -> bool:
    try:
        with services.database.transaction() as session:
            return mailboxes.renew(session, name, holder, services.now(), _LEASE)
    except Exception:
        log.exception("lease_not_renewed", source=name)
        return False


def _poll(services: Services, source: Source) -> Polled:
    try:
        with leased(services, source.name, threading.Event()) as mine:
            if mine is None:
                return Polled(source=source.name, busy=True)
            report = source.poll()
            _Contact(services, source.name).worked()
            return Polled(source=source.name, report=report)
    except SourceError as error:
        _Contact(services, source.name).failed(error.problem)
        return Polled(source=source.name, failed=str(error))
