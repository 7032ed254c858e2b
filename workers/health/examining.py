"""Examines the instance as an admin on a terminal would: by `huihan doctor`, in a process that is killed past its time.

The process reads huihan.toml again, so it says what the next start would find; what it found before a check hung is
kept.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from domain.health import Examination, Finding

LIMIT = timedelta(minutes=3)
_LONGEST_LINE = 1_000_000
_CHUNK = 65_536


def doctor(root: Path) -> list[str]:
    """The command that examines the instance in `root` and says each finding as soon as it is made."""
    return [sys.executable, "-m", "huihan", "--instance", str(root), "doctor", "--lines"]


def examine(command: Sequence[str], *, at: datetime, limit: timedelta = LIMIT) -> Examination:
    """What the command finds within `limit`; never raises for what it does."""
    begun = time.monotonic()
    reading, writing = os.pipe()
    with open(reading, "rb", buffering=0) as heard:  # noqa: PTH123 - a pipe, no path
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                command, stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.DEVNULL, start_new_session=True
            )
        except OSError as error:
            return Examination(at=at, took=timedelta(0), findings=(), stopped=f"体检程序无法启动：{error.strerror}")
        finally:
            os.close(writing)
        try:
            said, in_time = _heard(heard, begun + limit.total_seconds())
        finally:
            _end(process)
    findings = _findings(said)
    return Examination(
        at=at,
        took=timedelta(seconds=time.monotonic() - begun),
        findings=findings,
        stopped=_stopped(findings, process.returncode, limit, in_time=in_time),
    )


def _heard(pipe: IO[bytes], end: float) -> tuple[bytes, bool]:
    """All that was said until `end` (monotonic seconds), and whether that was the end of it."""
    said = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := end - time.monotonic()) > 0 and len(said) < _LONGEST_LINE:
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


def _findings(said: bytes) -> tuple[Finding, ...]:
    """The whole lines that are findings."""
    found = []
    for line in said.decode("utf-8", "replace").splitlines():
        try:
            found.append(Finding(**json.loads(line)))
        except (ValueError, TypeError):  # cut off in its midst, or said by something else
            continue
    return tuple(found)


def _stopped(findings: Sequence[Finding], status: int, limit: timedelta, *, in_time: bool) -> str | None:
    """Why the examination is not whole, for people; None if it is: status 1 says that something was found wrong."""
    after = f"，最后查到“{findings[-1].what}”" if findings else ""
    if not in_time:
        return f"体检在 {limit.total_seconds():.0f} 秒内没有做完{after}；其余各项没有查，请在服务器上运行 huihan doctor"
    if status not in (0, 1) or not findings:
        return f"体检程序中途退出（{status}）{after}；请在服务器上运行 huihan doctor"
    return None
