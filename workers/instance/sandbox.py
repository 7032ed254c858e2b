"""What surrounds a process that reads what strangers sent: a clean environment, limits, and walls where there are any.

With bubblewrap (Debian's `bubblewrap`) such a process lives in namespaces of its own: no network, no capabilities, no
folder but the system's, its own code and those that are named, all read-only, and a small /tmp. Without it the clean
environment, the limits of the kernel and the watchdog remain.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from domain.environment import clean_environment
from workers.instance import identity

HOME_PREFIX = "huihan-reader-"
_TRIAL_SECONDS = 10
_ROOMS = ("domain", "language", "ingest", "rules", "letters", "store", "workers")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SYSTEM_SETTINGS = (
    *(
        "/etc/alternatives",
        "/etc/fonts",
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/libreoffice",
    ),
    *("/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/var/cache/fontconfig"),
    *("/var/lib/libreoffice", "/sys/devices/system/cpu"),
)
"""What the C library, fontconfig and LibreOffice look up; nothing in it is a secret."""
_TMP_BYTES = 1_000_000_000
_FILE_BYTES = 500_000_000
_OPEN_FILES = 1024


@dataclass(frozen=True, kw_only=True)
class Walls:
    """What a pool's processes may see beside the system and their code. shown: folders, read-only."""

    shown: tuple[Path, ...] = ()


@cache
def bubblewrap() -> str | None:
    """The program, if it is installed and this machine lets it make namespaces; found out by trying."""
    program = shutil.which("bwrap")
    if program is None:
        return None
    command = [program, *_namespaces(), "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"]
    try:
        tried = subprocess.run(  # noqa: S603 - a fixed command, no shell
            command,
            capture_output=True,
            timeout=_TRIAL_SECONDS,
            check=False,
            env=clean_environment(os.environ, "/tmp"),  # noqa: S108 - never written to
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return program if tried.returncode == 0 else None


def surrounded(command: Sequence[str], walls: Walls, program: str | None, home: str) -> list[str]:
    """`command` as it is started: within bubblewrap (`program`) if there is one. home: where it may write."""
    if program is None:
        return list(command)
    return [program, *_namespaces(), *_view(walls, home), "--", *command]


def environment(home: str) -> dict[str, str]:
    """What the process is given of the environment."""
    return clean_environment(os.environ, home)


def new_home() -> Path:
    """A private folder for a process without walls, named for its owner so that it can be removed after a crash."""
    return Path(tempfile.mkdtemp(prefix=f"{HOME_PREFIX}{identity.name().replace('/', '_')}-"))


def remove_left_over() -> None:
    """Remove what processes left whose owner is dead."""
    for folder in Path(tempfile.gettempdir()).glob(f"{HOME_PREFIX}*"):
        if identity.is_dead(folder.name.removeprefix(HOME_PREFIX).rpartition("-")[0]):
            shutil.rmtree(folder, ignore_errors=True)


def confine(memory: int) -> None:
    """Within the process, once: no core dump, no huge file, few open files, and no more data than memory allows.

    memory: resident bytes that the watchdog allows. Allocators reserve more than they use (OCR: 1.5 times, measured),
    so that the limit of the kernel is wider; it holds what grows faster than the watchdog looks.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _FILE_BYTES)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_DATA, 2 * memory + 1_000_000_000)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file that grows too large is an OSError


def allow_seconds(seconds: float) -> None:
    """Within the process: so many more seconds of processor time on each core, then the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    allowed = int(spent + seconds * (os.cpu_count() or 1)) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    least = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (least, least))


def _namespaces() -> list[str]:
    return [
        *("--unshare-user-try", "--unshare-net", "--unshare-ipc", "--unshare-pid", "--unshare-uts"),
        *("--unshare-cgroup-try", "--cap-drop", "ALL", "--die-with-parent"),
    ]


def _view(walls: Walls, home: str) -> list[str]:
    binds = [word for path in _SYSTEM for word in _system(Path(path))]
    for path in (*map(Path, _SYSTEM_SETTINGS), *_code(), *walls.shown):
        binds += ["--ro-bind-try", str(path), str(path)]
    small = ["--size", str(_TMP_BYTES), "--tmpfs", "/tmp"]  # noqa: S108 - one of its own
    return ["--proc", "/proc", "--dev", "/dev", *small, *binds, "--dir", home, "--chdir", home]


def _system(path: Path) -> list[str]:
    """/bin is a link to /usr/bin today and a folder yesterday."""
    if path.is_symlink():
        return ["--symlink", str(path.readlink()), str(path)]
    return ["--ro-bind-try", str(path), str(path)]


@cache
def _code() -> tuple[Path, ...]:
    """Where Python, its packages and ours lie; of a checkout the rooms alone, for an instance may lie beside them."""
    roots = {Path(sys.prefix), Path(sys.base_prefix), *map(Path, sysconfig.get_paths().values())}
    beside: set[Path] = set()
    for room in _ROOMS:
        spec = find_spec(room)
        folders = [Path(one) for one in (spec.submodule_search_locations or ())] if spec else []
        roots.update(folders)
        beside.update(folder.parent for folder in folders)
    roots.update(path for path in map(Path, filter(None, sys.path)) if path not in beside and path.is_dir())
    covered, own = Path("/usr"), Path("/tmp")  # noqa: S108 - what is shown as a whole, and what is the process's own
    return tuple(
        sorted(
            path
            for path in roots
            if path.exists() and covered not in (path, *path.parents) and path not in (own, *own.parents)
        )
    )


def memory_of(pid: int) -> tuple[int, int]:
    """Resident bytes of a process with all that descend from it, and how many they are; (0, 0) when it is gone."""
    total, count, waiting = 0, 0, [pid]
    while waiting:
        one = waiting.pop()
        total += _resident(one)
        count += 1
        waiting += _children(one)
    return (total, count) if total else (0, 0)


def kill_all(pid: int) -> None:
    """Kill a process, its group and all that descend from it, however they have moved themselves."""
    family, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        family.append(one)
        waiting += _children(one)
    for kill, target in ((os.killpg, pid), *((os.kill, one) for one in family)):
        try:
            kill(target, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    except OSError:
        return found
    return found
