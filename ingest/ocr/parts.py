"""Reads a line in parts, between what is no writing: the rules of a table, the boxes of a form, wide blanks."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from ingest.ocr.cutting import cut_out, part_of
from ingest.ocr.engine import Pixels, Quad, Seen, chinese_points, recognise_line

_NARROW = 0.25
"""A part narrower than this share of the line's height holds nothing."""
_BLANK = 0.75
"""A blank as wide as this, in line heights, parts a label from the value before it; behind a colon there is less."""
_COLON = re.compile(r"[:：]")
_INKED = 0.03
_HEAD, _FOOT = 0.1, 0.8
"""Where the writing of a line stands, in shares of its height; below may be the rule it is written on."""


def between(quad: Quad, point: tuple[float, float]) -> bool:
    """Whether a point lies in the upright box of a line, or just above or below it."""
    high = math.dist(quad[0], quad[3])
    across, down = [x for x, _ in quad], [y for _, y in quad]
    inside = min(down) - 0.1 * high <= point[1] <= max(down) + 0.1 * high
    return inside and min(across) <= point[0] <= max(across)


def share_of(quad: Quad, x: float) -> float:
    """How far along a line a place across the page lies, 0-1."""
    left, right = (quad[0][0] + quad[3][0]) / 2, (quad[1][0] + quad[2][0]) / 2
    return min(1.0, max(0.0, (x - left) / (right - left))) if right > left else 0.0


def cut_apart(line: Seen, gaps: Sequence[tuple[float, float]], pixels: Pixels) -> tuple[Seen, ...]:
    """The parts before, between and behind the gaps, read one by one; a part without writing has no text.

    gaps: where no writing is, from left to right: beginning and end as shares of the line.
    """
    edges = [0.0, *(edge for gap in gaps for edge in gap), 1.0]
    length, height = math.dist(line.quad[0], line.quad[1]), math.dist(line.quad[0], line.quad[3])
    found = []
    for begins, ends in zip(edges[::2], edges[1::2], strict=True):
        part = part_of(line.quad, begins, max(begins, ends))
        text, confidence = "", 0.0
        if (ends - begins) * length > _NARROW * height:
            text, confidence = recognise_line(cut_out(pixels, part))
        found.append(Seen(text=chinese_points(text), confidence=confidence, quad=part))
    return tuple(found)


def spaced(line: Seen, pixels: Pixels) -> Seen:
    """A line of several labels, each apart from the value before it: the engine leaves out blanks, however wide."""
    if len(_COLON.findall(line.text)) < 2:
        return line
    gaps = list(_blanks(cut_out(pixels, line.quad)))
    parts = [part for part in cut_apart(line, gaps, pixels) if part.text] if gaps else []
    text = ""
    for part in parts:
        text += ("" if not text or text.endswith(("：", ":")) else "  ") + part.text
    return replace(line, text=text) if _said(text) == _said(line.text) else line


def _said(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _blanks(line: Pixels) -> Iterator[tuple[float, float]]:
    """Wide blanks within a line that was cut out, as shares of its width."""
    grey = cv2.cvtColor(line, cv2.COLOR_BGR2GRAY)
    ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    height, width = ink.shape
    above_a_rule = ink[int(_HEAD * height) : int(_FOOT * height)]
    inked = np.flatnonzero(above_a_rule.mean(axis=0) > _INKED)
    for before, behind in pairwise(inked.tolist()):
        if behind - before > _BLANK * height:
            yield (before + 1) / width, (behind - 1) / width
