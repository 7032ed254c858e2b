"""Takes red seals off a page before it is read: they lie over the signature, and hide name, phone and date from OCR."""

import math
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from ingest.ocr.engine import Pixels

Ring = tuple[float, float, float]
"""A round seal: its centre across and down, and its radius, on a page 1000 pixels long."""

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
_COLOURLESS = 40
_ASKED, _RING, _AROUND = 60, 0.7, 0.25
_DRAWN = 0.85
_LINE = 0.04
_AS_DARK = 0.4
_STEEPER = 1.4
_PAPER_PART = 8
"""The paper's lightness is taken from so small a part of the seal's width: a shadow may lie across it."""


def without_seals(pixels: Pixels) -> tuple[Pixels, tuple[Ring, ...]]:
    """The page without its red seals, and without round ones that a grey scan shows paler than the writing.

    Black writing under them stays, red writing elsewhere too. In the red channel red ink is nearly as light as paper.
    pixels: height x width x 3, blue first. With it the grey ones that were taken off.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    cleaned: Pixels = pixels
    for left, top, right, bottom in _seals(small):
        cleaned = pixels.copy() if cleaned is pixels else cleaned
        across = slice(int(left / scale), int(right / scale) + 1)
        down = slice(int(top / scale), int(bottom / scale) + 1)
        cleaned[down, across] = _taken_off(cleaned[down, across])
    taken: list[Ring] = []
    for ring in grey_rings(small) if cleaned is pixels else ():
        lifted = _paled(cleaned, *(value / scale for value in ring))
        if lifted is not None:
            cleaned = lifted
            taken.append(ring)
    return cleaned, tuple(taken)


def grey_rings(small: Pixels) -> tuple[Ring, ...]:
    """Each circle of a seal's size on a page without colour. small: 1000 pixels long."""
    if float(np.percentile(cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[:, :, 1], 99)) > _COLOURLESS:
        return ()
    grey = cv2.resize(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    found = cv2.HoughCircles(grey, cv2.HOUGH_GRADIENT, 1, 20, param1=90, param2=32, minRadius=22, maxRadius=58)
    circles = [] if found is None else found[0][:_ASKED]
    rings: list[Ring] = []
    for x, y, radius in ((float(x), float(y), float(r)) for x, y, r in circles):
        if _is_ring(grey, x, y, radius) and all(math.hypot(2 * x - a, 2 * y - b) > c for a, b, c in rings):
            rings.append((2 * x, 2 * y, 2 * radius))
    return tuple(rings)


def _is_ring(grey: Any, x: float, y: float, radius: float) -> bool:  # as below
    """Whether a circle's line is drawn and the paper close outside of it is not, as it is where writing lies so."""
    return _ring_share(grey, x, y, radius) > _RING and _ring_share(grey, x, y, 1.15 * radius) < _AROUND


def _ring_share(grey: Any, x: float, y: float, radius: float) -> float:  # as below
    """The share of a circle's line that is drawn, 0-1."""
    angles = np.linspace(0, 2 * math.pi, 180, endpoint=False)
    drawn = np.zeros(angles.shape, np.bool_)
    paper = np.percentile(grey, 60)
    for aside in (-1, 0, 1):
        across = np.clip(np.round(x + (radius + aside) * np.cos(angles)).astype(int), 0, grey.shape[1] - 1)
        down = np.clip(np.round(y + (radius + aside) * np.sin(angles)).astype(int), 0, grey.shape[0] - 1)
        drawn |= grey[down, across] < _DRAWN * paper
    return float(drawn.mean())


def _paled(pixels: Pixels, x: float, y: float, radius: float) -> Pixels | None:
    """The page with all within a circle lifted by as much as its line is darker than paper; None if dark as ink."""
    height, width = pixels.shape[:2]
    reach = 1.08 * radius
    top, bottom = max(0, int(y - reach)), min(height, int(y + reach) + 1)
    left, right = max(0, int(x - reach)), min(width, int(x + reach) + 1)
    region = pixels[top:bottom, left:right, 1]
    down, across = np.ogrid[top:bottom, left:right]
    away = np.hypot(across - x, down - y)
    side = max(9, min(region.shape) // _PAPER_PART) | 1
    paper = cv2.blur(cv2.morphologyEx(region, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), (side, side))
    level = region / np.maximum(paper, 1).astype(np.float32)
    line = level[(abs(away - radius) < _LINE * radius) & (level < _DRAWN)]
    ghost = float(np.percentile(line, _GHOST_PART)) if line.size else 0.0
    if ghost < _AS_DARK:
        return None
    lifted = (np.minimum(level / ghost, 1) ** _STEEPER * paper).astype(np.uint8)
    cleaned = pixels.copy()
    cleaned[top:bottom, left:right] = np.where(away < reach, lifted, region)[:, :, None]
    return cleaned


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
