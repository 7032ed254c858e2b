"""Runs a program of ours in a process group of its own, listens until its time is over and ends all it started."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

_MOST = 1_000_000
_CHUNK = 65_536
_PIPE = 60_000
"""What a pipe takes before anybody reads."""


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What a program wrote to its standard output. status: of its end; in_time: it came to an end of its own."""

    said: bytes
    status: int
    in_time: bool


def listen(command: Sequence[str], *, limit: timedelta, given: bytes = b"") -> Spoken:
    """Run it with `given` (at most 60 000 bytes) on its standard input. At most a million bytes are heard.

    Raises OSError if it cannot start, ValueError if too much is given.
    """
    if len(given) > _PIPE:
        raise ValueError("too much for a pipe")
    end = time.monotonic() + limit.total_seconds()
    reading, writing = os.pipe()
    with open(reading, "rb", buffering=0) as heard, _holding(given) as asked:  # noqa: PTH123 - a pipe, no path
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                command, stdin=asked, stdout=writing, stderr=subprocess.DEVNULL, start_new_session=True
            )
        finally:
            os.close(writing)
        try:
            said, in_time = _heard(heard, end)
        finally:
            _end(process)
    return Spoken(said=said, status=process.returncode, in_time=in_time)


def _holding(given: bytes) -> IO[bytes]:
    """A pipe out of which this can be read: it may be a password, which no disk shall see."""
    reading, writing = os.pipe()
    os.write(writing, given)
    os.close(writing)
    return open(reading, "rb", buffering=0)  # noqa: PTH123 - a pipe, no path; the caller closes it


def _heard(pipe: IO[bytes], end: float) -> tuple[bytes, bool]:
    """All that was said until `end` (monotonic seconds), and whether that was the end of it."""
    said = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := end - time.monotonic()) > 0 and len(said) < _MOST:
            if not selector.select(left):
                break
            chunk = os.read(pipe.fileno(), _CHUNK)
            if not chunk:
                return bytes(said), True
            said += chunk
    return bytes(said), False


def _end(process: "subprocess.Popen[bytes]") -> None:
    """The process and all that it started are gone afterwards."""
    try:
        process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
