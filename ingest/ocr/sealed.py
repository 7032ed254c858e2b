"""Reads a second time what is in doubt: what lies under a red seal with the seal left on, and what is no number's form.

Taking a seal off can take a thin stroke with it, or leave the seal's own words where a name was; its remains, a fold or
a speck make a letter or a point of a digit.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate

import cv2
import numpy as np

from ingest.ocr.cutting import cut_out, part_of
from ingest.ocr.engine import Pixels, Quad, Seen, recognise_line
from ingest.ocr.ink import Ink
from ingest.ocr.numbers import in_form, mended
from language.folding import half_width

_NUMBER = re.compile(r"\d(?:[\d\- .年月]*\d){2,}")
_ODD = re.compile(r"(?<=\d)[OoQDàlI|↓↑>;·'’](?=[\d室元日年月])|(?<=\d-)[:：](?=\d)")
"""What cannot stand within a number: a letter, an arrow, a doubled point."""
_AROUND = 4
_UNDER = 0.03
_DISPUTED = 0.6
"""The confidence of a line whose two readings differ in a digit, or in a word under a seal."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_COVERED, _WORD = 0.1, 2
"""The share of a character that is red ink when a seal lies over it, and how many such characters make a word."""


def second_look(seen: Sequence[Seen], original: Pixels, ink: Ink) -> tuple[Seen, ...]:
    """The lines, their numbers in form, and those less sure that a second reading does not bear out.

    original: the page with its seals, turned as the lines are. ink: of the same page, knowing where red ink is.
    """
    return tuple(_in_form(_looked_at(line, original, ink)) for line in seen)


def _looked_at(line: Seen, original: Pixels, ink: Ink) -> Seen:
    if odd := _ODD.search(line.text):
        return _odd_part(line, odd.start(), original)
    covered = _covered(line, ink)
    if len(covered) < _WORD and not _number_under_seal(line, ink):
        return line
    return _again(line, original, covered)


def _in_form(line: Seen) -> Seen:
    """The line with its numbers set right, and then marked as disputed, unless they only wanted their blanks."""
    text = mended(line.text)
    if "".join(text.split()) == "".join(line.text.split()):
        return replace(line, text=text)
    return replace(line, text=text, confidence=min(line.confidence, _DISPUTED))


def _again(line: Seen, original: Pixels, covered: frozenset[int]) -> Seen:
    """The line as it is when both readings agree; of two that differ in digits the better; then marked as disputed.

    The better has its numbers in form: eleven digits, or a full date; of two that have, or have not, the surer. Which
    of two words is right their form does not tell, so the first stays.
    """
    text, confidence = recognise_line(cut_out(original, line.quad))
    if _digits(text) == _digits(line.text):
        agree = not _word_differs(line.text, text, covered)
        return line if agree else replace(line, confidence=min(line.confidence, _DISPUTED))
    other = (in_form(mended(text)), confidence) > (in_form(mended(line.text)), line.confidence)
    return replace(line, text=text if other else line.text, confidence=min(line.confidence, _DISPUTED))


def _odd_part(line: Seen, place: int, original: Pixels) -> Seen:
    """The line with what cannot be a number read once more, closer; disputed, whatever it was found to be."""
    start, end = max(0, place - _AROUND), min(len(line.text), place + _AROUND + 1)
    text, _ = recognise_line(cut_out(original, _part(line, start, end)))
    first, last = line.text[start], line.text[end - 1]
    begins, ends = text.find(first), text.rfind(last)
    found = text[begins : ends + 1] if begins >= 0 and ends > begins else ""
    whole = line.text[:start] + found + line.text[end:]
    better = len(found) == end - start and not _ODD.search(whole)
    return replace(line, text=whole if better else line.text, confidence=min(line.confidence, _DISPUTED))


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))


def _covered(line: Seen, ink: Ink) -> frozenset[int]:
    """Which Chinese characters of a line a red seal lies over."""
    if not ink.reddened(line.quad):
        return frozenset()
    places = (found.start() for found in _HAN.finditer(line.text))
    return frozenset(place for place in places if ink.reddened(_part(line, place, place + 1)) > _COVERED)


def _word_differs(text: str, other: str, covered: frozenset[int]) -> bool:
    """Whether the readings differ in a covered character; which script it is written in does not count."""
    changes = SequenceMatcher(None, half_width(text), half_width(other), autojunk=False).get_opcodes()
    return any(kind != "equal" and covered.intersection(range(start, end)) for kind, start, end, _, _ in changes)


def _number_under_seal(line: Seen, ink: Ink) -> bool:
    """Whether red ink lies where a number of three digits or more stands."""
    for number in _NUMBER.finditer(line.text):
        cell: Pixels = np.zeros(ink.red.shape, np.uint8)
        corners = np.array(_part(line, number.start(), number.end())) * ink.scale
        cv2.fillPoly(cell, [corners.astype(np.int32)], 1)
        if cell.any() and float(ink.red[cell > 0].mean()) > _UNDER:
            return True
    return False


def _part(line: Seen, start: int, end: int) -> Quad:
    """Where these characters of a line stand; an ASCII character is half as wide."""
    edges = [0.0, *accumulate(0.5 if character.isascii() else 1.0 for character in line.text)]
    first, last = edges[start] / edges[-1], edges[end] / edges[-1]
    return part_of(line.quad, first, last)
