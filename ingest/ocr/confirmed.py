"""Reads the lines of a page that was read a little less than surely three times more, to tell print from blur.

A clean page may be read without a fault and still less surely than `page.SURE`: an unusual typeface is enough.
Softened, sharpened and enlarged it reads the same all over; of a page with wrong characters some line reads otherwise.
Decision 076 has the figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from ingest.ocr.cutting import cut_out
from ingest.ocr.engine import Pixels, Seen, recognise_line
from language.folding import half_width

LEAST = 0.96
"""A page read less surely than this is not looked at again: it is not print, or beyond help."""
_SURE_LINE = 0.99
"""A line that was read as surely is not read again; one that reads the same each time is as sure as this."""
_FAINT = 0.9
"""A line below this is not lifted, however often it reads the same."""
_LARGER = 1.6


def confirmed(seen: Sequence[Seen], pixels: Pixels) -> tuple[Seen, ...]:
    """The lines, all of them surer if each reads the same however it is shown; as they were if one of them does not.

    pixels: of the page as the lines lie on it.
    """
    lifted = []
    for line in seen:
        if line.confidence < _SURE_LINE:
            if line.confidence < _FAINT or not _reads_the_same(line, pixels):
                return tuple(seen)
            line = replace(line, confidence=_SURE_LINE)  # noqa: PLW2901  # the line with what was found
        lifted.append(line)
    return tuple(lifted)


def _reads_the_same(line: Seen, pixels: Pixels) -> bool:
    said = _words(line.text)
    return all(_words(recognise_line(shown)[0]) == said for shown in _shown(cut_out(pixels, line.quad)))


def _shown(line: Pixels) -> Iterator[Pixels]:
    """The line softened, enlarged, and sharpened besides."""
    yield np.asarray(cv2.GaussianBlur(line, (0, 0), 0.9), np.uint8)
    larger = cv2.resize(line, None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC)
    yield np.asarray(larger, np.uint8)
    yield np.asarray(cv2.addWeighted(larger, 1.6, cv2.GaussianBlur(larger, (0, 0), 2), -0.6, 0), np.uint8)


def _words(text: str) -> str:
    """Letters and digits alone: a comma may be either kind."""
    return "".join(filter(str.isalnum, half_width(text)))
