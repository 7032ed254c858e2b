"""Reads once more where ink like writing was passed over: a line that a seal, a fold or a margin kept from being found.

A piece of the page is shown to the engine larger than the whole page was.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import replace

from ingest.ocr.engine import Pixels, Quad, Seen, recognise
from ingest.ocr.ink import Ink

_MOST = 4
"""Places of one page that are read again; with more of them the page is beyond help."""
_EDGE = 1.5
"""Line heights of paper around a place."""
_SURE = 0.9
_OVER = 0.3
_AS_SURE = 0.03
_EXPECTED = 0.02

Box = Sequence[float]
"""left, top, right, bottom, in pixels."""


def fill_gaps(seen: tuple[Seen, ...], pixels: Pixels, ink: Ink) -> tuple[Seen, ...]:
    """The lines with those that a closer look found besides, or read longer.

    pixels, ink: of the page as it was read.
    """
    quads = [line.quad for line in seen]
    if not ink.is_paper or not (ink.unread(quads) or ink.uncovered(quads) > _EXPECTED):
        return seen
    places = ink.gaps(quads)
    for place in places if len(places) <= _MOST else ():
        seen = _with(seen, _closer(pixels, _whole_lines(place, seen)))
    return seen


def _whole_lines(place: Box, seen: Sequence[Seen]) -> Box:
    """The place with the lines beside it, none of them cut through, and paper around: without it nothing is found."""
    edge = _EDGE * statistics.median(math.dist(line.quad[0], line.quad[3]) for line in seen)
    touched = [place, *(box for line in seen if _meet(box := _box(line.quad), _grown(place, edge)))]
    left, top = (min(box[side] for box in touched) for side in (0, 1))
    right, bottom = (max(box[side] for box in touched) for side in (2, 3))
    return _grown((left, top, right, bottom), edge)


def _grown(box: Box, edge: float) -> Box:
    left, top, right, bottom = box
    return left - edge, top - edge, right + edge, bottom + edge


def _closer(pixels: Pixels, box: Box) -> tuple[Seen, ...]:
    height, width = pixels.shape[:2]
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    piece = pixels[top : min(height, int(box[3]) + 1), left : min(width, int(box[2]) + 1)]
    return tuple(_moved(line, left, top) for line in recognise(piece) if line.confidence > _SURE)


def _moved(line: Seen, right: int, down: int) -> Seen:
    (a, b), (c, d), (e, f), (g, h) = line.quad
    corners = ((a + right, b + down), (c + right, d + down), (e + right, f + down), (g + right, h + down))
    return replace(line, quad=corners)


def _with(seen: tuple[Seen, ...], found: Sequence[Seen]) -> tuple[Seen, ...]:
    """The lines and those found; one that says more than the lines it lies on, and as surely, takes their place."""
    for line in found:
        below = [one for one in seen if _covers(line, one)]
        if not below:
            seen = (*seen, line)
        elif _says_more(line, below):
            seen = (*(one for one in seen if one not in below), line)
    return seen


def _says_more(line: Seen, below: Sequence[Seen]) -> bool:
    longer = len(line.text) > sum(len(one.text) for one in below)
    return longer and line.confidence > min(one.confidence for one in below) - _AS_SURE


def _covers(line: Seen, other: Seen) -> bool:
    """Whether the two lie on each other by a good part of the smaller."""
    one, two = _box(line.quad), _box(other.quad)
    across, down = min(one[2], two[2]) - max(one[0], two[0]), min(one[3], two[3]) - max(one[1], two[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, two))
    return across > 0 and down > 0 and across * down > _OVER * smaller


def _meet(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _box(quad: Quad) -> Box:
    across, down = zip(*quad, strict=True)
    return min(across), min(down), max(across), max(down)
