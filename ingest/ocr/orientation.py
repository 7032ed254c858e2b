"""Which way up a page is, told by tesseract's orientation detection before anything is read.

A page read on its side keeps a high confidence while its lines come in a scrambled order, so this comes first.
"""

import os
import re
import shutil
import subprocess

import cv2

from ingest.ocr.engine import Pixels

_SIDE = 1600
_SECONDS = 10
_SURE = 2.0
_ROTATE = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)
_CONFIDENCE = re.compile(r"^Orientation confidence: ([\d.]+)$", re.MULTILINE)


def turn_of(page: Pixels) -> int | None:
    """Degrees clockwise (0, 90, 180, 270) that set the page upright; None when it has too little text to tell."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        said = subprocess.run(  # noqa: S603  # a fixed command, no shell
            [program, "stdin", "stdout", "--psm", "0", "-l", "osd", "--dpi", "150"],
            input=_picture(page),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return None
    rotate, confidence = _ROTATE.search(said), _CONFIDENCE.search(said)
    if rotate is None or confidence is None or float(confidence[1]) < _SURE:
        return None
    return int(rotate[1]) % 360


def _picture(page: Pixels) -> bytes:
    """The page small and grey, as a PGM."""
    scale = min(1.0, _SIDE / max(page.shape[:2]))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else page
    return cv2.imencode(".pgm", cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))[1].tobytes()
