"""What all workers of one test session share: made by whichever needs it first, and gone when the session is over."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KEEPER = Path(__file__).with_name("keeper.py")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
"""This worker's name, different from that of every other of the session."""
SESSION = os.getpid() if WORKER == "main" else os.getppid()
"""The process id of the whole session: of this process, or of the one that started all workers."""

_kept: "list[subprocess.Popen[bytes]]" = []
"""Servers that this process started: they outlive the fixture that asked for them."""


def folder_of(temporary: pytest.TempPathFactory) -> Path:
    """The folder that all workers of the session have in common."""
    own = temporary.getbasetemp()
    return own if WORKER == "main" else own.parent


def once(folder: Path, name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `make` says (JSON values only), run by the first worker that asks; the others wait for it."""
    said = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(json.dumps(make()), encoding="utf-8")
    found: dict[str, Any] = json.loads(said.read_text(encoding="utf-8"))
    return found


def keep(server: "subprocess.Popen[bytes]", how: signal.Signals, folder: Path, *, session: int = SESSION) -> None:
    """End a server by that signal as soon as the session is over, however it ends, and remove `folder`."""
    _kept.append(server)
    command = [sys.executable, "-I", KEEPER, str(session), str(server.pid), str(int(how)), folder]
    nothing = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, check=True, start_new_session=True, **nothing)
