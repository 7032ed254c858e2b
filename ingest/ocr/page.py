"""Reads one page: set upright, its lines found and put in order, and judged whether a person must look at it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np
from PIL import Image

from domain.reading import Line
from ingest.ocr.boxes import with_boxes
from ingest.ocr.chat import chat_text
from ingest.ocr.confirmed import LEAST, confirmed
from ingest.ocr.engine import Pixels, Quad, Seen, recognise
from ingest.ocr.gaps import fill_gaps
from ingest.ocr.grid import Grid, apart, grid_of, text_with_tables
from ingest.ocr.hand import Written, by_hand, runs_together, written
from ingest.ocr.ink import Ink, ink_of
from ingest.ocr.layout import Row, ends_open, rows_of, text_of
from ingest.ocr.orientation import turn_of
from ingest.ocr.parts import spaced
from ingest.ocr.sealed import second_look
from ingest.ocr.seals import without_seals
from ingest.ocr.vertical import (
    in_columns,
    laid_down,
    lines_in_columns,
    mostly_tall,
    rows_in_columns,
    text_in_columns,
)
from language.script import to_one_script

SURE = 0.985
"""Below this, weighted by characters, a page is put before a person: it caught 30 of 30 pages with over 3 % errors."""
BELOW_SURE = 0.98
"""The most that a page is given that a person must look at for any other reason."""
_HEARD = 0.5
_MISTURNED = 0.75
"""A page that reads worse may stand on its head, whatever the detection said: such pages read with 0.48-0.60."""
_FAINT_LINE = 0.8
_SKIPPED = 0.02
_STRIP = 2.2
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


class Kind(StrEnum):
    """What a page is: writing, nothing, or a photograph of a place or thing."""

    WRITING = "writing"
    BLANK = "blank"
    SCENE = "scene"


@dataclass(frozen=True, kw_only=True)
class PageReading:
    """One page as read. rotation: degrees clockwise it was turned. doubts: why a person must look, in Chinese."""

    kind: Kind
    text: str = ""
    lines: tuple[Line, ...] = ()
    rotation: int = 0
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()
    ends_open: bool = False
    """Whether the page breaks off in the middle of a sentence."""


def read_page(page: Image.Image) -> PageReading:
    """Everything there is to know of one page. page: RGB, as it lies; about 200 dpi for A4."""
    original = _pixels(page)
    first = ink_of(original)
    if first.blank:
        return PageReading(kind=Kind.BLANK)
    cleaned, rings = without_seals(original)
    first = first.with_rings(rings)
    turn = turn_of(_telling(cleaned))
    pixels = turned(cleaned, turn or 0)
    seen = _recognise(pixels)
    columns = mostly_tall(seen) and in_columns(seen, pixels)
    if not columns and (turn is None or confidence_of(seen) < _MISTURNED):
        turn, seen = _by_reading(cleaned, turn or 0, seen)
        pixels = turned(cleaned, turn)
        columns = mostly_tall(seen) and in_columns(seen, pixels)
    turn = turn or 0
    as_it_was = cleaned is original and not turn
    ink = (first if as_it_was else ink_of(pixels)).with_red_of(first, turn)
    seen = fill_gaps(tuple(map(laid_down, seen)) if columns else seen, pixels, ink)
    seen = tuple(map(laid_down, seen)) if columns else seen
    whole = pixels if as_it_was else turned(original, turn)
    seen = second_look(seen, whole, ink)
    grid = None
    if not columns and ink.is_paper:
        grid = grid_of(pixels, seen)
        seen = with_boxes(apart(seen, grid, pixels) if grid else seen, whole)
        seen = tuple(spaced(line, pixels) for line in seen)
        seen = confirmed(seen, pixels) if LEAST <= confidence_of(seen) < SURE else seen
    return _judged(pixels, seen, ink, turn, columns=columns, grid=grid)


def _telling(page: Pixels) -> Pixels:
    """The page, or of a long strip a piece that is not shrunk beyond telling."""
    height, width = page.shape[:2]
    if max(width, height) <= _STRIP * min(width, height):
        return page
    return page[: int(1.4 * width)] if height > width else page[:, : int(1.4 * height)]


def turned(page: Pixels, degrees: int) -> Pixels:
    """The page turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.asarray(cv2.rotate(page, _TURNS[degrees]), np.uint8) if degrees else page


