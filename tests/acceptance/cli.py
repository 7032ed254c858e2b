"""Runs the command as a person would: a process of its own, in a folder of its own.

Most are forked with their modules imported (servers/preloaded.py); `run_script` starts the installed script, for those
tests that show that it is all one needs: test_command_line, test_first_hour and test_hostile_text.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from servers import preloaded

COMMAND = Path(sys.executable).parent / "huihan"


@dataclass(frozen=True, kw_only=True)
class Said:
    """How a command ended. code: its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Huihan = Callable[..., Said]


def run(*arguments: object, cwd: Path, **environment: str) -> Said:
    """How the command ended; keywords are environment variables."""
    return _run(preloaded, arguments, cwd, environment)


def run_script(*arguments: object, cwd: Path, **environment: str) -> Said:
    """As `run`, by a Python that is started for it."""
    return _run(subprocess, arguments, cwd, environment)


def _run(started: ModuleType, arguments: tuple[object, ...], cwd: Path, environment: dict[str, str]) -> Said:
    given = {key: value for key, value in os.environ.items() if not key.startswith("HUIHAN_")}
    command = [COMMAND, *map(str, arguments)]
    done = started.run(command, cwd=cwd, env=given | environment, capture_output=True, timeout=120)
    return Said(code=done.returncode, out=done.stdout.decode("utf-8"), err=done.stderr.decode("utf-8"))
