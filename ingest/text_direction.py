"""Takes the text of a PDF page in the direction in which it is read: lines that lie sideways, columns from the right.

The text layer comes in the order in which the page lies; a page of sideways lines then ends with its first line.
"""

import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.columns import Piece, columns_of, text_of_columns

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_SAMPLES = 48
_LOOKED_AT = 60
_BLANK = 0x20
_LEAST = 4
_LEVEL = math.radians(10)
_APART = 0.04
"""The share of characters that lie in another direction from which they are taken apart from the rest."""
_COLUMN_STEP, _COLUMN_WAY = 0.35, (0.5, 2.6)
"""Of a character's height: how far aside and how far down the next one in a column stands."""
_MOSTLY = 0.7
_WORD, _CELL = 0.18, 1.8
"""Gaps in a line, by the height of its characters, that stand for a blank and for the next cell."""


@dataclass(frozen=True, kw_only=True)
class LayerText:
    """A page's characters in order, as the file has them. turned: degrees clockwise that set the lines upright."""

    raw: str
    turned: int = 0
    vertical: bool = False


def layer_text(page: "PdfPage") -> LayerText:
    """The text layer, read upright; the page stays turned as it was read, so that it is rendered upright too."""
    before = page.get_rotation()
    layer = page.get_textpage()
    try:
        turns = [turn for at in _sample(layer) if (turn := _turn(layer, at)) is not None]
        main, *others = [turn for turn, count in Counter(turns).most_common() if count > _APART * len(turns)] or [
            before
        ]
        if len(turns) >= _LEAST and (main or others):
            raw = "\n\n".join(_rows(_pieces(layer, turn)) for turn in (main, *others))
        elif len(turns) >= _LEAST and _vertical(_pieces(layer, main, most=_LOOKED_AT)):
            return LayerText(raw=text_of_columns(columns_of(_pieces(layer, main))), vertical=True)
        else:
            main = main if len(turns) >= _LEAST else before
            raw = "" if main != before else str(layer.get_text_range())
    finally:
        layer.close()
    if main != before:
        page.set_rotation(main)
    return LayerText(raw=raw or _plain(page), turned=(main - before) % 360)


def _plain(page: "PdfPage") -> str:
    layer = page.get_textpage()
    try:
        return str(layer.get_text_range())
    finally:
        layer.close()


def _rows(pieces: Sequence[Piece]) -> str:
    """Lines from the top, each from the left; what does not lie upright the engine puts in disorder."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.top + one.bottom):
        row = rows[-1] if rows else None
        if row and piece.top + piece.bottom - row[-1].top - row[-1].bottom < piece.char:
            row.append(piece)
        else:
            rows.append([piece])
    return "\n".join(_row_text(sorted(row, key=lambda one: one.left)) for row in rows)


def _row_text(row: Sequence[Piece]) -> str:
    text = row[0].text
    for before, piece in pairwise(row):
        gap = (piece.left - before.right) / max(before.char, piece.char)
        text += ("\t" if gap > _CELL else " " if gap > _WORD else "") + piece.text
    return text


def _sample(layer: "PdfTextPage") -> Iterator[int]:
    count = layer.count_chars()
    return iter(range(0, count, max(1, count // _SAMPLES)))


def _turn(layer: "PdfTextPage", at: int) -> int | None:
    """Degrees clockwise that set a character upright; None for what is none, and for one that slants (a watermark)."""
    from pypdfium2.raw import (  # noqa: PLC0415  # loaded by the format already
        FPDFText_GetCharAngle,
        FPDFText_GetUnicode,
        FPDFText_IsGenerated,
    )

    if FPDFText_IsGenerated(layer, at) or FPDFText_GetUnicode(layer, at) <= _BLANK:
        return None
    angle = float(FPDFText_GetCharAngle(layer, at))
    quarter = round(angle / (math.pi / 2))
    return None if abs(angle - quarter * math.pi / 2) > _LEVEL else -90 * quarter % 360


def _vertical(pieces: Sequence[Piece]) -> bool:
    """Whether most characters stand below the one before them, as in columns."""
    steps = [
        abs(after.middle - before.middle) < _COLUMN_STEP * before.char
        and _COLUMN_WAY[0] * before.char < after.top - before.top < _COLUMN_WAY[1] * before.char
        for before, after in pairwise(pieces)
    ]
    return len(steps) >= _LEAST and sum(steps) > _MOSTLY * len(steps)


def _pieces(layer: "PdfTextPage", turn: int, *, most: int | None = None) -> list[Piece]:
    """The characters that this turn sets upright, and those that slant, with their places once it is made."""
    from pypdfium2.raw import FPDFText_GetUnicode, FPDFText_IsGenerated  # noqa: PLC0415  # loaded by the format already

    cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn // 90]
    found = []
    for at in range(min(layer.count_chars(), most or sys.maxsize)):
        code = FPDFText_GetUnicode(layer, at)
        if code <= _BLANK or FPDFText_IsGenerated(layer, at) or _turn(layer, at) not in {turn, None}:
            continue
        x0, y0, x1, y1 = layer.get_charbox(at, loose=True)  # PDF counts upwards
        across = sorted((x0 * cos + y0 * sin, x1 * cos + y1 * sin))
        down = sorted((x0 * sin - y0 * cos, x1 * sin - y1 * cos))
        side = max(1.0, down[1] - down[0])
        found.append(Piece(text=chr(code), left=across[0], top=down[0], right=across[1], bottom=down[1], char=side))
    return found