def _pixels(page: Image.Image) -> Pixels:
    colours = np.asarray(page if page.mode == "RGB" else page.convert("RGB"))
    return np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2BGR), np.uint8)


def _by_reading(page: Pixels, turn: int, seen: tuple[Seen, ...]) -> tuple[int, tuple[Seen, ...]]:
    """The way up of a page that the detection could not tell, or told wrongly: the one that reads best.

    turn: how it was turned when this was seen. Only what cannot be right as it lies is tried, so that an upright page
    costs nothing more.
    """
    if not seen or (not mostly_tall(seen) and confidence_of(seen) > 0.9):
        return turn, seen
    others = [(turn + by) % 360 for by in ((90, 270) if mostly_tall(seen) else (180,))]
    tries = {turn: seen} | {other: _recognise(turned(page, other)) for other in others}
    best = max(tries, key=lambda one: _worth(tries[one]))
    return best, tries[best]


def _worth(seen: Sequence[Seen]) -> float:
    return 0.0 if mostly_tall(seen) else sum(line.confidence**4 * len(line.text) for line in seen)


def _recognise(pixels: Pixels) -> tuple[Seen, ...]:
    """The lines of a page; a long strip (a screenshot) in pieces, for the engine would shrink it beyond reading."""
    height, width = pixels.shape[:2]
    if height <= _STRIP * width:
        return recognise(pixels)
    found: list[Seen] = []
    top = 0
    while top < height:
        bottom = _cut(pixels, top, int(1.4 * width))
        found += (_lower(line, top) for line in recognise(pixels[top:bottom]))
        top = bottom
    return tuple(found)


