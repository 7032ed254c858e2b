"""Puts the lines of a page in reading order and joins them to paragraphs, so that a letter reads as it was written."""

import math
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.ocr.engine import Seen

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—·]")
_ITEM = re.compile(
    r"^(?:\d{4}[年.\-]\d{1,2}[月.\-]\d{1,2}日?$|[\u3400-\u9fff]{2,5}[:：]|"
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]\d{1,2}[)）]|\d{1,2}(?:[、．)）]|\.(?!\d))|[①-⑳●•■◆])"
)
_HAN_END = re.compile(r"[\u3400-\u9fff，、]$")
_RAGGED = 7.0
"""Characters that a line may fall short of the edge when it ends within a sentence: a number goes to the next whole."""
_FULL = 2.2
_WRAPPED = 12
"""Characters of the shortest line that is wrapped; what is narrower is a list or a signature."""
_LONGEST = 20
"""Characters that no line has which is the only long one and ends by itself."""
_SAME_ROW = 0.5
_CELL_GAP = 1.5
_WORD_GAP = 0.3
_LONG = 4.0
"""A line so many times wider than high tells the slant of the page."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A line straightened. left, right, middle, height: pixels on the page set straight."""

    seen: Seen
    left: float
    right: float
    middle: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Row:
    """What stands on one line of the page, from left to right."""

    boxes: tuple[Box, ...]

    @property
    def left(self) -> float:
        """The left edge."""
        return self.boxes[0].left

    @property
    def right(self) -> float:
        """The right edge."""
        return self.boxes[-1].right

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return statistics.fmean(box.middle for box in self.boxes)

    @property
    def height(self) -> float:
        """The height of its writing."""
        return statistics.median(box.height for box in self.boxes)


@dataclass(frozen=True, kw_only=True)
class Block:
    """The measures of the page's running text, in pixels. char: the width of a Chinese character.

    ragged: characters that a line which goes on may fall short of the edge.
    """

    left: float
    right: float
    char: float
    pitch: float
    ragged: float


def slant_of(lines: Sequence[Seen]) -> float:
    """The slant of the lines in radians, clockwise; 0 when nothing is long enough to tell."""
    slants = []
    for line in lines:
        (x0, y0), (x1, y1), _, (x3, y3) = line.quad
        width, height = math.hypot(x1 - x0, y1 - y0), math.hypot(x3 - x0, y3 - y0)
        if width > _LONG * max(1.0, height):
            slants.append(math.atan2(y1 - y0, x1 - x0))
    return statistics.median(slants) if slants else 0.0


def rows_of(lines: Sequence[Seen]) -> tuple[Row, ...]:
    """The rows of the page from top to bottom, however the page is slanted."""
    slant = slant_of(lines)
    rows: list[list[Box]] = []
    for box in sorted((_straight(line, slant) for line in lines), key=lambda one: one.middle):
        row = next((row for row in reversed(rows[-4:]) if _stands_on(box, row)), None)
        if row is None:
            rows.append([box])
        else:
            row.append(box)
    made = (Row(boxes=tuple(sorted(row, key=lambda one: one.left))) for row in rows)
    return tuple(sorted(made, key=lambda row: row.middle))


def _straight(line: Seen, slant: float) -> Box:
    cos, sin = math.cos(slant), math.sin(slant)
    across = [x * cos + y * sin for x, y in line.quad]
    down = [y * cos - x * sin for x, y in line.quad]
    top, bottom = (down[0] + down[1]) / 2, (down[2] + down[3]) / 2
    return Box(
        seen=line,
        left=min(across),
        right=max(across),
        middle=(top + bottom) / 2,
        height=max(1.0, bottom - top),
    )


def _stands_on(box: Box, row: Sequence[Box]) -> bool:
    """Whether a box belongs to the row: level with its nearest neighbour, and beside it."""
    near = min(row, key=lambda one: max(one.left - box.right, box.left - one.right))
    level = abs(near.middle - box.middle) < _SAME_ROW * min(near.height, box.height)
    overlap = min(near.right, box.right) - max(near.left, box.left)
    return level and overlap < 0.5 * min(near.right - near.left, box.right - box.left)


