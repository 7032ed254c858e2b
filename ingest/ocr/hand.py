"""Tells a page or a line written by hand from print, whatever the pen's colour: a hand does not keep to the line.

Print stands level: the middle of a character lies within 1-2 % of its height on the line through its neighbours, in
Kai as in Ming and Hei, on curled paper too; handwriting strays by 4-5 %. Few characters are not enough to tell by that;
but a short note's run into each other and vary in width, where those of print stand apart, each as wide as the next.
"""

import re
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from ingest.ocr.cutting import cut_out
from ingest.ocr.engine import Pixels, Seen

_HIGH = 64
"""Every line is looked at so many pixels high."""
_TALL, _WIDE, _PART = 32, (26, 66), (56, 9)
_NEAR = 4.0
_STRAYS = 0.028
_LINES, _CHARS = 3, 5
_WHOLE = 0.2
"""Of a line's characters, the share that stands whole and apart: below it 52 of 100 handwritten notes, one printed line
in 700."""
_HAN = re.compile(r"[\u3400-\u9fff]")


def by_hand(pixels: Pixels, seen: Sequence[Seen]) -> bool:
    """Whether most lines stray as handwriting does; False where there are too few to tell."""
    longer = (line for line in seen if len(line.text) >= _CHARS)
    strays = [stray for line in longer if (stray := straying(cut_out(pixels, line.quad))) is not None]
    return len(strays) >= _LINES and statistics.median(strays) > _STRAYS


def runs_together(pixels: Pixels, line: Seen) -> bool:
    """Whether hardly a character of a line stands whole and apart as those of print do; False when it has too few."""
    characters = len(_HAN.findall(line.text))
    if characters < _CHARS - 1:
        return False
    return len(list(_characters(_ink(cut_out(pixels, line.quad))))) < _WHOLE * characters


def straying(line: Pixels) -> float | None:
    """How far characters stand off their neighbours' level, as a share of their height; None if too few are whole."""
    found = list(_characters(_ink(line)))
    if len(found) < _CHARS - 1:
        return None
    size = statistics.median(height for _, _, height in found)
    offs = [
        abs(y - before[1] - (after[1] - before[1]) * (x - before[0]) / (after[0] - before[0]))
        for before, (x, y, _), after in zip(found, found[1:], found[2:], strict=False)
        if after[0] - before[0] < _NEAR * size
    ]
    return statistics.fmean(offs) / size if len(offs) > 1 else None


def _ink(line: Pixels) -> Any:
    """The ink of a line made `_HIGH` pixels high: 255 where it is, else 0."""
    scale = _HIGH / line.shape[0]
    grey = cv2.resize(cv2.cvtColor(line, cv2.COLOR_BGR2GRAY), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]


def _characters(ink: Any) -> Iterator[tuple[float, float, float]]:
    """The middle (across, down) and height of every whole Chinese character; its parts side by side are joined."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (ink > 0).any(axis=0).astype(np.int8), [0]))))
    joined: list[tuple[int, int]] = []
    for left, right in list(pairwise(edges.tolist()))[::2]:
        if joined and right - joined[-1][0] <= _PART[0] and left - joined[-1][1] <= _PART[1]:
            joined[-1] = (joined[-1][0], right)
        else:
            joined.append((left, right))
    for left, right in joined:
        rows = np.flatnonzero((ink[:, left:right] > 0).any(axis=1))
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        if bottom - top > _TALL and _WIDE[0] < right - left < _WIDE[1]:
            yield (left + right) / 2, (top + bottom) / 2, float(bottom - top)
