"""Runs an instance: pollers, the stages, the clocks, in one process; or drains what is there and returns."""

import contextlib
import fcntl
import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import structlog

from domain.staff import HOUSE
from workers.audit.days import DayError
from workers.audit.keys import AuditKeyError
from workers.audit.sign import sign_due
from workers.clocks import clock_watch
from workers.correspondence.draft import DraftStage
from workers.correspondence.sealing import IssueStage
from workers.deciding import searchable
from workers.instance import house_settings
from workers.instance.services import Services
from workers.instance.stages import AnyStage
from workers.intake.decide import DecideStage
from workers.intake.poll import sources_of, watch
from workers.intake.quarantine import QuarantineStage
from workers.intake.read import ReadStage
from workers.privacy import erasing, retention
from workers.queue import digest
from workers.rulebooks.calendars import recalculate_published
from workers.sending.dispatch import DispatchStage
from workers.service import recovery
from workers.service.runner import Runner
from workers.staff import changes, notices

LANES: dict[str, tuple[AnyStage, ...]] = {
    "read-1": (ReadStage(),),
    "read-2": (ReadStage(),),
    "decide": (DecideStage(), QuarantineStage()),
    "draft": (DraftStage(),),
    "issue": (IssueStage(),),
    "dispatch": (DispatchStage(),),
}
"""The road of a letter in its order. Each lane has a thread: they wait for processes, disks and servers.

Two lanes read, so that the reader processes have work while one of the lanes records what they read.
"""
_SWEEP_SECONDS = 20.0
_DIGEST_SECONDS = 300.0
_RETENTION_SECONDS = 900.0
_BEFORE_SIGNING_SECONDS = 15.0
"""So long what waits at the start goes first."""

log = structlog.get_logger("huihan.run")


class BusyError(Exception):
    """Another process already works this instance's jobs."""


def run(
    services: Services,
    stop: threading.Event,
    *,
    poll: bool = True,
    work: bool = True,
    beside: AbstractContextManager[object] | None = None,
) -> None:
    """Everything, until `stop` is set. Raises BusyError if an SQLite instance is already being worked.

    beside: entered once the instance is this process's own, left at the end: the desk, if it is to be served.
    """
    with contextlib.ExitStack() as held:
        tasks: list[tuple[str, Callable[[], None]]] = []
        house_settings.note(services)
        if work:
            alone = held.enter_context(_only_runner(services))
            recovery.recover(services, alone=alone)
            runners = {name: Runner(services, stages, name=name) for name, stages in LANES.items()}
            tasks += [(name, functools.partial(runner.run, stop)) for name, runner in runners.items()]
            tasks.append(("clocks", lambda: _sweeps(services, stop, alone=alone)))
            tasks.append(("digests", lambda: _digests(services, stop)))
            tasks.append(("changes", lambda: _changes(services, stop)))
            tasks.append(("search", lambda: _reindex(services)))
            tasks.append(("retention", lambda: _retention(services, stop)))
            tasks.append(("audit", lambda: _signings(services, stop)))
        if beside is not None:
            held.enter_context(beside)
        if poll:
            for source in sources_of(services):
                tasks.append((source.name, lambda source=source: watch(services, source, stop)))  # type: ignore[misc]  # mypy cannot infer a default
        threads = [threading.Thread(target=task, name=name, daemon=True) for name, task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def drain(services: Services, *, report: Callable[[int], None] = lambda _: None) -> None:
    """Work everything that is due now, and return; `report` hears how many jobs each round worked."""
    with _only_runner(services) as alone:
        recovery.recover(services, alone=alone)
        runners = [Runner(services, stages, name=name) for name, stages in LANES.items()]
        while worked := sum(runner.work_once() for runner in runners):
            report(worked)
        _look_at_clocks(services)


@contextlib.contextmanager
def _only_runner(services: Services) -> Iterator[bool]:
    """On SQLite the one runner, held by a file lock that a crash releases; True if this is the only one."""
    if services.database.dialect != "sqlite":
        yield False
        return
    path = services.settings.root / "data" / "runner.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError("这个实例已有一个 huihan 进程在运行；SQLite 下只能有一个，请先停止它") from None
        yield True


def _sweeps(services: Services, stop: threading.Event, *, alone: bool) -> None:
    """Clocks, letters that stayed in sending, and on PostgreSQL also what a dead machine left."""
    while not stop.is_set():
        try:
            _look_at_clocks(services)
            if alone:
                recovery.doubt(services, alone=False)
            else:
                recovery.recover(services, alone=False)
        except Exception:
            log.exception("sweep_failed")
        stop.wait(_SWEEP_SECONDS)


def _digests(services: Services, stop: threading.Event) -> None:
    """The morning's mails; apart from the clocks, which must not wait for a mail server."""
    while not stop.is_set():
        try:
            digest.send_due(services)
        except Exception:
            log.exception("digest_failed")
        stop.wait(_DIGEST_SECONDS)


def _changes(services: Services, stop: threading.Event) -> None:
    """Changes of people that have waited long enough, and the mails about them."""
    while not stop.is_set():
        try:
            changes.settle_due(services)
            notices.send_due(services)
        except Exception:
            log.exception("changes_failed")
        stop.wait(_SWEEP_SECONDS)


def _retention(services: Services, stop: threading.Event) -> None:
    """What an erasure left undone is finished; once a day what is kept too long goes."""
    while not stop.is_set():
        try:
            erasing.work(services)
            retention.sweep(services)
        except Exception:
            log.exception("retention_failed")
        stop.wait(_RETENTION_SECONDS)


def _signings(services: Services, stop: threading.Event) -> None:
    """The day's heads, signed at the first look of the day; apart, for it reads much."""
    while not stop.wait(_BEFORE_SIGNING_SECONDS):
        try:
            sign_due(services)
        except (AuditKeyError, DayError) as error:
            log.error("audit_not_signed", why=str(error))
        except Exception:
            log.exception("audit_failed")
        if stop.wait(_DIGEST_SECONDS):
            return


def _reindex(services: Services) -> None:
    """What was there before there was a search can be found from now on; once."""
    try:
        if entered := searchable.reindex(services.database):
            log.info("search_entered", cases=entered)
    except Exception:
        log.exception("search_failed")


def _look_at_clocks(services: Services) -> None:
    """First what a newly published calendar moves (a new rulebook, or a newer library), then what is due."""
    recalculate_published(services.database, services.compiled.calendar, now=services.now(), who=HOUSE)
    clock_watch.sweep(services)
