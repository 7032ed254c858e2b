"""Runs the installed command as a person would: a process of its own, in a folder of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    given = {key: value for key, value in os.environ.items() if not key.startswith("HUIHAN_")}
    done = subprocess.run(
        [COMMAND, *map(str, arguments)], cwd=cwd, env=given | environment, capture_output=True, timeout=120, check=False
    )
    return Said(code=done.returncode, out=done.stdout.decode("utf-8"), err=done.stderr.decode("utf-8"))
