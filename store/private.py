"""Makes files and folders that no other user of the machine may open, whatever the process's umask is."""

import os
from pathlib import Path


def private_folder(path: Path) -> None:
    """Make `path` and the folders above it that are missing, 0700; what is there stays as it is. Raises OSError."""
    missing = [folder for folder in (path, *path.parents) if not folder.is_dir()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> None:
    """Make an empty file, 0600, if there is none. Raises OSError."""
    os.close(open_private(path, os.O_RDWR | os.O_CREAT))


def open_private(path: str | Path, flags: int) -> int:
    """As `os.open`, for the `opener` of `open`: what it makes is 0600."""
    return os.open(path, flags, 0o600)
