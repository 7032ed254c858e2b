"""Finds the boxes of a paper form and whether each was ticked, by their shape: read as characters they are lost.

A box is a square frame of level and upright strokes with none of either within; a tick is made of slanting ones, or
fills it. Some characters are squares too, so boxes are believed only where there are several of one size with blanks
around them.
"""

import math
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ingest.ocr.engine import Pixels, Quad, Seen
from ingest.ocr.parts import between, cut_apart, share_of

TICKED, UNTICKED = "☑", "☐"

_SIZE = 0.4, 1.15
"""The side of a box in line heights."""
_SQUARE = 0.75
_WHOLE = 0.8
"""The share of its bounding square that the inside of a frame fills."""
_STROKE = 0.8
"""How long a stroke of a frame is, in sides of the smallest box."""
_RULED = 0.02
"""The most of a box that level and upright strokes may take: a character such as 国 has more."""
_INKED = 0.05
"""The least of a ticked box that is ink."""
_EDGE = 0.12
_RULE = 1.4
"""An upright stroke so many line heights long is a rule of a table, and no part of a word."""
_ALIKE = 0.2
_BLANK = 0.6
"""How wide the paper before a box is, in its sides: between characters of a line there is less."""
_SOLID = 0.85
_FEW, _MOST = 2, 200
_SAID = re.compile("[□☐☑■]")