def text_of(rows: Sequence[Row], *, filled: bool = False) -> str:
    """The page's text: a broken line joined to its paragraph, the cells of a row parted by tabs.

    filled: every line that goes on is filled to the edge, as columns are.
    """
    if not rows:
        return ""
    block = _block(rows)
    if filled:
        full = [row for row in rows if _short(row, block) < _FULL]
        wrapped = len(full) > 1 or any(row.right - row.left > _LONGEST * block.char for row in full)
        block = replace(block, ragged=0.0, right=block.right if wrapped else math.inf)
    text = _row_text(rows[0], block)
    for above, below in pairwise(rows):
        words = _row_text(below, block)
        text += (_joint(text, words) if _goes_on(above, below, block) else "\n") + words
    return text


def ends_open(rows: Sequence[Row]) -> bool:
    """Whether the page ends in the middle of a sentence that ran to the edge, so that the next page goes on with it."""
    if len(rows) < 2:
        return False
    block, last = _block(rows), rows[-1]
    full = last.right > block.right - 2 * block.char and last.left < block.left + 3 * block.char
    return full and last.boxes[-1].seen.text[-1:] not in "。！？.!?；;：:）)”』」"


def _block(rows: Sequence[Row]) -> Block:
    lines = [row for row in rows if len(row.boxes) == 1]
    widest = max((row.right - row.left for row in lines), default=0.0)
    running = [row for row in lines if row.right - row.left > 0.6 * widest] or list(rows)
    lefts = sorted(row.left for row in running)
    rights = sorted(row.right for row in running)
    widths = [
        (box.right - box.left) / units for row in rows for box in row.boxes if (units := _units(box.seen.text)) >= 2
    ]
    steps = [below.middle - above.middle for above, below in pairwise(rows)]
    height = statistics.median(row.height for row in rows)
    close = [step for step in steps if step < 3 * height]
    edge = rights[-1 - len(rights) // 10]
    char = statistics.median(widths) if widths else height
    return Block(
        left=lefts[len(lefts) // 10],
        right=edge,
        char=char,
        pitch=statistics.median(close) if close else 2 * height,
        ragged=min(_RAGGED, (edge - lefts[len(lefts) // 10]) / char / 4),
    )


def _units(text: str) -> float:
    """The width of a text in Chinese characters."""
    return sum(1.0 if _HAN.match(char) else 0.5 for char in text)


def _row_text(row: Row, block: Block) -> str:
    text = row.boxes[0].seen.text
    for before, box in pairwise(row.boxes):
        gap = (box.left - before.right) / block.char
        if gap > _CELL_GAP:
            text += "\t" + box.seen.text
        else:
            text += (" " if gap > _WORD_GAP and _apart(text, box.seen.text) else "") + box.seen.text
    return text


def _apart(before: str, after: str) -> bool:
    """Whether two stretches of one row would run into one word or number."""
    return (before[-1:] + after[:1]).isdigit() or bool(_joint(before, after))


def _goes_on(above: Row, below: Row, block: Block) -> bool:
    """Whether a line was only broken at the edge: it is full, and the next one is not set in, set off or an item."""
    if _gaps(above, block) or _gaps(below, block):
        return False
    short = _short(above, block)
    full = short < _FULL or (short < block.ragged and _HAN_END.search(above.boxes[-1].seen.text) is not None)
    full = full and above.right - above.left > _WRAPPED * block.char
    flush = below.left < block.left + block.char
    close = below.middle - above.middle < 1.4 * block.pitch
    alike = 0.7 < above.height / below.height < 1.4
    return full and flush and close and alike and not _ITEM.match(below.boxes[0].seen.text)


def _short(row: Row, block: Block) -> float:
    """Characters by which a line falls short of the edge."""
    return (block.right - row.right) / block.char


def _gaps(row: Row, block: Block) -> bool:
    return any(after.left - before.right > _CELL_GAP * block.char for before, after in pairwise(row.boxes))


def _joint(before: str, after: str) -> str:
    """A space between two Latin words, nothing where Chinese or a number goes on."""
    one, two = before[-1:], after[:1]
    return " " if one.isascii() and two.isascii() and (one.isalpha() or two.isalpha()) else ""
