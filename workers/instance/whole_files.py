"""Writes a file beside its place and moves it there: a reader finds the one before or the new one, never a half."""

from pathlib import Path

from workers.instance.services import Services


def write_whole(services: Services, path: Path, data: bytes) -> None:
    """`data` at `path`, in place of what was there; folders are made. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{services.worker.replace(':', '-')}")
    temporary.write_bytes(data)
    temporary.replace(path)
