"""What a process that reads letters can do once it has been taken over: nothing outside, and not for long.

Covers workers.instance.reader and workers.instance.reading_tasks.
"""

import contextlib
import os
import pickle
import resource
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workers.instance import sandbox
from workers.instance.answers import ReaderError
from workers.instance.pool import Content, PoolError, ProcessPool
from workers.instance.sandbox import Walls

CANARY = "canary-of-the-environment"
MEMORY = 600_000_000


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance's folder, with what is secret in it and the templates that are not."""
    root = tmp_path_factory.mktemp("instance")
    (root / "data").mkdir()
    (root / "data" / "huihan.db").write_text("residents")
    (root / "huihan.toml").write_text("settings")
    (root / "templates").mkdir()
    (root / "templates" / "reply.docx").write_text("template")
    return root


@pytest.fixture
def pool(instance: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProcessPool]:
    """Within walls; the environment of the service holds a secret."""
    monkeypatch.setenv("MAIL_PASSWORD", CANARY)
    assert sandbox.bubblewrap(), "bubblewrap is missing or may not make namespaces here: apt-get install bubblewrap"
    pool = ProcessPool(size=1, seconds=20, memory=MEMORY, walls=Walls(shown=(instance / "templates",)))
    yield pool
    pool.close()


@pytest.fixture
def bare_pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProcessPool]:
    """Where there is no bubblewrap."""
    monkeypatch.setenv("MAIL_PASSWORD", CANARY)
    monkeypatch.setattr(sandbox, "bubblewrap", lambda: None)
    pool = ProcessPool(size=1, seconds=20, memory=MEMORY)
    yield pool
    pool.close()


@pytest.fixture(params=["pool", "bare_pool"])
def any_pool(request: pytest.FixtureRequest) -> ProcessPool:
    found: ProcessPool = request.getfixturevalue(request.param)
    return found


def test_no_secret_of_the_environment_reaches_it(any_pool: ProcessPool) -> None:
    now, at_start = any_pool.run(_environment)
    assert CANARY not in now
    assert CANARY not in at_start
    assert "PATH" in now
    pid = any_pool._idle[0].process.pid
    assert CANARY.encode() not in Path(f"/proc/{pid}/environ").read_bytes()


def test_it_reaches_no_network_not_even_this_machine(pool: ProcessPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert _connects(port)
        assert not pool.run(_connects, port)


def test_it_sees_no_data_and_changes_nothing(pool: ProcessPool, instance: Path) -> None:
    assert pool.run(_text_of, str(instance / "templates" / "reply.docx")) == "template"
    for hidden in ("data/huihan.db", "huihan.toml", ".", "templates/../data"):
        assert pool.run(_text_of, str(instance / hidden)) is None
    assert not pool.run(_writes, str(instance / "templates" / "reply.docx"))
    pool.run(_writes, str(instance / "new"))  # into its own small /tmp, if at all
    assert not (instance / "new").exists()
    assert not pool.run(_writes, "/usr/new")
    assert pool.run(_text_of, "/etc/shadow") is None
    assert pool.run(_text_of, str(Path.home() / ".ssh")) is None


def test_it_has_no_capability_and_sees_no_other_process(pool: ProcessPool) -> None:
    capabilities, processes = pool.run(_powers)
    assert int(capabilities, 16) == 0
    assert processes <= 3


def test_it_writes_no_core_and_no_endless_file(any_pool: ProcessPool) -> None:
    core, grown = any_pool.run(_limits)
    assert core == 0
    assert not grown


def test_a_flood_of_processes_is_killed_with_all_of_them(any_pool: ProcessPool) -> None:
    with pytest.raises(PoolError, match="memory"):
        any_pool.run(_flood, 200)
    assert _gone("huihan-flood")


def test_the_memory_of_its_children_counts(any_pool: ProcessPool) -> None:
    with pytest.raises(PoolError, match="memory"):
        any_pool.run(_grow_in_a_child, MEMORY + 100_000_000)
    assert _gone("huihan-grow")


def test_a_child_that_leaves_the_group_is_killed_too(any_pool: ProcessPool) -> None:
    any_pool.run(_leave_a_child)
    assert not _gone("huihan-left", seconds=0)
    any_pool.close()
    assert _gone("huihan-left")


def test_its_answer_runs_nothing_here(any_pool: ProcessPool, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    with pytest.raises((ReaderError, PoolError)):
        any_pool.run(_answer_with, pickle.dumps(_Trap(str(trap))))
    assert not trap.exists()
    assert any_pool.run(_text_of, "/nonexistent") is None


def test_an_answer_that_was_not_asked_for_is_no_answer_of_the_next_task(any_pool: ProcessPool) -> None:
    with pytest.raises((ReaderError, PoolError)):
        any_pool.run(_answer_with, b'=["of another type"]')
    with pytest.raises((ReaderError, PoolError)):
        any_pool.run(_answer_with, b"=[17]")
    assert any_pool.run(_length, b"abc") == 3


@pytest.mark.parametrize("path", [os.environ["PATH"], "/nowhere"], ids=["walls", "bare"])
def test_nothing_outlives_a_service_that_is_killed(path: str) -> None:
    code = (
        "import time; from workers.instance.pool import ProcessPool; "
        "ProcessPool(size=1, seconds=60, memory=6*10**8).run(%s)"
    )
    program = f"import os; os.environ['PATH'] = {path!r}; " + code % "time.sleep, 987"
    service = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[4])
    end = time.monotonic() + 30
    while not (readers := _readers_of(service.pid)) and time.monotonic() < end:
        time.sleep(0.05)
    assert readers
    service.kill()
    service.wait()
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in readers) and time.monotonic() < end:
        time.sleep(0.05)
    assert [pid for pid in readers if Path(f"/proc/{pid}").exists()] == []


