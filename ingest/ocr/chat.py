"""Screenshots of chats: who said what, told by the bubbles; the one who took the picture speaks on the right.

A chat lies on one flat colour, each bubble has another; in WeChat one's own are green. Times stand in the middle, in a
group the others' names above their bubbles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from ingest.ocr.engine import Pixels, Seen

_PORTRAIT = 0.7
_FLAT, _FLAT_SHARE = 3, 0.3
_EVEN_WITHIN = 16
_OTHER_COLOUR = 9
_ALIKE, _UNLIKE = 8, 12
_EVEN = 0.4
"""The share of a bubble, its words left out by being few, that has its very colour."""
_GREEN = 25
_EDGE = 0.24
"""Of the width: a bubble's words begin, or end, no further from their side."""
_MIDDLE = 0.06
_LEAST = 3
_BUBBLES = 0.25
_GAP = 0.9
_ABOVE = 1.5
"""Line heights between a name and the bubble below it."""
_WRAPPED = 0.85
_BAR = 0.3
"""Of the width: the height of the bars above and below, with clock, title and keys."""


class Side(StrEnum):
    """Where a line stands. NONE: on the chat's own colour."""

    OWN = "我"
    OTHER = "对方"
    NONE = ""


@dataclass(frozen=True, kw_only=True)
class _Spoken:
    """A line of the picture with its side."""

    text: str
    side: Side
    left: float
    top: float
    right: float
    bottom: float
    fill: tuple[float, ...]

    @property
    def height(self) -> float:
        return self.bottom - self.top


def chat_text(seen: Sequence[Seen], pixels: Pixels) -> str | None:
    """What was said, a bubble a line, each with its speaker; None when the picture is no chat."""
    height, width = pixels.shape[:2]
    ground = _ground(pixels)
    if height < _PORTRAIT * width or ground is None or len(seen) < _LEAST:
        return None
    lines = sorted((_spoken(line, pixels, ground) for line in seen), key=lambda line: (line.top, line.left))
    bubbles = [line for line in lines if line.side]
    own = [line.fill for line in bubbles if line.side is Side.OWN]
    others = [line.fill for line in bubbles if line.side is Side.OTHER]
    if len(bubbles) < max(2, _BUBBLES * len(lines)) or not _coloured_by_side(own, others):
        return None
    first, last = bubbles[0].top, bubbles[-1].bottom
    return "\n".join(_told([line for line in lines if not _of_a_bar(line, first, last, (width, height))], width))


def _ground(pixels: Pixels) -> Pixels | None:
    """The colour on which all lies; None where there is none that is flat."""
    small = pixels[::7, ::7].reshape(-1, 3)
    codes = (small >> 2).astype(np.int32) @ np.array((4096, 64, 1))
    values, counts = np.unique(codes, return_counts=True)
    common = small[codes == values[counts.argmax()]]
    colour = np.median(common, axis=0)
    share = float((np.abs(small - colour).max(axis=1) <= _FLAT).mean())
    return colour.astype(np.uint8) if share > _FLAT_SHARE else None


def _spoken(line: Seen, pixels: Pixels, ground: Pixels) -> _Spoken:
    height, width = pixels.shape[:2]
    across, down = zip(*line.quad, strict=True)
    left, right = max(0.0, min(across)), min(float(width), max(across))
    top, bottom = max(0.0, min(down)), min(float(height), max(down))
    box = pixels[int(top) : int(bottom) + 1, int(left) : int(right) + 1].reshape(-1, 3)
    fill = np.median(box, axis=0) if box.size else ground
    side = Side.NONE
    even = box.size and float((np.abs(box - fill).max(axis=1) <= _EVEN_WITHIN).mean()) > _EVEN
    if even and float(np.abs(fill.astype(np.float32) - ground).max()) > _OTHER_COLOUR:
        blue, green, red = (float(value) for value in fill)
        on_the_right = width - right < left or green - max(blue, red) > _GREEN
        near = (width - right if on_the_right else left) < _EDGE * width or green - max(blue, red) > _GREEN
        side = (Side.OWN if on_the_right else Side.OTHER) if near else Side.NONE
    colour = tuple(float(value) for value in fill)
    return _Spoken(text=line.text, side=side, left=left, top=top, right=right, bottom=bottom, fill=colour)


def _coloured_by_side(own: Sequence[tuple[float, ...]], others: Sequence[tuple[float, ...]]) -> bool:
    """Whether each side has one colour, and the two differ; a chat of one's own alone is green."""
    if not own or not (_one_colour(own) and _one_colour(others)):
        return False
    blue, green, red = own[0]
    apart = max(abs(one - other) for one, other in zip(own[0], others[0], strict=True)) if others else 0.0
    return apart > _UNLIKE or green - max(blue, red) > _GREEN


def _one_colour(fills: Sequence[tuple[float, ...]]) -> bool:
    return not fills or float(np.ptp(np.array(fills), axis=0).max()) <= _ALIKE


def _of_a_bar(line: _Spoken, first: float, last: float, size: tuple[int, int]) -> bool:
    """Whether a line belongs to the bars above and below the chat; a title in the middle stays."""
    width, height = size
    if line.side or first <= line.top <= last:
        return False
    if line.top > last:
        return line.bottom > height - _BAR * width
    names_the_first = first - line.bottom < _ABOVE * line.height
    return line.bottom < _BAR * width and not _in_the_middle(line, width) and not names_the_first


def _in_the_middle(line: _Spoken, width: int) -> bool:
    return abs((line.left + line.right) / 2 - width / 2) < _MIDDLE * width


def _told(lines: Sequence[_Spoken], width: int) -> Iterator[str]:
    """Each bubble as a line; times and titles as they are; a name goes before what its bearer says."""
    speaker = ""
    bubble: list[_Spoken] = []
    for line in lines:
        if bubble and not _same_bubble(bubble[-1], line):
            yield _said(bubble, speaker)
            bubble, speaker = [], ""
        if line.side:
            bubble.append(line)
        elif line.left < _EDGE * width and not _in_the_middle(line, width):
            speaker = line.text
        else:
            yield line.text
    if bubble:
        yield _said(bubble, speaker)


def _same_bubble(above: _Spoken, below: _Spoken) -> bool:
    return above.side is below.side and below.top - above.bottom < _GAP * min(above.height, below.height)


def _said(bubble: Sequence[_Spoken], speaker: str) -> str:
    widest = max(line.right - line.left for line in bubble)
    text = bubble[0].text
    for above, below in pairwise(bubble):
        wrapped = above.right - above.left > _WRAPPED * widest
        text += ("" if wrapped else "，" if text[-1:].isalnum() else "") + below.text
    side = bubble[0].side
    return f"{speaker if speaker and side is Side.OTHER else side}：{text}"
