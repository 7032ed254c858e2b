"""Starts the product's commands and programs of the tests without importing everything anew each time.

`Popen` and `run` are those of subprocess, for a Python script or `python -c` alone: the program is forked from a
process that has imported the product once (preloading.py), one for each worker of the tests, started when it is first
asked for. What it forks has the arguments, environment, folder, streams, session and time zone that were asked for.

It differs from a start of its own in what nothing here may rest on: modules are imported already, in an order of their
own; the hash seed is that of the one process; /proc shows another command line, and another parent. What a command
imports, and that the installed script runs at all, is shown by tests that start it really: test_command_table,
test_command_line, test_first_hour, test_hostile_text and one point of test_crash.

Where the environment asks for another interpreter (a locale, PYTHON… but for its path and warnings), the program is
really started.
"""

import atexit
import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from servers.preloading import NUMBER, Request

SCRIPT = Path(__file__).with_name("preloading.py")
_STARTED_ANEW = ("PYTHON", "LC_", "LANG", "LD_", "OPENBLAS_", "OMP_", "MALLOC_")
"""How variables begin that a process looks at once, as it starts or as it imports a library."""
_SET_ANEW = {"PYTHONPATH", "PYTHONWARNINGS"}
"""Those of them that preloading.py heeds."""


class _Preloaded:
    """The process that has imported the product, and how to ask it."""

    def __init__(self) -> None:
        self.environment = dict(os.environ)
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, SCRIPT, str(theirs.fileno())],
                env={name: value for name, value in self.environment.items() if name not in _SET_ANEW}
                | {"OPENBLAS_NUM_THREADS": "1"},  # numpy starts threads as it is imported
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._control = ours
        with ours.makefile("r", encoding="utf-8") as answers:
            said = answers.readline().strip()
        if said != "ready":
            self.close()
            raise RuntimeError(f"nothing can be started from the preloaded process: {said}")
        atexit.register(self.close)

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self, request: Request, streams: Sequence[int]) -> tuple[int, socket.socket]:
        """The new process's id, and the line on which its end is told."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"."], [*streams, theirs.fileno()])
        ours.sendall(json.dumps(request).encode() + b"\n")
        return number_on(ours), ours

    def close(self) -> None:
        """End it, and whatever it started that still runs."""
        self._control.close()
        self._process.wait(timeout=30)

    def suits(self, environment: Mapping[str, str]) -> bool:
        """Whether a process of that environment would have begun as this one did."""

        def begun(given: Mapping[str, str]) -> dict[str, str]:
            return {key: value for key, value in given.items() if key.startswith(_STARTED_ANEW)}

        ignored = dict.fromkeys(_SET_ANEW, "")
        return begun(environment) | ignored == begun(self.environment) | ignored


_lock = threading.Lock()
_one: list[_Preloaded] = []


def preloaded() -> _Preloaded:
    """This worker's, started by whoever asks first."""
    with _lock:
        if not _one:
            _one.append(_Preloaded())
        return _one[0]


def number_on(line: socket.socket) -> int:
    """The next number that is told."""
    data = line.recv(NUMBER.size, socket.MSG_WAITALL)
    if len(data) < NUMBER.size:
        raise ChildProcessError("the preloaded process is gone, and with it what it had started")
    (number,) = NUMBER.unpack(data)
    return int(number)


class Popen(subprocess.Popen[Any]):
    """As of subprocess; what it overrides are the places at which that one forks and waits (Python 3.11 and 3.12)."""

    _line: socket.socket | None = None
    """None: it was really started, and is a child of this process."""

    def _execute_child(self, args: Sequence[str | Path], *given: Any) -> None:
        _, before, _, fds, cwd, env, _, _, shell, *pipes, _, _, _, _, _, session, _ = given
        if before or fds or shell:
            raise ValueError("a preloaded program is given no descriptors, and nothing runs before it")
        environment = {**(os.environ if env is None else env)}
        one = preloaded()
        if not one.suits(environment):
            super()._execute_child(args, *given)  # type: ignore[misc]
            return
        arguments = [os.fspath(one) for one in args]
        request = Request(
            arguments=arguments[1:] if arguments[0] == sys.executable else arguments,
            cwd=os.fspath(cwd or Path.cwd()),
            environment=environment,
            session=bool(session),
        )
        ends = (pipes[0], pipes[3], pipes[5])
        streams = [number if end == -1 else end for number, end in enumerate(ends)]
        self.pid, self._line = one.start(request, streams)
        self._child_created = True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]

    def _internal_poll(self, *given: Any, **more: Any) -> int | None:
        if self._line is None:
            found: int | None = super()._internal_poll(*given, **more)  # type: ignore[misc]
            return found
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        if self._line is None:
            found: tuple[int, int] = super()._try_wait(wait_flags)  # type: ignore[misc]
            return found
        if not select.select([self._line], [], [], 0 if wait_flags & os.WNOHANG else None)[0]:
            return 0, 0
        with self._line:
            return self.pid, number_on(self._line)


def run(
    command: Sequence[str | Path],
    *,
    input: bytes | str | None = None,  # noqa: A002 - as of subprocess
    timeout: float | None = None,
    capture_output: bool = False,
    **options: Any,
) -> "subprocess.CompletedProcess[Any]":
    """As of subprocess, which does not check how it ended."""
    if input is not None:
        options["stdin"] = subprocess.PIPE
    if capture_output:
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Popen(command, **options) as process:
        try:
            out, err = process.communicate(input, timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)