def test_what_a_killed_process_left_is_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    mine = sandbox.new_home()
    dead = tmp_path / f"{sandbox.HOME_PREFIX}{socket.gethostname()}:999999999:1-abc"
    other_machine = tmp_path / f"{sandbox.HOME_PREFIX}elsewhere:1:1-abc"
    for folder in (dead, other_machine):
        (folder / "lu1.tmp").mkdir(parents=True)
    sandbox.remove_left_over()
    assert (mine.exists(), dead.exists(), other_machine.exists()) == (True, False, True)


def test_where_namespaces_are_forbidden_it_goes_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'No permissions to create a new namespace' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sandbox.bubblewrap.__wrapped__() is None
    monkeypatch.setenv("PATH", "/nowhere")
    assert sandbox.bubblewrap.__wrapped__() is None


def test_a_content_that_cannot_be_read_costs_only_its_own_task(any_pool: ProcessPool) -> None:
    tasks = [(Content(read=lambda: b"ab"),), (Content(read=_damaged),), (Content(read=lambda: b"abc"),)]
    first, second, third = any_pool.map(_length, tasks, together=3)
    assert (first, third) == (2, 3)
    assert isinstance(second, FileNotFoundError)


class _Trap:
    """Unpickling this makes a file."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return open, (self.path, "w")


def _damaged() -> bytes:
    raise FileNotFoundError


def _length(data: bytes) -> int:
    return len(data)


def _environment() -> tuple[str, str]:
    return str(dict(os.environ)), Path("/proc/self/environ").read_bytes().decode("utf-8", "replace")


def _connects(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def _text_of(path: str) -> str | None:
    try:
        return Path(path).read_text()
    except OSError:
        return None


def _writes(path: str) -> bool:
    try:
        Path(path).write_text("changed")
    except OSError:
        return False
    return True


def _powers() -> tuple[str, int]:
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    return status["CapEff"].strip(), sum(one.name.isdigit() for one in Path("/proc").iterdir())


def _limits() -> tuple[int, bool]:
    grown = True
    with Path(os.environ["HOME"], "endless").open("wb") as file:
        try:
            file.truncate(600_000_000)
        except OSError:
            grown = False
    return resource.getrlimit(resource.RLIMIT_CORE)[0], grown


def _flood(count: int) -> int:
    children = [subprocess.Popen(["sleep", "60"], env={"NAME": "huihan-flood"}) for _ in range(count)]
    time.sleep(30)
    return len(children)


def _grow_in_a_child(size: int) -> int:
    grow = f"held = b'x' * {size}; import time; time.sleep(30)"
    return subprocess.run([sys.executable, "-c", grow], env={"NAME": "huihan-grow"}, check=False).returncode


def _leave_a_child() -> None:
    middle = "import subprocess; subprocess.Popen(['sleep', '60'], start_new_session=True)"
    subprocess.run([sys.executable, "-c", middle], env={"NAME": "huihan-left", "PATH": os.environ["PATH"]}, check=True)


def _answer_with(content: bytes) -> int:
    os.write(int(sys.argv[1]), struct.pack("!i", len(content)) + content)
    time.sleep(0.2)
    return 0


def _gone(name: str, seconds: float = 10) -> bool:
    """Whether no process bears that name in its environment, within so many seconds."""
    end = time.monotonic() + seconds
    while _named(name):
        if time.monotonic() >= end:
            return False
        time.sleep(0.05)
    return True


def _named(name: str) -> list[str]:
    found = []
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if process.name.isdigit() and f"NAME={name}".encode() in (process / "environ").read_bytes():
                found.append(process.name)
    return found


def _readers_of(pid: int) -> list[int]:
    """The processes below a service of which one is asleep in its task."""
    below, waiting = [], sandbox._children(pid)
    while waiting:
        below.append(one := waiting.pop())
        waiting += sandbox._children(one)
    serving = [one for one in below if b"workers.instance.reader" in Path(f"/proc/{one}/cmdline").read_bytes()]
    return below if serving else []
