"""What all workers of a test session share is made once, and ends with the session however that ends."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from servers import shared

SLEEPING = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print(flush=True); time.sleep(600)"
"""Ctrl-C ends it, also where the tests themselves run in the background."""


def running(process: "subprocess.Popen[bytes]", seconds: float = 0) -> bool:
    """Whether a process still runs after at most so many seconds."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


@pytest.fixture
def started():
    """Starts processes that do nothing; what is left of them at the end is killed."""
    made: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, "-c", SLEEPING], stdout=subprocess.PIPE)
        made.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield start
    for one in made:
        one.kill()
        one.communicate()


def test_what_many_ask_for_at_once_is_made_once(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> dict[str, object]:
        time.sleep(0.05)
        made.append(1)
        return {"port": 7}

    with ThreadPoolExecutor(8) as asking:
        said = list(asking.map(lambda _: shared.once(tmp_path, "server", make), range(8)))
    assert said == [{"port": 7}] * 8
    assert made == [1]
    assert shared.once(tmp_path, "another", lambda: {"port": 8}) == {"port": 8}


def test_what_could_not_be_made_is_tried_again_by_the_next(tmp_path: Path) -> None:
    def fail() -> dict[str, object]:
        raise RuntimeError("no such program")

    with pytest.raises(RuntimeError, match="no such program"):
        shared.once(tmp_path, "server", fail)
    assert shared.once(tmp_path, "server", dict) == {}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_server_ends_with_its_session_however_that_ends(started, tmp_path: Path, how: signal.Signals) -> None:
    server, session, folder = started(), started(), tmp_path / "data"
    folder.mkdir()
    shared.keep(server, signal.SIGTERM, folder, session=session.pid)
    assert running(server, 0.3), "it runs as long as the session"
    session.send_signal(how)
    session.wait()
    assert not running(server, 20)
    assert server.returncode == -signal.SIGTERM
    for _ in range(100):
        if not folder.exists():
            break
        time.sleep(0.05)
    assert not folder.exists()


def test_a_server_that_is_over_already_leaves_nothing_to_end(started, tmp_path: Path) -> None:
    server, session = started(), started()
    server.kill()
    server.wait()
    (tmp_path / "data").mkdir()
    shared.keep(server, signal.SIGTERM, tmp_path / "data", session=session.pid)
    for _ in range(100):
        if not (tmp_path / "data").exists():
            break
        time.sleep(0.05)
    assert not (tmp_path / "data").exists()
    assert running(session)


def test_the_session_is_the_process_that_started_the_workers() -> None:
    assert shared.SESSION in (os.getpid(), os.getppid())
