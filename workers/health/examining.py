"""Examines the instance as an admin on a terminal would: by `huihan doctor`, in a process that is killed past its time.

The process reads huihan.toml again, so it says what the next start would find; what it found before a check hung is
kept.
"""

import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from domain.health import Examination, Finding
from workers.instance.killable import Spoken, listen

LIMIT = timedelta(minutes=3)


def doctor(root: Path) -> list[str]:
    """The command that examines the instance in `root` and says each finding as soon as it is made."""
    return [sys.executable, "-m", "huihan", "--instance", str(root), "doctor", "--lines"]


def examine(command: Sequence[str], *, at: datetime, limit: timedelta = LIMIT) -> Examination:
    """What the command finds within `limit`; never raises for what it does."""
    begun = time.monotonic()
    try:
        spoken = listen(command, limit=limit)
    except OSError as error:
        return Examination(at=at, took=timedelta(0), findings=(), stopped=f"体检程序无法启动：{error.strerror}")
    findings = _findings(spoken.said)
    took = timedelta(seconds=time.monotonic() - begun)
    return Examination(at=at, took=took, findings=findings, stopped=_stopped(findings, spoken, limit))


def _findings(said: bytes) -> tuple[Finding, ...]:
    """The whole lines that are findings."""
    found = []
    for line in said.decode("utf-8", "replace").splitlines():
        try:
            found.append(Finding(**json.loads(line)))
        except (ValueError, TypeError):  # cut off in its midst, or said by something else
            continue
    return tuple(found)


def _stopped(findings: Sequence[Finding], spoken: Spoken, limit: timedelta) -> str | None:
    """Why the examination is not whole, for people; None if it is: status 1 says that something was found wrong."""
    after = f"，最后查到“{findings[-1].what}”" if findings else ""
    if not spoken.in_time:
        return f"体检在 {limit.total_seconds():.0f} 秒内没有做完{after}；其余各项没有查，请在服务器上运行 huihan doctor"
    if spoken.status not in (0, 1) or not findings:
        return f"体检程序中途退出（{spoken.status}）{after}；请在服务器上运行 huihan doctor"
    return None
