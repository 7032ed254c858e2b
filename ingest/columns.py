"""Puts a page written in columns in order: from the right to the left, each from the top down, as Chinese was set.

Shared by pages with a text layer and by pages read by OCR; a piece is a character, or a stretch of a column.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_SAME_COLUMN = 0.6
_FAR = 1.6
"""Character heights of paper within a column that part a signature or a figure from what stands above it."""
_FULL = 1.5
_FLUSH = 0.8
_WRAPPED = 6
"""Characters of the shortest column that may go on in the next."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Text and its place: right and down grow. char: the side of one of its characters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    char: float

    @property
    def middle(self) -> float:
        """Where it stands across the page."""
        return (self.left + self.right) / 2


Column = tuple[Piece, ...]


def columns_of(pieces: Sequence[Piece]) -> tuple[Column, ...]:
    """The columns from right to left, each from the top down."""
    columns: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: -one.middle):
        column = columns[-1] if columns else None
        if column and _middle(column) - piece.middle < _SAME_COLUMN * _wider(column, piece):
            column.append(piece)
        else:
            columns.append([piece])
    return tuple(tuple(sorted(column, key=lambda one: one.top)) for column in columns)


def _middle(column: Sequence[Piece]) -> float:
    return statistics.fmean(piece.middle for piece in column)


def _wider(column: Sequence[Piece], piece: Piece) -> float:
    return max(piece.char, *(one.char for one in column))


def text_of_columns(columns: Sequence[Column]) -> str:
    """The text: a column that ran to the foot goes on in the next; others end their paragraph."""
    if not columns:
        return ""
    foot = max(piece.bottom for column in columns for piece in column)
    heads = sorted(column[0].top for column in columns)
    head = heads[len(heads) // 10]
    text = _column_text(columns[0])
    for before, column in pairwise(columns):
        char = statistics.median(piece.char for piece in before)
        full = before[-1].bottom > foot - _FULL * char and before[-1].bottom - before[0].top > _WRAPPED * char
        goes_on = full and column[0].top < head + _FLUSH * char and not _parted(before)
        text += ("" if goes_on else "\n") + _column_text(column)
    return text


def _column_text(column: Column) -> str:
    text = column[0].text
    for above, below in pairwise(column):
        text += ("\t" if below.top - above.bottom > _FAR * max(above.char, below.char) else "") + below.text
    return text


def _parted(column: Column) -> bool:
    return any(below.top - above.bottom > _FAR * above.char for above, below in pairwise(column))
