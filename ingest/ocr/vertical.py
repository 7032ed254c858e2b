"""Pages written in columns from right to left: told from pages that lie on their side, and turned upright to be read.

The engine reads a column as well as a line. Turned a quarter, the columns of a page are lines in their order, so that
everything made for lines holds for them: what is turned here is their corners, not the page.
"""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import cv2
import numpy as np

from ingest.ocr.cutting import cut_out
from ingest.ocr.engine import Pixels, Quad, Seen, recognise_line
from ingest.ocr.layout import Row, rows_of, text_of

_TALL = 1.5
_ASKED, _LEAST_CHARS, _MOST_CHARS = 2, 3, 16
_ALIKE = 0.5
_CELL = 48
_NEXT = 0.75, 1.4
"""Where the next character of a column begins, by the width of the column."""


def is_tall(line: Seen) -> bool:
    """Whether a stretch stands upright on the page."""
    width, height = _size(line)
    return height > _TALL * width


def is_wide(line: Seen) -> bool:
    """Whether a stretch lies across the page."""
    width, height = _size(line)
    return width > _TALL * height


def mostly_tall(seen: Sequence[Seen]) -> bool:
    """Whether most of the longer lines stand upright on the page: columns, or a page on its side."""
    return sum(map(is_tall, seen)) > sum(map(is_wide, seen))


def in_columns(seen: Sequence[Seen], pixels: Pixels) -> bool:
    """Whether the upright lines are columns of upright characters.

    Of a page on its side the engine reads as much, so a few lines are cut up and their pieces set side by side: only
    upright characters then read as before.
    """
    tall = [line for line in seen if is_tall(line) and len(line.text) >= _LEAST_CHARS]
    asked = sorted(tall, key=lambda line: len(line.text), reverse=True)[:_ASKED]
    return bool(asked) and sum(_reads_set_side_by_side(line, pixels) for line in asked) * 2 > len(asked)


def laid_down(line: Seen) -> Seen:
    """A line in a column with its corners in the order in which it is read, from its head."""
    (x0, y0), (x1, y1), *_ = line.quad
    if is_wide(line) or abs(y1 - y0) > abs(x1 - x0):
        return line
    upper_left, upper_right, lower_right, lower_left = line.quad
    return replace(line, quad=(upper_right, lower_right, lower_left, upper_left))


def rows_in_columns(seen: Sequence[Seen], width: int) -> tuple[tuple[Row, ...], ...]:
    """The page in the order in which it is read: lines above the columns, the columns from the right, lines below.

    width: of the page. The rows of columns lie as on the page turned a quarter against the clock.
    """
    columns = [line for line in seen if not is_wide(line)]
    head = min((min(y for _, y in line.quad) for line in columns), default=0.0)
    across = [line for line in seen if is_wide(line)]
    above = [line for line in across if sum(y for _, y in line.quad) / 4 < head]
    below = [line for line in across if line not in above]
    turned = [replace(line, quad=_turned(line.quad, width)) for line in map(laid_down, columns)]
    return rows_of(above), rows_of(turned), rows_of(below)


def text_in_columns(rows: Sequence[Sequence[Row]]) -> str:
    """The text of such a page."""
    above, columns, below = rows
    return "\n".join(filter(None, (text_of(above), text_of(columns, filled=True), text_of(below))))


def lines_in_columns(rows: Sequence[Sequence[Row]], width: int) -> tuple[Seen, ...]:
    """The lines of such a page in order, with their corners on the page as it lies."""
    above, columns, below = ([box.seen for row in group for box in row.boxes] for group in rows)
    return (*above, *(replace(line, quad=_turned_back(line.quad, width)) for line in columns), *below)


def _turned_back(quad: Quad, width: int) -> Quad:
    a, b, c, d = ((width - y, x) for x, y in quad)
    return a, b, c, d


def _turned(quad: Quad, width: int) -> Quad:
    a, b, c, d = ((y, width - x) for x, y in quad)
    return a, b, c, d


def _reads_set_side_by_side(line: Seen, pixels: Pixels) -> bool:
    cells = _cells(cut_out(pixels, line.quad))
    row = np.hstack([cv2.resize(cell, (_CELL, _CELL), interpolation=cv2.INTER_AREA) for cell in cells])
    text, _ = recognise_line(row.astype(np.uint8, copy=False))
    return SequenceMatcher(None, text, line.text[: len(cells)], autojunk=False).ratio() > _ALIKE


def _cells(column: Pixels) -> list[Pixels]:
    """The first characters of a column, cut where there is least ink about a character's width further down."""
    width = column.shape[1]
    ink = 255.0 - column.min(axis=2).mean(axis=1)
    cells: list[Pixels] = []
    top = 0
    while len(cells) < _MOST_CHARS and top + _NEXT[0] * width < column.shape[0]:
        first, last = top + int(_NEXT[0] * width), min(column.shape[0], top + int(_NEXT[1] * width))
        cut = first + int(np.argmin(ink[first:last])) if last > first else column.shape[0]
        cells.append(column[top:cut])
        top = cut
    return cells or [column]


def _size(line: Seen) -> tuple[float, float]:
    across, down = zip(*line.quad, strict=True)
    return max(across) - min(across), max(down) - min(down)
