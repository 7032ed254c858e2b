"""Cuts one line out of a page, set level: for a second reading and for a look at how it was written."""

import math

import cv2
import numpy as np

from ingest.ocr.engine import Pixels, Quad


def cut_out(pixels: Pixels, quad: Quad) -> Pixels:
    """The line alone. quad: its corners, clockwise from the upper left."""
    width, height = (max(8, round(math.dist(quad[0], quad[corner]))) for corner in (1, 3))
    level = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(quad, np.float32), level)
    cut = cv2.warpPerspective(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return cut.astype(np.uint8, copy=False)


def part_of(quad: Quad, first: float, last: float) -> Quad:
    """The part of a line between two places along it, as shares of its length."""
    (a, b), (c, d), (e, f), (g, h) = quad
    top, bottom = (c - a, d - b), (e - g, f - h)
    return (
        (a + first * top[0], b + first * top[1]),
        (a + last * top[0], b + last * top[1]),
        (g + last * bottom[0], h + last * bottom[1]),
        (g + first * bottom[0], h + first * bottom[1]),
    )
