"""What can be told of a page by its ink alone: blank or not, a sheet of paper or a scene, and what no line covers."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ocr.engine import Pixels, Quad

_SIDE = 1000
_DARK = 0.75
_PAPER = 0.85
_SHADED = 0.4
_COLOURED = 80
_REDDER = 22
_BLUE_SHARE = 0.12
_MARGIN = 0.04
_MIN_PIECE, _MAX_PIECE = 5, 60
_THIN = 7
_LINE = 1.8
_WORD_GAP = 0.8
_ROW = 0.4, 1.8
_ROW_FILL = 0.12
_NEAR = 0.8
_SEALED = 0.02
_BLANK = 0.0004
_SMOOTH, _FAINT, _GRAIN = 1.5, 0.05, 3.5
_FAINTLY = 0.002
_PAPER_SHARE = 0.72

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Ink:
    """A page seen small. dark: where ink is; coloured: where it has a colour; scale: small over full size.

    red: where it is redder than the paper, however pale (a seal).
    """

    dark: Mask
    coloured: Mask
    blue: Mask
    red: Mask
    shaded: Mask
    """Where the page is darker than its paper, yet paler than ink."""
    pieces: Mask
    """Ink that looks like lines of writing."""
    paper: float
    """The share of the page that is as light as the paper around it, 0-1."""
    scale: float
    faint: bool
    """Whether there is writing that only shows when the contrast is stretched."""

    def with_red_of(self, original: "Ink", turn: int) -> "Ink":
        """The ink of a page that was cleaned and turned by so many degrees clockwise, knowing where red ink lay."""
        turned = np.rot90(original.red, -turn // 90).astype(np.uint8)
        height, width = self.dark.shape
        red = cv2.resize(
            cv2.dilate(turned, np.ones((3, 3), np.uint8)), (width, height), interpolation=cv2.INTER_NEAREST
        )
        return replace(self, red=red > 0)

    def with_rings(self, rings: Sequence[tuple[float, float, float]]) -> "Ink":
        """The ink with that of round grey seals counted as red. rings: centre and radius, the page 1000 pixels long."""
        if not rings:
            return self
        red = self.red.copy()
        down, across = np.ogrid[: red.shape[0], : red.shape[1]]
        for x, y, radius in rings:
            red |= self.shaded & (np.hypot(across - x, down - y) < radius)
        return replace(self, red=red)

    @property
    def blank(self) -> bool:
        """Whether nothing is written on the page; specks, punch holes and the shadow of an edge do not count."""
        return _empty(self.pieces) and float(_inner(self.dark).mean()) < 10 * _BLANK and not self.faint

    @property
    def is_paper(self) -> bool:
        """Whether this is a sheet with writing, and no photograph of a place or thing."""
        return self.paper > _PAPER_SHARE

    def uncovered(self, quads: Sequence[Quad]) -> float:
        """The share of writing-like ink, 0-1, that lies in none of the boxes."""
        written = _inner(self.pieces & ~self.coloured & ~self.red)
        total = float(written.sum())
        if total < _BLANK * written.size:
            return 0.0
        return float(self._outside(quads).sum()) / total

    def unread(self, quads: Sequence[Quad]) -> int:
        """How many places look like words in a row, as high as the lines that were read, yet lie in none of the boxes.

        One lost line is too little of a page to tell by its share of the ink.
        """
        if not quads:
            return 0
        high = statistics.median(math.dist(quad[0], quad[3]) for quad in quads) * self.scale
        outside: Pixels = self._outside(quads).astype(np.uint8)
        rows = cv2.morphologyEx(outside, cv2.MORPH_CLOSE, np.ones((1, int(_WORD_GAP * high) | 1), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(rows, connectivity=8)
        return sum(
            width > _LINE * high
            and _ROW[0] * high < height < _ROW[1] * high
            and float(outside[top : top + height, left : left + width].mean()) > _ROW_FILL
            for left, top, width, height, _ in stats[1:]
        )

    def gaps(self, quads: Sequence[Quad]) -> tuple[tuple[int, ...], ...]:
        """Where ink like writing lies in none of the boxes: left, top, right, bottom in the page's pixels."""
        if not quads:
            return ()
        high = statistics.median(math.dist(quad[0], quad[3]) for quad in quads) * self.scale
        near = np.ones((int(_NEAR * high) | 1, int(2 * _NEAR * high) | 1), np.uint8)
        outside: Pixels = self._outside(quads).astype(np.uint8)
        patches = cv2.morphologyEx(outside, cv2.MORPH_CLOSE, near)
        _, _, stats, _ = cv2.connectedComponentsWithStats(patches, connectivity=8)
        down, across = (int(side * _MARGIN) for side in self.dark.shape)
        found = []
        for left, top, width, height, _ in stats[1:]:
            if width > high and height > _ROW[0] * high:
                x, y = left + across, top + down
                found.append(tuple(int(edge / self.scale) for edge in (x, y, x + width, y + height)))
        return tuple(found)

    def _outside(self, quads: Sequence[Quad]) -> Mask:
        """Writing-like ink in none of the boxes, without the margin of the page."""
        covered: Pixels = np.zeros(self.dark.shape, np.uint8)
        for quad in quads:
            points = np.array(quad, np.float32) * self.scale
            cv2.fillPoly(covered, [points.astype(np.int32)], 1)
        near = cv2.dilate(covered, np.ones((9, 9), np.uint8))
        outside: Mask = _inner(self.pieces & ~self.coloured & ~self.red) & (_inner(near) == 0)
        return outside

    def by_pen(self, quad: Quad) -> bool:
        """Whether the writing in a box is blue: print is black or red, a pen is mostly blue."""
        points = (np.array(quad, np.float32) * self.scale).astype(np.int32)
        left, top = np.maximum(points.min(axis=0), 0)
        right, bottom = points.max(axis=0) + 1
        dark = self.dark[top:bottom, left:right]
        return bool(dark.any()) and float(self.blue[top:bottom, left:right][dark].mean()) > _BLUE_SHARE

    def sealed(self, quad: Quad) -> bool:
        """Whether red ink lies in a box, or close by."""
        return self.reddened(quad) > _SEALED

    def reddened(self, quad: Quad) -> float:
        """The share of the upright box around these corners that is red ink, 0-1; 0 off the page."""
        points = (np.array(quad, np.float32) * self.scale).astype(np.int32)
        left, top = np.maximum(points.min(axis=0), 0)
        right, bottom = points.max(axis=0) + 1
        box = self.red[top:bottom, left:right]
        return float(box.mean()) if box.size else 0.0


