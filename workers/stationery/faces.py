"""Which typefaces of a template this machine has: letters are printed and sent as PDF made here."""

import subprocess
from collections.abc import Collection


def absent(faces: Collection[str]) -> tuple[str, ...]:
    """Those of `faces` for which another would be printed; none where fontconfig cannot be asked."""
    here = _families()
    return tuple(face for face in faces if face.casefold() not in here) if here else ()


def _families() -> frozenset[str]:
    try:
        listed = subprocess.run(
            ["fc-list", ":", "family"],  # noqa: S607 - fontconfig from wherever it is installed
            capture_output=True,
            timeout=20,
            check=True,
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(name.strip().casefold() for line in listed.splitlines() for name in line.split(","))
