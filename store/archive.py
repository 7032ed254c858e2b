"""Keeps originals and letters by what they are (sha256), so that nothing is stored twice or changed unseen."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from store.private import private_folder


class DamagedError(Exception):
    """A stored file is missing or no longer what its name says; restore it from a backup."""


class Archive:
    """Files under `root/ab/cd/…`, each named by the sha256 of its content; safe for several processes at once."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        """Store `data`; its sha256 in hex. When this returns the file survives a power cut. Idempotent."""
        return self.put_many((data,))[0]

    def put_many(self, items: Iterable[bytes]) -> list[str]:
        """Store several at the price of fewer flushes: all files are on their way to the disk before the first is
        waited for, and every folder is flushed once, after all its files."""
        fresh: dict[Path, Path] = {}
        touched: set[Path] = set()
        try:
            names = [self._write(data, fresh, touched) for data in items]
            for temporary in fresh.values():
                _flush(temporary)
            for target, temporary in fresh.items():
                temporary.replace(target)
        except BaseException:
            for temporary in fresh.values():
                temporary.unlink(missing_ok=True)
            raise
        for folder in sorted(touched, reverse=True):
            _flush(folder)
        return names

    def get(self, sha: str) -> bytes:
        """The bytes stored under `sha`, checked; DamagedError if they are missing or altered."""
        try:
            data = self.path(sha).read_bytes()
        except FileNotFoundError:
            raise DamagedError(f"The archive has no file {sha}: restore it from a backup") from None
        if hashlib.sha256(data).hexdigest() != sha:
            raise DamagedError(f"The archived file {sha} is altered or cut short: restore it from a backup")
        return data

    def path(self, sha: str) -> Path:
        """Where the file named `sha` stands or would stand; ValueError if `sha` is no sha256 in lower-case hex."""
        if len(sha) != 64 or not set(sha) <= set("0123456789abcdef"):
            raise ValueError(f"Not a sha256 in hex: {sha!r}")
        return self.root / sha[:2] / sha[2:4] / sha

    def exists(self, sha: str) -> bool:
        """Whether a file of that name is there; `get` says whether it is whole."""
        return self.path(sha).is_file()

    def usable(self) -> bool:
        """Whether files can be stored: in its folder, or where that is made with the first file."""
        folder = self.root if self.root.exists() else self.root.parent
        return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)

    def remove(self, sha: str) -> None:
        """Delete the file named `sha` for good (lawful erasure), durable on return; nothing happens if it is gone.

        The caller knows that nothing needs it any more.
        """
        path = self.path(sha)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _flush(path.parent)

    def _write(self, data: bytes, fresh: dict[Path, Path], touched: set[Path]) -> str:
        """Write what is not there yet beside its place. fresh: target → temporary file; touched: folders to flush."""
        sha = hashlib.sha256(data).hexdigest()
        target = self.path(sha)
        # Flushed even if the file is there already: its writer may have died before the folder was flushed.
        touched.add(target.parent)
        if target in fresh or _is_there(target, len(data)):
            return sha
        if not target.parent.is_dir():
            private_folder(target.parent)
            touched.update((target.parent.parent, self.root))
        handle, temporary = tempfile.mkstemp(prefix=".", dir=target.parent)
        fresh[target] = Path(temporary)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            # Starts the writing without waiting for it, so that the flushes of a batch share the disk's commits.
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return sha


def _is_there(target: Path, size: int) -> bool:
    """Whether the file is there already; from now on it counts as written now (store/archive_orphans.py)."""
    try:
        if target.stat().st_size != size:
            return False
        os.utime(target)
    except FileNotFoundError:
        return False
    return True


def _flush(path: Path) -> None:
    """Wait until a file's or folder's content is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
