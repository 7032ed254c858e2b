"""Reads numbers under a red seal a second time with the seal left on: taking it off can take a thin stroke with it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import cv2
import numpy as np

from ingest.ocr.cutting import cut_out
from ingest.ocr.engine import Pixels, Seen, recognise_line
from ingest.ocr.ink import Ink

_NUMBER = re.compile(r"\d(?:[\d\- ]*\d){2,}")
_UNDER = 0.03
_DISPUTED = 0.6
"""The confidence of a line whose two readings differ in a digit."""


def second_look(seen: Sequence[Seen], original: Pixels, ink: Ink) -> tuple[Seen, ...]:
    """The lines, those less sure of which a number under a seal reads otherwise with the seal left on.

    original: the page with its seals, turned as the lines are. ink: of the same page, knowing where red ink is.
    """
    return tuple(_again(line, original) if _number_under_seal(line, ink) else line for line in seen)


def _again(line: Seen, original: Pixels) -> Seen:
    """The line as it is when both readings have the same digits, else the surer of the two, marked as disputed."""
    text, confidence = recognise_line(cut_out(original, line.quad))
    if _digits(text) == _digits(line.text):
        return line
    surer = text if confidence > line.confidence else line.text
    return replace(line, text=surer, confidence=min(line.confidence, _DISPUTED))


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))


def _number_under_seal(line: Seen, ink: Ink) -> bool:
    """Whether red ink lies where a number of three digits or more stands; an ASCII character is half as wide."""
    edges = [0.0, *accumulate(0.5 if character.isascii() else 1.0 for character in line.text)]
    upper_left, upper_right, lower_right, lower_left = (np.array(corner) for corner in line.quad)
    for number in _NUMBER.finditer(line.text):
        first, last = edges[number.start()] / edges[-1], edges[number.end()] / edges[-1]
        top, bottom = upper_right - upper_left, lower_right - lower_left
        corners = (
            upper_left + first * top,
            upper_left + last * top,
            lower_left + last * bottom,
            lower_left + first * bottom,
        )
        cell: Any = np.zeros(ink.red.shape, np.uint8)
        cv2.fillPoly(cell, [(np.array(corners) * ink.scale).astype(np.int32)], 1)
        if cell.any() and float(ink.red[cell > 0].mean()) > _UNDER:
            return True
    return False
