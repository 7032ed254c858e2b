"""Our side: an instance with default settings on the bench's server, run in a process tree whose memory is watched."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from servers.dovecot import Dovecot

HERE = Path(__file__).parent
RULEBOOK = HERE.parents[1] / "rulebook"
TOML = """
[database]
url = "sqlite:///{root}/data/huihan.db"

[[mailbox]]
name = "office"
host = "127.0.0.1"
port = {port}
security = "none"
user = "{user}"
password_env = "BENCH_IMAP_PASSWORD"
start_from = 2000-01-01T00:00:00+08:00

[company]
name = "阳光物业服务有限公司"
"""
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LOOK_EVERY = 0.1


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Everything that the mailbox showed is settled. ends: intake states; queued: acknowledgements rendered."""

    seconds: float
    ends: dict[str, int]
    queued: int
    resident: int
    """Bytes of all processes of the tree now, shared pages counted in each."""
    peak: int


class Road:
    """A running instance."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._peak = 0
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def settle(self, expected: int) -> Settled:
        """Wait until `expected` mails have come to their end and nothing is on its way."""
        if self._process.stdin is None or self._process.stdout is None:
            raise TypeError(self._process)
        self._process.stdin.write(f"{expected}\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        if not said:
            sys.exit(f"the road ended by itself ({self._process.wait()})")
        return Settled(**json.loads(said), resident=resident(self._process.pid), peak=self._peak)

    def end(self) -> None:
        """End it as an operator does, and wait."""
        self._process.communicate()
        self._ended.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._ended.wait(_LOOK_EVERY):
            self._peak = max(self._peak, resident(self._process.pid))


@contextmanager
def running_road(server: Dovecot, user: str) -> Iterator[Road]:
    """A new instance on the user's mailbox; the rest as a new instance has it."""
    with TemporaryDirectory(prefix="huihan-bench-road-") as folder:
        root = Path(folder)
        shutil.copytree(RULEBOOK, root / "rulebook", ignore=shutil.ignore_patterns(".*", "__pycache__"))
        for name in ("inbox", "templates", "data"):
            (root / name).mkdir()
        (root / "huihan.toml").write_text(TOML.format(root=root, port=server.port, user=user), encoding="utf-8")
        process = subprocess.Popen(
            # As the console script does it: a reader process must find nothing to import again.
            [sys.executable, "-c", "from support.road_run import main; main()", root],
            cwd=HERE.parent,
            env=os.environ | {"BENCH_IMAP_PASSWORD": server.password},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        road = Road(process)
        try:
            yield road
        finally:
            road.end()


def resident(pid: int) -> int:
    """Resident bytes of a process and all below it."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        below = [child for thread in threads for child in (thread / "children").read_text(encoding="ascii").split()]
    except OSError:  # it ended while we looked
        return 0
    return own + sum(resident(int(child)) for child in below)
