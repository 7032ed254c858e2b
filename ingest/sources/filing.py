"""Moving a taken file out of the way: nothing overwritten, nothing lost, and repeatable after a crash.

A file is known by its name, size and time of last change, which a move keeps; so a move that a crash interrupted, or
the file that a later finding is about, is found again without any record of where it went.
"""

import errno
import fcntl
import os
import shutil
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from domain.reading import Problem
from domain.visible import on_one_line

KEY_PATH_BYTES = 500
"""Longest relative path that stands in a key as it is: database indexes limit the length of a key."""
REASON = ".reason.txt"


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A file at one moment. relative: below the folder that is watched. mtime_ns: of the last change to its content."""

    relative: Path
    inode: int
    size: int
    mtime_ns: int

    @property
    def key(self) -> str:
        """The item key: printable whatever bytes the name has, and of limited length."""
        path = printable(self.relative)
        raw = os.fsencode(self.relative)
        if len(raw) > KEY_PATH_BYTES:
            path = f"{printable(Path(self.relative.name))[:100]}…{sha256(raw).hexdigest()}"
        return f"{path}:{self.inode}:{self.mtime_ns}:{self.size}"


def printable(path: Path) -> str:
    """A path as text that every database and terminal takes; bytes that are no UTF-8 are shown as `\\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace("\n", "\\n")


def snapshot(root: Path, path: Path) -> Snapshot:
    """The file as it is now, links not followed; OSError if it is gone."""
    found = path.lstat()
    return Snapshot(relative=path.relative_to(root), inode=found.st_ino, size=found.st_size, mtime_ns=found.st_mtime_ns)


def open_for_writing(descriptor: int) -> bool:
    """Whether some process still has the file open for writing, where the system tells us (Linux, our own files).

    A read lease is refused while a writer exists (fcntl(2), F_SETLEASE). It is given back at once; should a writer
    come in that instant, the notice is a signal that is ignored by default instead of SIGIO, which would end us.
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False  # No leases here (network file system, another owner): the settling time has to do.
    with suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def move(source: Path, folder: Path) -> Path:
    """Move a file into `folder` (made if missing) under its own name or the next free one; durable on return.

    Raises OSError, FileNotFoundError if the file is gone. Never overwrites. After a crash between its two steps the
    file has two names, and the next call removes the first.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for target in _names(folder, source.name):
        try:
            _link(source, target)
        except FileExistsError:
            if not _same(source, target):
                continue
        source.unlink()
        with suppress(OSError):  # the scanner's own file: the folder is closed to others all the same
            target.chmod(0o600)
        _sync(folder)
        _sync(source.parent)
        return target
    raise AssertionError("unreachable")  # pragma: no cover - the names do not end


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a key says of its file."""

    path: str
    mtime_ns: int
    size: int

    @property
    def stem(self) -> str:
        """The start of the file's name, without its ending and without the directories above it."""
        return self.path.rpartition("/")[2].rpartition(".")[0][:80] or self.path.rpartition("/")[2][:80]


def read_key(key: str) -> Known:
    """The parts of Snapshot.key; ValueError for any other text."""
    path, _, mtime_ns, size = key.rsplit(":", 3)
    return Known(path=path, mtime_ns=int(mtime_ns), size=int(size))


def find(folders: Iterable[Path], known: Known) -> Path | None:
    """Where a moved file stands now: the same size, time and start of name, in one of `folders`."""
    for folder in folders:
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_file(follow_symlinks=False):
                    continue
                found = entry.stat(follow_symlinks=False)
                same = (found.st_size, found.st_mtime_ns) == (known.size, known.mtime_ns)
                if same and printable(Path(entry.name)).startswith(known.stem):
                    return Path(entry.path)
    return None


def write_reason(path: Path, problem: Problem) -> Path:
    """Write `<name>.reason.txt` beside a file in quarantine: what is wrong and what to do; replaced as a whole."""
    text = f"{problem.what}。\n{problem.mend}。\n\n文件：{on_one_line(problem.where)}\n"
    target = path.with_name(path.name + REASON)
    draft = path.with_name(f".{path.name}{REASON}.{os.getpid()}.tmp")
    with draft.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(target)
    _sync(path.parent)
    return target


def write(folder: Path, name: str, data: bytes, *, mtime_ns: int) -> Path:
    """Write a file into `folder` under the first free name, dated so that `find` finds it; durable on return."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{sha256(data).hexdigest()}.{os.getpid()}.tmp"
    with draft.open("wb") as out:
        out.write(data)
        out.flush()
        os.utime(out.fileno(), ns=(mtime_ns, mtime_ns))
        os.fsync(out.fileno())
    for target in _names(folder, name):
        try:
            os.link(draft, target)
        except FileExistsError:
            continue
        draft.unlink()
        _sync(folder)
        return target
    raise AssertionError("unreachable")  # pragma: no cover - the names do not end


def _names(folder: Path, name: str) -> Iterator[Path]:
    """`scan.pdf`, `scan-2.pdf`, `scan-3.pdf` …, each short enough for a file system (255 bytes)."""
    yield folder / name
    stem, suffix = (folder / name).stem, (folder / name).suffix
    number = 2
    while True:
        ending = os.fsencode(f"-{number}{suffix}")
        yield folder / os.fsdecode(os.fsencode(stem)[: 240 - len(ending)] + ending)
        number += 1


def _link(source: Path, target: Path) -> None:
    """Give the file its second name; FileExistsError if that is taken."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EACCES}:
            raise
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    """Where a second name cannot be given (another file system, or one without links): a durable copy, then renamed."""
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp"[-255:])
    with source.open("rb") as original, draft.open("wb") as out:
        shutil.copyfileobj(original, out)
        out.flush()
        os.fsync(out.fileno())
    shutil.copystat(source, draft)
    draft.rename(target)


def _same(source: Path, target: Path) -> bool:
    """Whether two names are one file: by inode, or by size and time where a copy had to be made."""
    one, other = source.lstat(), target.lstat()
    if (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino):
        return True
    return one.st_dev != other.st_dev and (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.EBADF}:
            raise  # Some network file systems cannot sync a folder; others must.
    finally:
        os.close(descriptor)
