"""How long commands take to start, each as a ratio to `python -c "import sqlalchemy"`, run in turn with it.

The service: an instance whose letters were taken in and not read yet, as a `kill -9` leaves it; from starting
`huihan run` until the first letter is read, and until one is decided. Each figure is of several runs, least and median;
the aims are held by the least, for a machine that does other work besides. Usage: python bench/bench_startup.py [RUNS]
"""

import contextlib
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from huihan.commands.init import make_instance
from huihan.opened import open_services
from huihan.settings import read_settings
from workers.intake.poll import poll_once
from workers.service.run import drain

RUNS = 9
HUIHAN = Path(sys.executable).parent / "huihan"
LETTERS = 4
LETTER = "您好：我是3号楼2单元50{}的业主王小明。电梯又坏了，困人半小时，请尽快处理。电话1380013800{}。"
LONGEST = 60.0
LOOK_EVERY = 0.005


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as folder, instances(Path(folder)) as (settled, pending):
        cases = (HUIHAN, "--instance", settled, "cases", "list")
        measured: dict[str, tuple[float | None, Callable[[], float]]] = {
            "import sqlalchemy": (None, lambda: command(sys.executable, "-c", "import sqlalchemy")),
            "huihan --help": (0.3, lambda: command(HUIHAN, "--help")),
            "huihan cases list": (0.8, lambda: command(*cases)),
            "huihan cases list --json": (
                0.8,
                lambda: command(HUIHAN, "--instance", settled, "cases", "list", "--json"),
            ),
            "huihan run: a letter read": (1.5, lambda: service(pending, "received")),
            "huihan run: a letter decided": (None, lambda: service(pending, "received", "read")),
        }
        times: dict[str, list[float]] = {name: [] for name in measured}
        for _ in range(runs):
            for name, (_, measure) in measured.items():
                times[name].append(measure())
    missed = []
    bare = times["import sqlalchemy"]
    for name, (aim, _) in measured.items():
        least, median = min(times[name]), statistics.median(times[name])
        ratio = statistics.median(one / base for one, base in zip(times[name], bare, strict=True))
        said = "" if aim is None else f"   aim {aim} s"
        print(f"{name:30} {least:5.2f} s least {median:5.2f} s median {ratio:5.1f} x bare{said}", flush=True)
        if aim is not None and least > aim:
            missed.append(name)
    sys.exit(f"slower than the aim: {', '.join(missed)}" if missed else 0)


def command(*words: object) -> float:
    began = time.perf_counter()
    subprocess.run([str(one) for one in words], check=True, capture_output=True)
    return time.perf_counter() - began


def service(pending: Path, *before: str) -> float:
    """Seconds until a letter has left these states, from the start of the process; then it is killed."""
    root = pending.with_name("running")
    shutil.copytree(pending, root)
    words = [str(HUIHAN), "--instance", str(root), "run"]
    began = time.perf_counter()
    with (
        contextlib.closing(sqlite3.connect(root / "data" / "huihan.db", timeout=30)) as database,
        subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running,
    ):
        try:
            return _until_left(database, before, began)
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait()
            shutil.rmtree(root)


def _until_left(database: sqlite3.Connection, before: tuple[str, ...], began: float) -> float:
    asked = f"SELECT count(*) FROM intake WHERE state NOT IN ({', '.join('?' * len(before))})"  # noqa: S608 - marks alone
    while time.perf_counter() - began < LONGEST:
        if database.execute(asked, before).fetchone()[0]:
            return time.perf_counter() - began
        time.sleep(LOOK_EVERY)
    raise TimeoutError(f"no letter has left {before} in {LONGEST} s")


@contextlib.contextmanager
def instances(folder: Path) -> Iterator[tuple[Path, Path]]:
    """One in which all is done, and one whose letters have been taken in and not read."""
    settled, pending = folder / "settled", folder / "pending"
    make_instance(pending)
    toml = pending / "huihan.toml"
    toml.write_text(toml.read_text("utf-8").replace("\n[desk]\n", f"\n[desk]\nport = {free_port()}\n"), "utf-8")
    for number in range(LETTERS):
        (pending / "inbox" / f"{number}.txt").write_text(LETTER.format(number, number), "utf-8")
    time.sleep(1.5)  # a file that has just been written is left to settle
    with open_services(read_settings(pending, secrets=False)) as services:
        poll_once(services, settle=timedelta(seconds=1))
    shutil.copytree(pending, settled)
    with open_services(read_settings(settled, secrets=False)) as services:
        drain(services)
    yield settled, pending


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