def _cut(pixels: Pixels, top: int, step: int) -> int:
    """Where to cut a strip next: between two lines, in the last third of the step."""
    height: int = pixels.shape[0]
    if top + step >= height:
        return height
    start = top + step * 2 // 3 + 1
    spread = pixels[start : top + step].astype(np.float32).std(axis=(1, 2))
    plain = np.flatnonzero(spread <= spread.min() + 1.0)
    return start + int(plain[len(plain) // 2]) + 1


def _lower(line: Seen, by: int) -> Seen:
    (a, b), (c, d), (e, f), (g, h) = line.quad
    return replace(line, quad=((a, b + by), (c, d + by), (e, f + by), (g, h + by)))


def _judged(
    pixels: Pixels, seen: tuple[Seen, ...], ink: Ink, turn: int, *, columns: bool, grid: Grid | None
) -> PageReading:
    slips = to_one_script("".join(line.text for line in seen))
    seen = tuple(replace(line, text=line.text.translate(slips)) for line in seen)
    heard = tuple(line for line in seen if line.confidence >= _HEARD)
    height, width = pixels.shape[:2]
    order = rows_in_columns(heard, width) if columns else ((), rows_of(heard), ())
    every = rows_in_columns(seen, width) if columns else ((), rows_of(seen), ())
    lines = _lines(lines_in_columns(every, width) if columns else _boxed(every[1]), (width, height))
    chat = None if columns else chat_text(heard, pixels)
    if chat is None and not ink.is_paper and not _says_enough(heard):
        return PageReading(kind=Kind.SCENE, lines=lines, rotation=turn, confidence=0.0)
    rows = order[1]
    if chat is not None:
        sure = confidence_of(seen)
        doubts = _doubts(rows, seen, sure=sure, skipped=0.0, unread=0, penned=0)
        confidence = min(sure, BELOW_SURE) if doubts else sure
    else:
        confidence, doubts = _weighed(rows, seen, ink, written(pixels, heard))
    plain = text_in_columns(order) if columns else text_of(rows)
    read = text_with_tables(heard, grid) if grid else plain
    return PageReading(
        kind=Kind.WRITING,
        text=read if chat is None else chat,
        lines=lines,
        rotation=turn,
        confidence=round(confidence, 4),
        doubts=doubts,
        ends_open=chat is None and ends_open(rows),
    )


def _says_enough(heard: Sequence[Seen]) -> bool:
    """Whether what is no paper is writing after all, such as a notice that was photographed."""
    return sum(len(line.text) for line in heard) >= 8 and confidence_of(heard) >= 0.9


def _weighed(
    rows: Sequence[Row], seen: Sequence[Seen], ink: Ink, lines: Sequence[Written]
) -> tuple[float, tuple[str, ...]]:
    """With which confidence the page was read, and why a person must look at it."""
    quads = [line.quad for line in seen] if ink.is_paper else []
    skipped, unread = (ink.uncovered(quads), ink.unread(quads)) if ink.is_paper else (0.0, 0)
    penned = sum(_penned(line, ink) for line in lines)
    sure = confidence_of(seen)
    doubts = _doubts(rows, seen, sure=sure, skipped=skipped, unread=unread, penned=penned)
    if ink.faint and rows:
        doubts = ("字迹太淡，可能没有读全", *doubts)
    if not penned and ink.is_paper and by_hand(lines):
        doubts = ("整页像是手写", *doubts)
    confidence = sure * (1 - skipped) if skipped > _SKIPPED else sure
    return min(confidence, BELOW_SURE) if doubts else confidence, doubts


def _penned(line: Written, ink: Ink) -> bool:
    """Whether a line is a note by hand: blue, or its characters run together with no seal over them."""
    if len(line.text) < 2:
        return False
    return ink.by_pen(line.quad) or (ink.is_paper and not ink.sealed(line.quad) and runs_together(line))


def _doubts(
    rows: Sequence[Row], seen: Sequence[Seen], *, sure: float, skipped: float, unread: int, penned: int
) -> tuple[str, ...]:
    if not rows:
        return ("页面有墨迹，但读不出文字（可能是手写或图像过于模糊）",)
    doubts = []
    if penned:
        doubts.append(f"有{penned}行像是手写")
    if skipped > _SKIPPED:
        doubts.append(f"页面墨迹多而读出的文字少（约{skipped:.0%}的笔迹没有读到，可能是手写或模糊）")
    elif unread:
        doubts.append(f"有{unread}处像文字的笔迹没有读到")
    if sure < SURE:
        doubts.append(f"识别把握只有{sure:.1%}，文字可能有误")
    else:
        faint = [line for line in seen if line.confidence < _FAINT_LINE and len(line.text) > 2]
        if faint:
            doubts.append(f"有{len(faint)}行看不清（可能是手写或被遮盖）")
    return tuple(doubts)


def confidence_of(lines: Sequence[Seen]) -> float:
    """The mean confidence, 0-1, weighted by characters; a line that gave few for its width counts by its width."""
    weights = [max(len(line.text), _square(line.quad)) for line in lines]
    total = sum(weights)
    return sum(weight * line.confidence for weight, line in zip(weights, lines, strict=True)) / total if total else 0.0


def _square(quad: Quad) -> float:
    """How many square characters would fill a third of a box."""
    (x0, y0), (x1, y1), _, (x3, y3) = quad
    width, height = abs(x1 - x0) + abs(y1 - y0), abs(x3 - x0) + abs(y3 - y0)
    return width / max(1.0, height) / 3


def _boxed(rows: Sequence[Row]) -> tuple[Seen, ...]:
    return tuple(box.seen for row in rows for box in row.boxes)


def _lines(seen: Sequence[Seen], size: tuple[int, int]) -> tuple[Line, ...]:
    width, height = size
    made = []
    for line in seen:
        across = [min(max(x / width, 0.0), 1.0) for x, _ in line.quad]
        down = [min(max(y / height, 0.0), 1.0) for _, y in line.quad]
        place = (round(min(across), 4), round(min(down), 4), round(max(across), 4), round(max(down), 4))
        made.append(Line(text=line.text, confidence=round(line.confidence, 4), box=place))
    return tuple(made)
