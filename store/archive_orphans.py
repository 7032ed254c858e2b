"""Files of the archive that no row names: left by a process that died between a file and its row.

They are set aside first and removed only after weeks: a database that was restored from an older backup knows less than
the archive, and must not cost an original. A file that a row names again comes back. None is touched that is younger
than a day, so that none goes that is being written or whose row is about to come.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from store import blobs
from store.archive import Archive
from store.database import Database
from store.private import private_folder

LEAST_AGE = timedelta(days=1)
KEPT_ASIDE = timedelta(days=30)
_AT_ONCE = 500
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, kw_only=True)
class Swept:
    """How many files were set aside, brought back, and removed for good."""

    aside: int = 0
    back: int = 0
    gone: int = 0


@dataclass(frozen=True, kw_only=True)
class Unnamed:
    """How many files no row names, in the archive and set aside, and their size in bytes."""

    files: int
    aside: int
    size: int


def aside_of(archive: Archive) -> Path:
    """Where files are set aside: beside the archive, where a resident's data are looked for too."""
    return archive.root.parent / "orphans"


def unnamed(session: Session, archive: Archive) -> Unnamed:
    """What a sweep would find."""
    files = list(_unnamed(session, _old(_files(archive.root), _now(archive) - LEAST_AGE.total_seconds())))
    aside = list(_files(aside_of(archive)))
    size = sum(_size(path) for path in (*files, *aside))
    return Unnamed(files=len(files), aside=len(aside), size=size)


def sweep(database: Database, archive: Archive) -> Swept:
    """Set aside what no row names, bring back what one names again, and remove what has lain aside long enough.

    Several at once are safe.
    """
    now = _now(archive)
    back = _bring_back(database, archive)
    gone = 0
    for path in list(_old(_files(aside_of(archive)), now - KEPT_ASIDE.total_seconds())):
        path.unlink(missing_ok=True)
        gone += 1
    for path in _old(_half_written(archive.root), now - LEAST_AGE.total_seconds()):
        path.unlink(missing_ok=True)
        gone += 1
    with database.reading() as session:
        found = list(_unnamed(session, _old(_files(archive.root), now - LEAST_AGE.total_seconds())))
    aside = sum(_set_aside(database, archive, path, now) for path in found)
    return Swept(aside=aside, back=back, gone=gone)


def _set_aside(database: Database, archive: Archive, path: Path, now: float) -> bool:
    """Move one file out of the archive, and back if a writer has touched it, or a row has come, meanwhile."""
    private_folder(aside_of(archive))
    target = aside_of(archive) / path.name
    try:
        path.replace(target)
        fresh = target.stat().st_mtime > now - LEAST_AGE.total_seconds()
    except OSError:
        return False  # another sweep has it, or it cannot be moved: it stays where it is
    with database.reading() as session:
        if fresh or blobs.named(session, [path.name]):
            _put_back(archive, target)
            return False
    os.utime(target)  # its weeks aside begin
    return True


def _bring_back(database: Database, archive: Archive) -> int:
    back = 0
    files = _files(aside_of(archive))
    while some := list(islice(files, _AT_ONCE)):
        with database.reading() as session:
            wanted = blobs.named(session, [path.name for path in some])
        for path in some:
            if path.name in wanted:
                _put_back(archive, path)
                back += 1
    return back


def _put_back(archive: Archive, path: Path) -> None:
    place = archive.path(path.name)
    private_folder(place.parent)
    with contextlib.suppress(FileNotFoundError):
        path.replace(place)


def _unnamed(session: Session, files: Iterator[Path]) -> Iterator[Path]:
    while some := list(islice(files, _AT_ONCE)):
        wanted = blobs.named(session, [path.name for path in some])
        yield from (path for path in some if path.name not in wanted)


def _files(root: Path) -> Iterator[Path]:
    """Every file below a folder that is named by a sha256."""
    for folder, _, names in os.walk(root):
        yield from (Path(folder, name) for name in names if len(name) == 64 and set(name) <= _HEX)


def _half_written(root: Path) -> Iterator[Path]:
    """What a writer that died left beside the place of its file."""
    for folder, _, names in os.walk(root):
        yield from (Path(folder, name) for name in names if name.startswith("."))


def _old(files: Iterator[Path], before: float) -> Iterator[Path]:
    for path in files:
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                yield path


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _now(archive: Archive) -> float:
    """By the clock of the disk that dates the files, which no virtual clock and no other machine's moves."""
    if not archive.root.is_dir():
        return 0.0
    with tempfile.TemporaryFile(dir=archive.root) as file:
        return os.fstat(file.fileno()).st_mtime
