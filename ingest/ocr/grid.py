"""Finds the ruled tables of a page and reads them cell by cell: a line of the page may run through several cells."""

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ocr.engine import Pixels, Quad, Seen
from ingest.ocr.layout import rows_of, slant_of, text_of
from ingest.ocr.parts import cut_apart

_SIDE = 1600
_DARK = 25
_LEVEL, _UPRIGHT = 2.0, 1.4
"""How long a rule is, in line heights; strokes of characters are shorter."""
_LEAST_CELLS, _MOST_CELLS = 4, 400
_BESIDE = 0.3
"""How far a rule must stand within a line to cut it, in line heights."""
_SAME = 0.6
"""How far the tops of cells of one row may differ, in line heights."""
_LABEL = 10
"""Characters of a cell whose lines are one word broken at its edge."""


@dataclass(frozen=True)
class Cell:
    """left, top, right, bottom: in pixels of the page set straight."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The cells of the tables of a page. slant: in radians, by which the page was set straight."""

    cells: tuple[Cell, ...]
    slant: float

    def straight(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page on the page set straight."""
        cos, sin = math.cos(self.slant), math.sin(self.slant)
        return x * cos + y * sin, y * cos - x * sin

    def cell_of(self, quad: Quad) -> int | None:
        """The number of the cell in which the middle of a line lies."""
        x, y = self.straight(*_middle(quad))
        return next((number for number, cell in enumerate(self.cells) if cell.holds(x, y)), None)


def grid_of(pixels: Pixels, seen: Sequence[Seen]) -> Grid | None:
    """The tables of a page, None without any. pixels: of the page as the lines lie on it."""
    if not seen:
        return None
    slant = slant_of(seen)
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    high = statistics.median(math.dist(line.quad[0], line.quad[3]) for line in seen) * scale
    ruled = _ruled(_straightened(pixels, slant, scale), high)
    count, _, stats, _ = cv2.connectedComponentsWithStats((1 - ruled).astype(np.uint8), connectivity=4)
    if count > _MOST_CELLS:
        return None
    height, width = ruled.shape
    cells = tuple(
        Cell(left / scale, top / scale, (left + wide) / scale, (top + tall) / scale)
        for left, top, wide, tall, area in stats[1:].tolist()
        if left and top and left + wide < width and top + tall < height
        if wide > high and tall > 0.8 * high and area > 0.8 * wide * tall
    )
    grid = Grid(cells=cells, slant=slant)
    filled = {number for line in seen if (number := grid.cell_of(line.quad)) is not None}
    return grid if len(filled) >= _LEAST_CELLS else None


def _straightened(pixels: Pixels, slant: float, scale: float) -> Pixels:
    """The page grey, smaller and set straight."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    cos, sin = math.cos(slant), math.sin(slant)
    level = np.array(((cos, sin, 0), (-sin, cos, 0)), np.float32)
    size = (small.shape[1], small.shape[0])
    return np.asarray(cv2.warpAffine(small, level, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _ruled(grey: Pixels, high: float) -> NDArray[np.uint8]:
    """1 where rules are, their small breaks closed."""
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, _DARK)
    thick = cv2.dilate(ink, np.ones((2, 2), np.uint8))  # a rule that is a little aslant steps by a pixel
    level = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, max(9, int(_LEVEL * high))), np.uint8))
    upright = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((max(9, int(_UPRIGHT * high)), 1), np.uint8))
    return cv2.dilate(cv2.max(level, upright), np.ones((3, 3), np.uint8)).astype(np.uint8)


def apart(seen: Sequence[Seen], grid: Grid, pixels: Pixels) -> tuple[Seen, ...]:
    """The lines, those that run through several cells read again in each."""
    found: list[Seen] = []
    for line in seen:
        gaps = list(_gaps(line, grid))
        found += [part for part in cut_apart(line, gaps, pixels) if part.text] if gaps else [line]
    return tuple(found)


def _gaps(line: Seen, grid: Grid) -> Iterator[tuple[float, float]]:
    """Where rules part a line, as shares of it."""
    _, y = grid.straight(*_middle(line.quad))
    high = math.dist(line.quad[0], line.quad[3])
    left, right = (grid.straight(*line.quad[corner])[0] for corner in (0, 1))
    level = sorted((cell for cell in grid.cells if cell.top <= y <= cell.bottom), key=lambda cell: cell.left)
    for before, behind in pairwise(level):
        if before.right - left > _BESIDE * high and right - behind.left > _BESIDE * high:
            edges = (before.right, max(before.right, behind.left))
            first, last = (min(1.0, max(0.0, (edge - left) / (right - left))) for edge in edges)
            yield first, last


def text_with_tables(seen: Sequence[Seen], grid: Grid) -> str:
    """The page's text: a row of a table a line, its cells by tabs; what stands around the tables as usual.

    seen: lines that lie in one cell each, or in none.
    """
    held: dict[int, list[Seen]] = {}
    for line in seen:
        number = grid.cell_of(line.quad)
        held.setdefault(-1 if number is None else number, []).append(line)
    rows = _rows(grid, held, statistics.median(math.dist(line.quad[0], line.quad[3]) for line in seen))
    pieces: list[str] = []
    outside = sorted(held.pop(-1, []), key=lambda line: grid.straight(*_middle(line.quad))[1])
    for top, row in rows:
        above = [line for line in outside if grid.straight(*_middle(line.quad))[1] < top]
        outside = outside[len(above) :]
        pieces += [text_of(rows_of(above))] if above else []
        pieces.append("\t".join(row))
    return "\n".join([*pieces, *([text_of(rows_of(outside))] if outside else [])])


def _rows(grid: Grid, held: dict[int, list[Seen]], high: float) -> list[tuple[float, list[str]]]:
    """Top and cells of each row that says anything. high: the height of a line."""
    rows: list[list[int]] = []
    for number in sorted(range(len(grid.cells)), key=lambda one: grid.cells[one].top):
        if rows and grid.cells[number].top - grid.cells[rows[-1][0]].top < _SAME * high:
            rows[-1].append(number)
        else:
            rows.append([number])
    made = []
    for row in rows:
        row.sort(key=lambda one: grid.cells[one].left)
        cells = [_cell_text(held.get(one, ())) for one in row]
        if any(cells):
            made.append((grid.cells[row[0]].top, cells))
    return made


def _cell_text(lines: Sequence[Seen]) -> str:
    text = text_of(rows_of(lines)) if lines else ""
    together = "".join(text.split())
    return together if len(together) <= _LABEL else text.replace("\t", " ")


def _middle(quad: Quad) -> tuple[float, float]:
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4
