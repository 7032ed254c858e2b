"""Runs reading in spawned processes that may be killed, so that no letter can take the service with it (DESIGN 5).

Each worker process is started once and fed over a pipe; a task past its time, or a worker past its memory, is killed
with its whole process group and answered with `PoolError`; the next task gets a fresh worker. A function that takes a
`beat` may ask for more time as it goes on, one step at a time, and only one worker at a time works on such steps.
"""

import contextlib
import itertools
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

_CHECK_EVERY = 0.25
_START_SECONDS = 60.0
_PAGE = os.sysconf("SC_PAGE_SIZE")


class PoolError(Exception):
    """A task did not come back: `why` is `time`, `memory`, `died` or `start`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


_BEAT = "beat"
_GO = "go"


def _serve(pipe: Connection) -> None:
    """The life of a worker process: a function and its arguments in, a result or an exception out."""

    def beat() -> None:
        pipe.send(_BEAT)
        pipe.recv()

    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a parser says of a letter may quote it, and this process's stderr is the service's log.
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    pipe.send("ready")
    while True:
        try:
            function, arguments, beating = pipe.recv()
        except EOFError:
            return
        try:
            answer = (True, function(*arguments, **({"beat": beat} if beating else {})))
        except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
            answer = (False, error)
        try:
            pipe.send(answer)
        except OSError:  # the parent is gone, and this process with it
            return


def _each(function: Callable[..., Any], group: list[tuple[Any, ...]], **beat: Callable[[], None]) -> list[Any]:
    """In the worker process: every result, or the exception in its place."""
    results: list[Any] = []
    for arguments in group:
        try:
            results.append(function(*arguments, **beat))
        except Exception as error:  # noqa: BLE001 - one bad letter must not hide the others' results
            results.append(error)
    return results


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection

    def kill(self) -> None:
        pid = self.process.pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.pipe.close()


class ProcessPool:
    """`size` spawned processes. seconds: per task. memory: resident bytes a worker may reach.

    beat_seconds: more for each beat of a function that beats; such a function has its first beat answered only when no
    other worker is between its first beat and its end (OCR needs all cores, and much memory), and waiting is free.
    """

    def __init__(self, *, size: int, seconds: float, memory: int, beat_seconds: float = 0.0) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._seconds = seconds
        self._memory = memory
        self._beat_seconds = beat_seconds
        self._turn = threading.Lock()
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix="pool")
        self.size = size

    def run(self, function: Callable[..., Any], *arguments: Any, beating: bool = False) -> Any:
        """The function's result from a worker process; raises what it raised, or PoolError.

        beating: the function takes `beat`, to be called before each step that needs `beat_seconds` more.
        """
        worker = self._take()
        try:
            worker.pipe.send((function, arguments, beating))
            ok, value = self._answer(worker)
        except BaseException:
            worker.kill()
            raise
        with self._lock:
            self._idle.append(worker)
        if ok:
            return value
        raise value

    def map(
        self,
        function: Callable[..., Any],
        tasks: Iterable[tuple[Any, ...]],
        *,
        together: int = 1,
        beating: bool = False,
    ) -> Iterator[Any]:
        """Results, or the exception in place of a result, in the order of the tasks.

        together: how many short tasks cross the pipe at once and share one time limit; when one of them has to be
        killed they are run again one by one, so that it costs only itself.
        """

        def several(group: list[tuple[Any, ...]]) -> list[Any]:
            if len(group) > 1:
                with contextlib.suppress(PoolError):
                    return list(self.run(_each, function, group, beating=beating))
            return [self._one(function, arguments, beating=beating) for arguments in group]

        waiting = list(tasks)
        groups = [waiting[start : start + together] for start in range(0, len(waiting), together)]
        return itertools.chain.from_iterable(self._threads.map(several, groups))

    def close(self) -> None:
        """End the workers."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.kill()

    def _one(self, function: Callable[..., Any], arguments: tuple[Any, ...], *, beating: bool) -> Any:
        try:
            return self.run(function, *arguments, beating=beating)
        except Exception as error:  # noqa: BLE001 - one bad letter must not hide the others' results
            return error

    def _take(self) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.is_alive():
                    return worker
                worker.kill()
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        if not ours.poll(_START_SECONDS):
            worker.kill()
            raise PoolError("start")
        ours.recv()
        return worker

    def _answer(self, worker: _Worker) -> tuple[bool, Any]:
        """What the task came back with; its beats are granted on the way, and with the first the turn is its own."""
        end = time.monotonic() + self._seconds
        with contextlib.ExitStack() as held:
            mine = False
            while (message := self._message(worker, end)) == _BEAT:
                if not mine:
                    asked = time.monotonic()
                    held.enter_context(self._turn)
                    mine = True
                    end += time.monotonic() - asked
                end += self._beat_seconds
                worker.pipe.send(_GO)
        answer: tuple[bool, Any] = message
        return answer

    def _message(self, worker: _Worker, end: float) -> Any:
        """The next thing a worker says before `end`."""
        while not worker.pipe.poll(_CHECK_EVERY):
            if not worker.process.is_alive() and not worker.pipe.poll(0):
                raise PoolError("died")
            if time.monotonic() > end:
                raise PoolError("time")
            if _resident(worker.process.pid) > self._memory:
                raise PoolError("memory")
        try:
            return worker.pipe.recv()
        except EOFError as error:
            raise PoolError("died") from error


def _resident(pid: int | None) -> int:
    """Resident bytes of a process, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