def ink_of(pixels: Pixels) -> Ink:
    """The ink of a page. pixels: height x width x 3, blue first."""
    height, width = pixels.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    light = cv2.GaussianBlur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8)), (25, 25), 0)
    relative = grey.astype(np.float32) / np.maximum(light, 1)
    dark = relative < _DARK
    hsv = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)
    coloured = dark & (hsv[:, :, 1] > _COLOURED)
    blue = dark & (hsv[:, :, 0] > 95) & (hsv[:, :, 0] < 140) & (hsv[:, :, 1] > 50)
    red = ((hsv[:, :, 0] < 12) | (hsv[:, :, 0] > 165)) & (hsv[:, :, 1] > np.median(hsv[:, :, 1]) + _REDDER)
    bright = light > 0.45 * max(1.0, float(np.percentile(light, 95)))
    paper = float(((relative > _PAPER) & bright).mean())
    pieces = _pieces(dark)
    faint = _empty(pieces) and _faintly_written(grey.astype(np.uint8, copy=False))
    shaded = (relative < _PAPER) & (relative > _SHADED)
    return Ink(
        dark=dark,
        coloured=coloured,
        blue=blue,
        red=red,
        shaded=shaded,
        pieces=pieces,
        paper=paper,
        scale=scale,
        faint=faint,
    )


def _empty(pieces: Mask) -> bool:
    return float(_inner(pieces).mean()) < _BLANK


def _faintly_written(grey: Pixels) -> bool:
    """Whether lines of writing stand out of the paper's grain, however little darker than it they are."""
    smooth = cv2.GaussianBlur(grey, (0, 0), _SMOOTH).astype(np.float32)
    relative = smooth / np.maximum(cv2.blur(smooth, (41, 41)), 1)
    grain = 1.48 * float(np.median(np.abs(relative - np.median(relative))))
    return float(_inner(_pieces(relative < 1 - max(_FAINT, _GRAIN * grain))).mean()) > _FAINTLY


def _pieces(dark: Mask) -> Mask:
    """The connected pieces of the size of characters that stand in lines; no specks, rules, edges or grain of wood."""
    ink: Pixels = dark.astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height, width = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    longer = np.maximum(height, width)
    fill = stats[:, cv2.CC_STAT_AREA] / np.maximum(1, height * width)
    fits = (longer >= _MIN_PIECE) & (height <= _MAX_PIECE) & (fill > 0.12)
    fits &= (width < _THIN * height) & (height < _THIN * width)
    fits[0] = False
    pieces: Pixels = fits[labels].astype(np.uint8)
    rows = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((3, 25), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rows, connectivity=8)
    in_line = stats[:, cv2.CC_STAT_WIDTH] > _LINE * np.minimum(stats[:, cv2.CC_STAT_HEIGHT], _MAX_PIECE)
    in_line[0] = False
    kept: Mask = in_line[labels] & (pieces > 0)
    return kept


def _inner(mask: NDArray[np.generic]) -> NDArray[np.generic]:
    """Without the margin, where edges, shadows and punch holes are."""
    height, width = mask.shape
    down, across = int(height * _MARGIN), int(width * _MARGIN)
    return mask[down : height - down or None, across : width - across or None]
