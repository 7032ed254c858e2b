"""Runs reading in processes that may be killed, so that no letter can take the service with it (DESIGN 5).

Each process is started once, within the walls of `workers.instance.sandbox`, and fed over a pipe; a task past its
time, or a process that with its children is past its memory, is killed with all of them and answered with
`PoolError`; the next task gets a fresh one. A function that takes a `beat` may ask for more time as it
goes on, one step at a time, and only one process at a time works on such steps.
"""

import contextlib
import itertools
import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from workers.instance import sandbox
from workers.instance.answers import ForgedError, unpacked
from workers.instance.reader import BEAT, GO, READY
from workers.instance.sandbox import Walls

_CHECK_EVERY = 0.25
_START_SECONDS = 60.0
_MOST_PROCESSES = 64
"""Of a process and its children: LibreOffice with its bridge is four."""
_TOKEN_BYTES = 16
R = TypeVar("R")
_LONGEST_ANSWER = 1_000_000_000
_HOME_WITHIN = "/tmp/home"  # noqa: S108 - of the process's own namespace


class PoolError(Exception):
    """A task did not come back: `why` is `time`, `memory`, `died` or `start`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Content:
    """An argument that is bytes when the process gets it: they are read, by the owner, when their turn comes."""

    read: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class _Worker:
    process: "subprocess.Popen[bytes]"
    pipe: Connection
    lifeline: int
    home: Path | None

    def kill(self) -> None:
        sandbox.kill_all(self.process.pid)
        self.process.wait()
        self.pipe.close()
        os.close(self.lifeline)
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)


class ProcessPool:
    """`size` processes. seconds: per task. memory: resident bytes one may reach with its children.

    beat_seconds: more for each beat of a function that beats; such a function has its first beat answered only when no
    other process is between its first beat and its end (OCR needs all cores, and much memory), and waiting is free.
    walls: what the processes may see. modules: what a process imports as it starts, before its first task.
    """

    def __init__(
        self,
        *,
        size: int,
        seconds: float,
        memory: int,
        beat_seconds: float = 0.0,
        walls: Walls | None = None,
        modules: Sequence[str] = (),
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._beat_seconds = beat_seconds
        self._walls = walls or Walls()
        self._turn = threading.Lock()
        self._modules = tuple(modules)
        self._idle: list[_Worker] = []
        self._starting: list[Future[_Worker]] = []
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(max_workers=size, thread_name_prefix="pool")
        # bubblewrap dies with the thread that started it: this one lives as long as the pool.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pool-start")
        self.size = size
        sandbox.remove_left_over()

    def run(self, function: Callable[..., R], *arguments: object, beating: bool = False) -> R:
        """The function's result from a process; raises what it raised, or PoolError.

        beating: the function takes `beat`, to be called before each step that needs `beat_seconds` more.
        """
        (result,) = self._run(function, [arguments], beating=beating)
        if isinstance(result, Exception):
            raise result
        return result

    def map(
        self,
        function: Callable[..., R],
        tasks: Iterable[tuple[object, ...]],
        *,
        together: int = 1,
        beating: bool = False,
    ) -> Iterator[R | Exception]:
        """Results, or the exception in place of a result, in the order of the tasks.

        together: how many short tasks cross the pipe at once and share one time limit; when one of them has to be
        killed they are run again one by one, so that it costs only itself.
        """

        def several(group: list[tuple[object, ...]]) -> list[R | Exception]:
            if len(group) > 1:
                with contextlib.suppress(PoolError):
                    return self._run(function, group, beating=beating)
            return [self._one(function, arguments, beating=beating) for arguments in group]

        waiting = list(tasks)
        groups = [waiting[start : start + together] for start in range(0, len(waiting), together)]
        return itertools.chain.from_iterable(self._threads.map(several, groups))

    def warm(self) -> None:
        """Start a process while the caller goes on, so that the first task need not wait for all of that."""
        with self._lock:
            if not self._idle and not self._starting:
                self._starting.append(self._starter.submit(self._start))

    def close(self) -> None:
        """End the processes."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            workers, self._idle = self._idle, []
            starting, self._starting = self._starting, []
        for worker in (*workers, *(one.result() for one in starting if one.exception() is None)):
            worker.kill()
        self._starter.shutdown()

    def _one(self, function: Callable[..., R], arguments: tuple[object, ...], *, beating: bool) -> R | Exception:
        try:
            return self._run(function, [arguments], beating=beating)[0]
        except Exception as error:  # noqa: BLE001 - one bad letter must not hide the others' results
            return error

    def _run(
        self, function: Callable[..., R], group: list[tuple[object, ...]], *, beating: bool
    ) -> list[R | Exception]:
        """What each task gave, or raised; PoolError if the process did not live to say it of all of them."""
        ready = [_at_hand(arguments) for arguments in group]
        sent = [one for one in ready if not isinstance(one, Exception)]
        answers = iter(self._ask(function, sent, beating=beating) if sent else ())
        return [one if isinstance(one, Exception) else next(answers) for one in ready]

    def _ask(
        self, function: Callable[..., R], group: list[tuple[object, ...]], *, beating: bool
    ) -> list[R | Exception]:
        worker = self._take()
        try:
            # Known to no one before: what an earlier task has left in the pipe is no answer of this one.
            token = os.urandom(_TOKEN_BYTES)
            worker.pipe.send((token, function, group, beating, self._seconds, self._beat_seconds))
            answers = self._answers(worker, len(group))
        except BaseException as error:
            worker.kill()
            if isinstance(error, BrokenPipeError | ConnectionResetError):
                raise PoolError("died") from error
            raise
        results = [_result(function, token, answer) for answer in answers]
        if any(isinstance(result, ForgedError) for result in results):
            worker.kill()
            return results
        with self._lock:
            self._idle.append(worker)
        return results

    def _take(self) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None:
                    return worker
                worker.kill()
            starting = self._starting.pop() if self._starting else self._starter.submit(self._start)
        worker = starting.result()
        try:
            if worker.pipe.poll(_START_SECONDS) and worker.pipe.recv_bytes(len(READY)) == READY:
                return worker
        except (OSError, EOFError):
            pass
        worker.kill()
        raise PoolError("start")

    def _start(self) -> _Worker:
        program = sandbox.bubblewrap()
        home = None if program else sandbox.new_home()
        within = str(home or _HOME_WITHIN)
        ours, theirs = multiprocessing.Pipe()
        theirs_end, lifeline = os.pipe()
        command = [
            sys.executable,
            "-m",
            "workers.instance.reader",
            str(theirs.fileno()),
            str(theirs_end),
            str(self._memory),
            *self._modules,
        ]
        try:
            process = subprocess.Popen(  # noqa: S603 - a fixed command, no shell
                sandbox.surrounded(command, self._walls, program, within),
                env=sandbox.environment(within) | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                cwd=home,
                pass_fds=(theirs.fileno(), theirs_end),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            os.close(lifeline)
            ours.close()
            raise
        finally:
            theirs.close()
            os.close(theirs_end)
        with contextlib.suppress(OSError):  # a process that died at once is found dead when its task comes
            ours.send(sys.path)
        return _Worker(process=process, pipe=ours, lifeline=lifeline, home=home)

    def _answers(self, worker: _Worker, count: int) -> list[bytes]:
        """What the tasks came back with; their beats are granted on the way, and with the first the turn is theirs."""
        end = time.monotonic() + self._seconds
        answers: list[bytes] = []
        with contextlib.ExitStack() as held:
            mine = False
            while len(answers) < count:
                message = self._message(worker, end)
                if message != BEAT:
                    answers.append(message)
                    continue
                if not mine:
                    asked = time.monotonic()
                    held.enter_context(self._turn)
                    mine = True
                    end += time.monotonic() - asked
                end += self._beat_seconds
                worker.pipe.send_bytes(GO)
        return answers

    def _message(self, worker: _Worker, end: float) -> bytes:
        """The next thing a process says before `end`."""
        while not worker.pipe.poll(_CHECK_EVERY):
            if worker.process.poll() is not None and not worker.pipe.poll(0):
                raise PoolError("died")
            if time.monotonic() > end:
                raise PoolError("time")
            resident, processes = sandbox.memory_of(worker.process.pid)
            if resident > self._memory or processes > _MOST_PROCESSES:
                raise PoolError("memory")
        try:
            return worker.pipe.recv_bytes(_LONGEST_ANSWER)
        except (EOFError, OSError) as error:
            raise PoolError("died") from error


def _at_hand(arguments: tuple[object, ...]) -> tuple[object, ...] | Exception:
    """The arguments with every Content read; or why it cannot be."""
    try:
        return tuple(one.read() if isinstance(one, Content) else one for one in arguments)
    except Exception as error:  # noqa: BLE001 - it stands in the place of that task's result
        return error


def _result(function: Callable[..., R], token: bytes, answer: bytes) -> R | Exception:
    if not answer.startswith(token):
        return ForgedError("an answer to another task")
    try:
        return unpacked(function, answer.removeprefix(token))
    except Exception as error:  # noqa: BLE001 - what the task raised, for its caller
        return error
