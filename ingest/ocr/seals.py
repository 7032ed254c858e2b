"""Takes red seals off a page before it is read: they lie over the signature, and hide name, phone and date from OCR."""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from ingest.ocr.engine import Pixels

_SIDE = 1000
_LEAST, _MOST = 45, 380
"""The width of a seal on a page made 1000 pixels long: 8 to 70 mm on A4."""
_SQUARE = 1.45
_SATURATED = 45
_SHARE = 0.05, 0.75
_NO_STROKE = 0.55
"""Red ink alone is lighter than this share of the paper, in the red channel."""
_GHOST_PART = 25
"""The percentile of the seal's own lightness that counts as bare paper: the ink lies unevenly."""
_PAPER_PART = 8
"""The paper's lightness is taken from so small a part of the seal's width: a shadow may lie across it."""


def without_seals(pixels: Pixels) -> Pixels:
    """The page without its red seals; black writing under them stays, red writing elsewhere too.

    In the red channel red ink is nearly as light as paper. pixels: height x width x 3, blue first.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    cleaned: Pixels = pixels
    for left, top, right, bottom in _seals(small.astype(np.uint8, copy=False)):
        if cleaned is pixels:
            cleaned = pixels.copy()
        across = slice(int(left / scale), int(right / scale) + 1)
        down = slice(int(top / scale), int(bottom / scale) + 1)
        cleaned[down, across] = _taken_off(cleaned[down, across])
    found: Pixels = cleaned
    return found


def _red(pixels: Pixels) -> Any:  # OpenCV's types leave open what a comparison of its arrays gives
    hsv = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_BGR2HSV)
    hue, saturation = hsv[:, :, 0], hsv[:, :, 1]
    return ((hue < 12) | (hue > 165)) & (saturation > _SATURATED)


def _seals(small: Pixels) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of red patches as high as wide, larger than a character and neither solid nor empty."""
    red = _red(small).astype(np.uint8)
    if red.mean() > 0.3:
        return  # a red thing photographed, or reddish light
    closed = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    for left, top, width, height, _ in stats[1:]:
        if (
            min(width, height) < _LEAST
            or max(width, height) > _MOST
            or max(width, height) > _SQUARE * min(width, height)
        ):
            continue
        share = float(red[top : top + height, left : left + width].mean())
        if _SHARE[0] < share < _SHARE[1]:
            yield max(0, left - 2), max(0, top - 2), left + width + 2, top + height + 2


def _taken_off(region: Pixels) -> Any:  # as above
    """The region by its red channel alone, every red dot lifted by as much as the seal's own ink darkens it.

    Lifting all that is half as light as paper would take thin strokes under the seal with it.
    """
    red = region[:, :, 2]
    smooth = cv2.GaussianBlur(red, (3, 3), 0)
    side = max(9, min(region.shape[:2]) // _PAPER_PART) | 1
    paper = cv2.blur(cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), (side, side))
    inked = _red(region)
    level = red / np.maximum(paper, 1).astype(np.float32)
    seal = level[inked & (level > _NO_STROKE)]
    ghost = float(np.percentile(seal, _GHOST_PART)) if seal.size else 1.0
    lifted = (np.minimum(level / ghost, 1) * paper).astype(np.uint8)
    coloured = cv2.dilate(inked.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.repeat(np.where(coloured, lifted, red)[:, :, None], 3, axis=2)
