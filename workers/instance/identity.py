"""Names this process in claims and leases so that another on the same machine can tell whether it still lives."""

import os
import socket
from pathlib import Path


def name() -> str:
    """`host:pid:started`; started: the kernel's clock ticks at which the process began, so that a reused pid shows."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(claimant: str) -> bool:
    """Whether the process of a claim (`name()`, perhaps with `/thread` after it) is known to be gone.

    False for another machine's process: of that nothing is known here.
    """
    host, _, rest = claimant.partition("/")[0].partition(":")
    pid, _, started = rest.partition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """Field 22 of proc(5) stat; empty for a process that is gone. The name before it may hold blanks and brackets."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
