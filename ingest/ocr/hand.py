"""Tells a page or a line written by hand from print, whatever the pen's colour: a hand does not keep to the line.

Print stands level: the middle of a character lies within 1-2 % of its height on the line through its neighbours, in
Kai as in Ming and Hei, on curled paper too; handwriting strays by 4-5 %. Few characters are not enough to tell by that;
but a short note's run into each other and vary in width, where those of print stand apart, each as wide as the next.
"""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from ingest.ocr.cutting import cut_out
from ingest.ocr.engine import Pixels, Quad, Seen

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


@dataclass(frozen=True, kw_only=True)
class Written:
    """A line as it is written. whole: middle (across, down) and height of each character that stands whole and apart,
    with the line `_HIGH` pixels high; none are looked for in a line too short to tell by.
    """

    text: str
    quad: Quad
    whole: tuple[tuple[float, float, float], ...]


def written(pixels: Pixels, seen: Sequence[Seen]) -> tuple[Written, ...]:
    """The lines of a page, each cut out once."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    return tuple(
        Written(
            text=line.text,
            quad=line.quad,
            whole=tuple(_characters(_ink(cut_out(grey, line.quad)))) if len(line.text) >= _CHARS - 1 else (),
        )
        for line in seen
    )


def by_hand(lines: Sequence[Written]) -> bool:
    """Whether most lines stray as handwriting does; False where there are too few to tell."""
    longer = (line for line in lines if len(line.text) >= _CHARS)
    strays = [stray for line in longer if (stray := _straying(line.whole)) is not None]
    return len(strays) >= _LINES and statistics.median(strays) > _STRAYS


def runs_together(line: Written) -> bool:
    """Whether hardly a character of a line stands whole and apart as those of print do; False when it has too few."""
    characters = len(_HAN.findall(line.text))
    return characters >= _CHARS - 1 and len(line.whole) < _WHOLE * characters


def _straying(found: Sequence[tuple[float, float, float]]) -> float | None:
    """How far characters stand off their neighbours' level, as a share of their height; None if too few are whole."""
    if len(found) < _CHARS - 1:
        return None
    size = statistics.median(height for _, _, height in found)
    offs = [
        abs(y - before[1] - (after[1] - before[1]) * (x - before[0]) / (after[0] - before[0]))
        for before, (x, y, _), after in zip(found, found[1:], found[2:], strict=False)
        if after[0] - before[0] < _NEAR * size
    ]
    return statistics.fmean(offs) / size if len(offs) > 1 else None


def _ink(line: Pixels) -> Any:  # OpenCV's types leave open what a threshold gives
    """The ink of a grey line made `_HIGH` pixels high: 255 where it is, else 0."""
    scale = _HIGH / line.shape[0]
    grey = cv2.resize(line, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]


def _characters(ink: Pixels) -> Iterator[tuple[float, float, float]]:
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