@dataclass(frozen=True, kw_only=True)
class Box:
    """left, top, side: in pixels. blank_before, blank_behind: whether paper lies beside it, rather than a word."""

    left: float
    top: float
    side: float
    ticked: bool
    blank_before: bool
    blank_behind: bool

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre, across and down."""
        return self.left + self.side / 2, self.top + self.side / 2

    @property
    def quad(self) -> Quad:
        """Its corners."""
        right, bottom = self.left + self.side, self.top + self.side
        return (self.left, self.top), (right, self.top), (right, bottom), (self.left, bottom)


def with_boxes(seen: Sequence[Seen], pixels: Pixels) -> tuple[Seen, ...]:
    """The lines with ☑ and ☐ where boxes stand. pixels: of the page as the lines lie on it, red ink and all."""
    if not seen:
        return ()
    boxes = tuple(boxes_of(pixels, statistics.median(math.dist(line.quad[0], line.quad[3]) for line in seen)))
    owners = {box: next((line for line in seen if between(line.quad, box.middle)), None) for box in boxes}
    boxes = tuple(
        box
        for box in boxes
        if box.blank_before
        or (box.ticked and _stands_before(box, boxes))
        or _one_of_several(box, boxes)
        or ((owner := owners[box]) is not None and _SAID.search(owner.text))
    )
    if len(boxes) < _FEW:
        return tuple(seen)
    found: list[Seen] = []
    for line in seen:
        own = [box for box in boxes if owners[box] is line]
        found.append(_parted(line, own, pixels, before=_stands_before(own[0], boxes)) if own else line)
    loose = (box for box in boxes if owners[box] is None)
    return (*found, *(Seen(text=_mark(box), confidence=1.0, quad=box.quad) for box in loose))


def _stands_before(box: Box, boxes: Sequence[Box]) -> bool:
    """Whether a box stands before its word, by the empty ones of its line, else of the page: a tick may reach far."""
    empty = [one for one in boxes if not one.ticked]
    votes = [one.blank_before for one in _level_with(box, empty) or empty]
    return 2 * sum(votes) > len(votes)


def _level_with(box: Box, boxes: Sequence[Box]) -> list[Box]:
    return [one for one in boxes if abs(one.middle[1] - box.middle[1]) < box.side]


def boxes_of(pixels: Pixels, line_height: float) -> Iterator[Box]:
    """The frames on a page that may be boxes, those of the commonest size. line_height: of its writing, in pixels."""
    least, most = (size * line_height for size in _SIZE)
    ink = _ink(pixels, line_height)
    stroke = max(5, int(_STROKE * least))
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, stroke), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((stroke, 1), np.uint8))
    both = cv2.max(level, upright)
    ruled: Pixels = cv2.morphologyEx(both, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)).astype(np.uint8)
    frames = [
        place
        for contour, parent in _contours(ruled)
        if parent >= 0 and (place := _square(contour, least, most)) is not None and _empty(ruled, place)
    ]
    frames += _filled(ink, least, most) if frames else []
    if not frames or len(frames) > _MOST:
        return
    rules = cv2.morphologyEx(upright, cv2.MORPH_OPEN, np.ones((int(_RULE * line_height), 1), np.uint8))
    words = cv2.subtract(ink, cv2.dilate(rules, np.ones((3, 5), np.uint8))).astype(np.uint8)
    usual = statistics.median(max(width, height) for _, _, width, height in frames)
    for left, top, width, height in frames:
        if abs(max(width, height) - usual) <= _ALIKE * usual:
            yield _box(ink, words, left, top, width, height)


def _ink(pixels: Pixels, line_height: float) -> Pixels:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    around = max(15, int(1.5 * line_height)) | 1
    return np.asarray(
        cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, 25), np.uint8
    )


def _contours(ruled: Pixels) -> Iterator[tuple[Pixels, int]]:
    """Every contour with the number of the one around it, -1 for none."""
    contours, tree = cv2.findContours(ruled, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is not None:
        for contour, (_, _, _, parent) in zip(contours, tree[0].tolist(), strict=True):
            yield np.asarray(contour), parent


def _square(contour: Pixels, least: float, most: float) -> tuple[int, int, int, int] | None:
    """The place of the inside of a frame (left, top, width, height), None if it is no box."""
    left, top, width, height = cv2.boundingRect(contour)
    if not (least <= max(width, height) <= most and min(width, height) >= _SQUARE * max(width, height)):
        return None
    return (left, top, width, height) if cv2.contourArea(contour) >= _WHOLE * (width - 1) * (height - 1) else None


def _filled(ink: Pixels, least: float, most: float) -> list[tuple[int, int, int, int]]:
    """The squares that are ink all over: boxes filled out."""
    found = []
    core: Pixels = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((int(least), int(least)), np.uint8)).astype(np.uint8)
    for contour, parent in _contours(core):
        place = _square(contour, least, most) if parent < 0 else None
        if place is not None and float(_inside(ink, place).mean()) > _SOLID:
            found.append(place)
    return found


def _inside(mask: Pixels, place: tuple[int, int, int, int]) -> Pixels:
    left, top, width, height = place
    across, down = int(_EDGE * width) + 1, int(_EDGE * height) + 1
    return mask[top + down : top + height - down, left + across : left + width - across]


def _empty(ruled: Pixels, place: tuple[int, int, int, int]) -> bool:
    return float(_inside(ruled, place).mean()) <= _RULED


def _box(ink: Pixels, words: Pixels, left: int, top: int, width: int, height: int) -> Box:
    wide = max(2, int(_BLANK * width))
    frame = max(2, width // 6)
    rows = slice(top, top + height)
    before = words[rows, max(0, left - frame - wide) : max(0, left - frame)]
    behind = words[rows, left + width + frame : left + width + frame + wide]
    return Box(
        left=left - frame / 2,
        top=top - frame / 2,
        side=max(width, height) + frame,
        ticked=float(_inside(ink, (left, top, width, height)).mean()) > _INKED,
        blank_before=not before.any(),
        blank_behind=not behind.any(),
    )


def _one_of_several(box: Box, boxes: Sequence[Box]) -> bool:
    """Whether it stands behind its word, as others on its line do: 是□ 否□."""
    level = _level_with(box, boxes)
    return len(level) >= _FEW and all(one.blank_behind for one in level)


def _parted(line: Seen, boxes: Sequence[Box], pixels: Pixels, *, before: bool) -> Seen:
    """The line read between its boxes, with their marks. before: a box stands before its word."""
    ordered = sorted(boxes, key=lambda box: box.left)
    gaps = [(share_of(line.quad, box.left), share_of(line.quad, box.left + box.side)) for box in ordered]
    first, *others = cut_apart(line, gaps, pixels)
    pieces = [first, *others] if any(map(str.isalnum, first.text)) else others  # the end of a tick is no word
    text = first.text if first in pieces else ""
    for box, piece in zip(ordered, others, strict=True):
        apart = before and text and not text.endswith(("：", ":"))
        text += f"{' ' if apart else ''}{_mark(box)}{'' if before or not piece.text else ' '}{piece.text}"
    weights = [len(piece.text) for piece in pieces]
    sure = sum(len(piece.text) * piece.confidence for piece in pieces) / sum(weights) if sum(weights) else 1.0
    return Seen(text=text, confidence=sure, quad=line.quad)


def _mark(box: Box) -> str:
    return TICKED if box.ticked else UNTICKED
