"""Reads a PDF page with what was filled in or typed on it, each in its place among the printed words."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypedDict, cast

from domain.reading import Problem
from domain.reading_codes import Method
from ingest.clean import clean
from ingest.ocr.sheets import Leaf, Mark, Place
from ingest.pdf_extras import OnPage, Written
from ingest.pdf_tables import text_of_page

_SIZE = 10.0
_HAIR = 0.5
_BOXES = frozenset("☑☐")


class Sign(TypedDict, total=False):
    """A character or annotation as pdfplumber has it; points from the upper left corner of the page."""

    object_type: str
    page_number: int
    text: str
    fontname: str
    upright: bool
    size: float
    x0: float
    x1: float
    top: float
    bottom: float
    doctop: float
    width: float
    height: float


def _page_filled(data: bytes, page: int, written: Sequence[Written]) -> str | None:
    """The page's text, a table row a line with its cells by tabs; None if the page cannot be laid out. page: from 1."""
    import pdfplumber  # noqa: PLC0415  # slow to import; few pages are forms

    try:
        with pdfplumber.open(io.BytesIO(data), pages=[page]) as document:
            opened = document.pages[0]
            places = [cast("Sign", annotation) for annotation in opened.annots]
            printed = [cast("Sign", char) for char in opened.chars]
            signs = [dict(_sign(one, places[one.at], printed)) for one in written]
            opened.objects.setdefault("char", []).extend(signs)
            return clean(text_of_page(opened) or opened.extract_text())
    except Exception:  # noqa: BLE001  # whatever it stumbles on, the values are appended instead
        return None


def _sign(one: Written, place: Sign, printed: Sequence[Sign]) -> Sign:
    """The words as one sign in their place, on the line of the printed words beside it."""
    box = one.text in _BOXES
    beside = [char for char in printed if char["top"] < place["bottom"] and place["top"] < char["bottom"]]
    left = [char for char in beside if char["x1"] <= place["x0"] + _SIZE]
    line = max(left, key=lambda char: char["x1"]) if left else beside[0] if beside and box else None
    top = place["top"] if line is None else line["top"]
    height = (line["bottom"] - line["top"]) if line else min(_SIZE, place["bottom"] - place["top"])
    text = one.text if left or not one.label or box else f"{one.label}：{one.text}"
    start = place["x0"]
    if box and line is not None:
        start = _before_its_words(one.label, start, [char for char in beside if abs(char["top"] - top) < height / 2])
    return {
        "object_type": "char",
        "page_number": place["page_number"],
        "text": text,
        "fontname": "",
        "size": height,
        "upright": True,
        "x0": start,
        "x1": start + (0 if box else min(place["x1"] - start, max(1, len(text)) * height)),
        "top": top,
        "bottom": top + height,
        "doctop": place["doctop"] - place["top"] + top,
        "width": height,
        "height": height,
    }


def _before_its_words(label: str, start: float, line: Sequence[Sign]) -> float:
    """Where a box is set: before the printed words that bear its name, else never within a word."""
    signs = sorted(line, key=lambda char: char["x0"])
    words = "".join(char["text"][:1] for char in signs)
    named = [signs[found.start()]["x0"] for found in re.finditer(re.escape(label), words)] if label else []
    if named:
        return min(named, key=lambda x: abs(x - start)) - _HAIR
    for before, char in pairwise(signs):
        if before["x0"] < start < char["x1"] and char["x0"] - before["x1"] < _HAIR and char["text"] > "\u3000":
            start = (
                max((one["x0"] for one in signs if one["x0"] <= start and _opens(one, signs)), default=start) - _HAIR
            )
            break
    return start


def _opens(char: Sign, line: Sequence[Sign]) -> bool:
    """Whether a sign begins a word: a blank, a colon or nothing stands before it."""
    before = [one for one in line if one["x1"] <= char["x0"] + _HAIR and one is not char]
    last = max(before, key=lambda one: one["x1"], default=None)
    return last is None or char["x0"] - last["x1"] > 1 or last["text"] in " ：:"


def with_notes(leaf: Leaf, found: OnPage, data: bytes, place: Place, *, plain: bool) -> Leaf:
    """A page with what stands on it beside its content: values in their places, comments set apart.

    plain: its lines run as usual, so that it can be laid out.
    """
    part = leaf.part
    text = _page_filled(data, place.page, found.written) if found.written and plain else None
    text = _at_the_end(part.text if text is None else text, found)
    text = "\n\n".join(filter(None, (text, "\n".join(found.comments))))
    drawn = Problem(where=place.shown, what="页上有手写笔迹、图章或没有文字的批注，没有读取", mend="请打开原件查看")
    problems = (*leaf.problems, drawn) if found.drawn and not leaf.scanned else leaf.problems
    if not text or text == part.text:
        return replace(leaf, problems=problems)
    method = part.method if part.text else Method.TEXT
    confidence = part.confidence if part.text else 1.0
    part = replace(part, text=clean(text), method=method, confidence=confidence)
    return replace(leaf, part=part, problems=problems, mark=Mark.PAGE)


def _at_the_end(text: str, found: OnPage) -> str:
    """The text with the values that are not read in it yet, a line each."""
    read = "".join(text.split())
    boxes = [one for one in found.written if one.text in _BOXES]
    laid_out = sum(map(read.count, _BOXES)) >= len(boxes)
    lines = [f"{one.text}{one.label}" for one in boxes if one.label and not laid_out]
    lines += [
        f"{one.label}：{one.text}" if one.label else one.text
        for one in found.written
        if one.text not in _BOXES and "".join(one.text.split()) not in read
    ]
    return "\n".join(filter(None, (text, *lines)))
