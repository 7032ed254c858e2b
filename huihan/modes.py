"""Which files of an instance are open to other users of the machine than they should be, and how they are closed."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_KEPT = ("data", "letters", "done", "quarantine")
"""What Huihan makes: for its own user alone."""
_SET_UP = ("huihan.toml", "rulebook", "templates")
"""What the admin edits: others may read it, but the person who may write it decides what becomes of letters."""
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600
_ROOT = 0o751  # a scanner's user may pass through to the inbox
_READABLE = 0o755
_SECRET = 0o640  # root's, read by the service's group
_MOUNTED = Path("/run/secrets")  # by a container engine, for this container alone and with modes of its own


@dataclass(frozen=True, kw_only=True)
class Wide:
    """A file or folder that is wider than it should be. mode: as it is; most: what it may have at most."""

    path: Path
    mode: int
    most: int


def too_wide(root: Path, secrets: tuple[Path, ...]) -> Iterator[Wide]:
    """Everything of the instance in `root`, and of the files in `secrets`, that is open to others.

    The inbox is the admin's to open: a scanner writes there.
    """
    yield from _judged(root, _ROOT)
    for name in _KEPT:
        yield from _below(root / name, _PRIVATE_FOLDER, _PRIVATE_FILE)
    for name in _SET_UP:
        yield from _below(root / name, _READABLE, _READABLE)
    for file in secrets:
        if not file.is_relative_to(_MOUNTED):
            yield from _judged(file, _SECRET)


def close(wide: Wide) -> bool:
    """Take from it what is too much; whether that could be done (not for another user's file)."""
    try:
        wide.path.chmod(wide.mode & wide.most)
    except OSError:
        return False
    return True


def _below(path: Path, folder: int, file: int) -> Iterator[Wide]:
    path = path.resolve()  # the data may lie on another disk
    if path.is_dir():
        yield from _judged(path, folder)
        for base, folders, files in os.walk(path):
            for name in folders:
                yield from _judged(Path(base, name), folder)
            for name in files:
                yield from _judged(Path(base, name), file)
    else:
        yield from _judged(path, file)


def _judged(path: Path, most: int) -> Iterator[Wide]:
    try:
        found = path.lstat()
    except OSError:  # it is not there, or was taken away meanwhile
        return
    mode = stat.S_IMODE(found.st_mode)
    if not stat.S_ISLNK(found.st_mode) and mode & 0o077 & ~most:
        yield Wide(path=path, mode=mode, most=most | 0o7700)
