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
