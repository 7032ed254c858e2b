"""Takes the text of a PDF page in the direction in which it is read: lines that lie sideways, columns from the right.

The text layer comes in the order in which the page lies; a page of sideways lines then ends with its first line.
"""

import math
import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_SAMPLES = 48
_LOOKED_AT = 60
_BLANK = 0x20
_LEAST = 4
_LEVEL = math.radians(10)
_APART = 0.04
"""The share of characters that lie in another direction from which they are taken apart from the rest."""
_DOWN = (0, -1)
_ASIDE, _ONWARD = 0.5, (0.5, 2.6)
"""Of a character's width: how far aside and how far on the next one in a column stands."""
_MOSTLY = 0.7
_WORD, _CELL = 0.18, 1.8
"""Gaps wider than is usual in a line, by its characters, that stand for a blank and for the next cell."""
_INDENT = 0.8


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A character and its place as it is read: right and down grow. char: its height."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    char: float


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
        elif len(turns) >= _LEAST and _in_columns(_pieces(layer, main, axes=_DOWN, most=_LOOKED_AT)):
            return LayerText(raw=_rows(_pieces(layer, main, axes=_DOWN)), vertical=True)
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
    edge = min((piece.left for piece in pieces), default=0.0)
    return "\n".join(_row_text(sorted(row, key=lambda one: one.left), edge) for row in rows)


def _row_text(row: Sequence[Piece], edge: float) -> str:
    """The line, its cells by tabs; set in, it begins with blanks, so that it goes on with nothing above."""
    text = ("\u3000\u3000" if row[0].left - edge > _INDENT * row[0].char else "") + row[0].text
    gaps = [(piece.left - before.right) / max(before.char, piece.char) for before, piece in pairwise(row)]
    usual = max(0.0, statistics.median(gaps)) if gaps else 0.0
    for gap, piece in zip(gaps, row[1:], strict=True):
        text += ("\t" if gap - usual > _CELL else " " if gap - usual > _WORD else "") + piece.text
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


def _in_columns(pieces: Sequence[Piece]) -> bool:
    """Whether most characters follow the one before them downwards. pieces: with `_DOWN` as the way of reading."""
    steps = [
        abs(after.top - before.top) < _ASIDE * before.char
        and _ONWARD[0] * before.char < after.left - before.left < _ONWARD[1] * before.char
        for before, after in pairwise(pieces)
    ]
    return len(steps) >= _LEAST and sum(steps) > _MOSTLY * len(steps)


def _pieces(
    layer: "PdfTextPage", turn: int, *, axes: tuple[int, int] | None = None, most: int = sys.maxsize
) -> list[Piece]:
    """The characters that this turn sets upright, and those that slant, as they are read.

    axes: across and up, the way in which a line runs; by itself the way in which upright characters follow each other.
    """
    from pypdfium2.raw import FPDFText_GetUnicode, FPDFText_IsGenerated  # noqa: PLC0415  # loaded by the format already

    cos, sin = axes or ((1, 0), (0, 1), (-1, 0), (0, -1))[turn // 90]
    found = []
    for at in range(min(layer.count_chars(), most)):
        code = FPDFText_GetUnicode(layer, at)
        if code <= _BLANK or FPDFText_IsGenerated(layer, at) or _turn(layer, at) not in {turn, None}:
            continue
        x0, y0, x1, y1 = layer.get_charbox(at, loose=True)  # PDF counts upwards
        across = sorted((x0 * cos + y0 * sin, x1 * cos + y1 * sin))
        down = sorted((x0 * sin - y0 * cos, x1 * sin - y1 * cos))
        side = max(1.0, down[1] - down[0])
        found.append(Piece(text=chr(code), left=across[0], top=down[0], right=across[1], bottom=down[1], char=side))
    return found
