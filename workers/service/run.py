"""Runs an instance: pollers, the stages, the clocks, in one process; or drains what is there and returns.

What a service runs takes over a second to import. It is imported in the order in which it is wanted, each part by the
function that starts it: letters that wait are worked while mailboxes, desk and clocks still follow.
"""

import contextlib
import fcntl
import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from workers.instance import house_settings
from workers.instance.services import Services
from workers.service import recovery
from workers.service.lanes import LANES, lanes
from workers.service.runner import Runner

Task = Callable[[], None]


class BusyError(Exception):
    """Another process already works this instance's jobs."""


def run(
    services: Services,
    stop: threading.Event,
    *,
    poll: bool = True,
    work: bool = True,
    beside: AbstractContextManager[Callable[[], object]] | None = None,
) -> None:
    """Everything, until `stop` is set. Raises BusyError if an SQLite instance is already being worked.

    beside: entered once the instance is this process's own, left at the end; what it gives is called when the letters
    are under way: the desk, if it is to be served, holds its port from the first and opens then.
    """
    with contextlib.ExitStack() as held:
        alone = held.enter_context(_only_runner(services)) if work else False
        if work:
            services.pool.warm()
        house_settings.note(services)
        if work:
            recovery.recover(services, alone=alone)
        serve = held.enter_context(beside) if beside is not None else None
        start = held.enter_context(_threads(stop))
        if work:
            start(_lanes(services, stop))
        if poll:
            start(_pollers(services, stop))
        services.compiled  # noqa: B018 - a rulebook that cannot decide ends the service here
        if serve is not None:
            serve()
        if work:
            start(_housekeeping(services, stop, alone=alone))


def drain(services: Services, *, report: Callable[[int], None] = lambda _: None) -> None:
    """Work everything that is due now, and return; `report` hears how many jobs each round worked."""
    from workers.service.housekeeping import look_at_clocks  # noqa: PLC0415 - see above

    with _only_runner(services) as alone:
        recovery.recover(services, alone=alone)
        runners = [Runner(services, stages, name=name) for name, stages in lanes().items()]
        while worked := sum(runner.work_once() for runner in runners):
            report(worked)
        look_at_clocks(services)


@contextlib.contextmanager
def _threads(stop: threading.Event) -> Iterator[Callable[[Iterator[tuple[str, Task]]], None]]:
    """Gives what starts tasks, each in its own thread; waits for all of them, and tells them to stop on a failure."""
    threads: list[threading.Thread] = []

    def start(tasks: Iterator[tuple[str, Task]]) -> None:
        for name, task in tasks:
            threads.append(threading.Thread(target=task, name=name, daemon=True))
            threads[-1].start()

    try:
        yield start
    except BaseException:
        stop.set()
        raise
    finally:
        for thread in threads:
            thread.join()


def _lanes(services: Services, stop: threading.Event) -> Iterator[tuple[str, Task]]:
    """The lanes in the order of the road, each imported when the ones before it are at work."""
    for name, stages in LANES.items():
        yield name, functools.partial(Runner(services, stages(), name=name).run, stop)


def _pollers(services: Services, stop: threading.Event) -> Iterator[tuple[str, Task]]:
    from workers.intake.pollers import keep  # noqa: PLC0415 - see above

    yield "pollers", functools.partial(keep, services, stop)


def _housekeeping(services: Services, stop: threading.Event, *, alone: bool) -> Iterator[tuple[str, Task]]:
    from workers.service.housekeeping import TASKS, sweeps  # noqa: PLC0415 - see above

    yield "clocks", functools.partial(sweeps, services, stop, alone=alone)
    for name, task in TASKS.items():
        yield name, functools.partial(task, services, stop)


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
