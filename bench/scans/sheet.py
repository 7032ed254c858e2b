"""Sets a letter on A4 sheets as an office printer does, and knows line by line what stands where."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from scans import ink
from scans.ink import Mask
from scans.letter import Letter
from scans.typefaces import BOLD, Typeface, pen_face

DPI = 300
WIDTH, HEIGHT = 2480, 3508
"""A4 at 300 dots an inch."""
_CLOSING = frozenset("，。、；：？！”’）》」』%,.;:?!)")
_OPENING = frozenset("“‘（《「『(")


def pixels(points: float) -> float:
    """Points (1/72 inch) in dots of the sheet."""
    return points * DPI / 72


class Hand(StrEnum):
    """What of a letter was written with a pen."""

    NOTHING = "nothing"
    NOTES = "notes"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Style:
    """How one letter looks. size: of the body in points; leading: line height to size; margin: in dots."""

    face: Typeface
    size: float
    leading: float
    margin: float
    ruled: bool
    seal: bool
    hand: Hand


@dataclass(kw_only=True)
class Sheet:
    """One page in the making: a mask for each ink, the printed lines in reading order, and what else stands there."""

    black: Image.Image = field(default_factory=lambda: Image.new("L", (WIDTH, HEIGHT)))
    red: Image.Image = field(default_factory=lambda: Image.new("L", (WIDTH, HEIGHT)))
    blue: Image.Image = field(default_factory=lambda: Image.new("L", (WIDTH, HEIGHT)))
    lines: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def choose_style(chooser: Random, face: Typeface, hand: Hand) -> Style:
    """The look of one letter; sizes as people choose them (小四, 四号, 小三)."""
    return Style(
        face=face,
        size=16.0 if hand is Hand.ALL else chooser.choice((12.0, 12.0, 14.0, 14.0, 15.0)),
        leading=chooser.uniform(1.4, 1.85),
        margin=chooser.uniform(22, 32) / 25.4 * DPI,
        ruled=hand is Hand.ALL or chooser.random() < 0.25,
        seal=chooser.random() < 0.55,
        hand=hand,
    )


def typeset(letter: Letter, style: Style, chooser: Random) -> tuple[Sheet, ...]:
    """The sheets of a letter, in order."""
    setter = _Typesetter(letter, style, chooser)
    setter.set()
    return tuple(setter.sheets)


class _Typesetter:
    """Walks down the page."""

    def __init__(self, letter: Letter, style: Style, chooser: Random) -> None:
        self.letter, self.style, self.chooser = letter, style, chooser
        self.size = pixels(style.size)
        self.left, self.right = style.margin, WIDTH - style.margin
        self.step = self.size * style.leading
        self.sheets: list[Sheet] = []
        self._turn()

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def set(self) -> None:
        if self.letter.head:
            self._head(self.letter.head)
        self._centred(self.letter.title, self.size * 1.4)
        self._paragraph(self.letter.greeting, indent=0)
        first, *rest = self.letter.paragraphs
        self._paragraph(first, indent=2)
        for number, text in enumerate(rest):
            if number == 2 and self.letter.table:
                self._table()
            self._paragraph(text, indent=2)
        self._signature()
        if self.style.hand is Hand.NOTES:
            self._notes()

    def _turn(self) -> None:
        self.sheets.append(Sheet())
        self.y = self.style.margin + self.chooser.uniform(-20, 60)
        if self.style.ruled:
            self._rules()

    def _rules(self) -> None:
        """Letter paper with red rules; the lines of print stand on them."""
        draw = ImageDraw.Draw(self.sheet.red)
        y = self.y + self.step * 1.18
        while y < HEIGHT - self.style.margin * 0.8:
            draw.line((self.left, y, self.right, y), fill=120, width=2)
            y += self.step

    def _room(self, height: float) -> None:
        """Begin a new page if so much does not fit on this one."""
        if self.y + height > HEIGHT - self.style.margin:
            self._turn()

    def _head(self, text: str) -> None:
        """A letterhead in red with a double rule below, as committees have it."""
        size = min(pixels(26), (self.right - self.left) / len(text) * 0.92)
        face = BOLD if BOLD.has(frozenset(text)) else self.style.face
        wide = (self.right - self.left) * 0.9
        step = wide / len(text)
        start = WIDTH / 2 - wide / 2
        for number, character in enumerate(text):
            self._glyph(
                self.sheet.red, character, start + step * (number + 0.5), self.y + size, face, size, anchor="ms"
            )
        draw = ImageDraw.Draw(self.sheet.red)
        y = self.y + size * 1.5
        draw.line((self.left, y, self.right, y), fill=255, width=9)
        draw.line((self.left, y + 16, self.right, y + 16), fill=255, width=3)
        self.sheet.lines.append(text)
        rows = 3 if self.style.ruled else 0
        self.y += self.step * rows if rows * self.step > size * 2.2 else size * 2.2

    def _centred(self, text: str, size: float) -> None:
        """The title, bold by being struck twice."""
        size = min(size, (self.right - self.left) / len(text))
        for shift in (0, 2):
            x = WIDTH / 2 - size * len(text) / 2 + shift
            for number, character in enumerate(text):
                self._glyph(self.sheet.black, character, x + size * number, self.y + size, self.style.face, size)
        self.sheet.lines.append(text)
        self.y += self.step * (2 if self.style.ruled else 1.6)

    def _paragraph(self, text: str, *, indent: int) -> None:
        room = self.right - self.left
        lines = broken(text, room, self.size, indent, self._wide)
        for number, line in enumerate(lines):
            self._room(self.step)
            start = self.left + (indent * self.size if number == 0 else 0)
            self._line(line, start, full=number < len(lines) - 1)
            self.sheet.lines.append("".join(line))
            self.y += self.step

    def _line(self, units: list[str], start: float, *, full: bool) -> None:
        """One line; a full one is spread to the right margin, unless it is written by hand."""
        if self.style.hand is Hand.ALL:
            self._by_hand("".join(units), start, self.y)
            return
        used = sum(self._wide(unit) for unit in units)
        gap = (self.right - start - used) / max(1, len(units) - 1) if full else 0.0
        gap = max(-self.size * 0.12, min(gap, self.size * 0.3))
        x = start
        for unit in units:
            self._glyph(self.sheet.black, unit, x, self.y + self.size, self.style.face, self.size)
            x += self._wide(unit) + gap

    def _wide(self, unit: str) -> float:
        return self.size * len(unit) if not unit.isascii() else self.style.face.font(self.size).getlength(unit)

    def _glyph(
        self, mask: Image.Image, text: str, x: float, y: float, face: Typeface, size: float, anchor: str = "ls"
    ) -> None:
        ImageDraw.Draw(mask).text((x, y), text, fill=255, font=face.font(size), anchor=anchor)

    def _table(self) -> None:
        """Ruled, one line of text a row, cells centred."""
        rows = self.letter.table
        high, wide = self.step * 1.15, (self.right - self.left) / len(rows[0].cells)
        self._room(high * len(rows) + self.step)
        self.y += self.step * 0.25
        draw = ImageDraw.Draw(self.sheet.black)
        top = self.y
        for number, row in enumerate(rows):
            for column, cell in enumerate(row.cells):
                x = self.left + wide * (column + 0.5)
                y = top + high * (number + 0.5)
                self._glyph(self.sheet.black, cell, x, y, self.style.face, self.size * 0.92, anchor="mm")
            self.sheet.lines.append("\t".join(row.cells))
        bottom = top + high * len(rows)
        for number in range(len(rows) + 1):
            draw.line((self.left, top + high * number, self.right, top + high * number), fill=255, width=3)
        for column in range(len(rows[0].cells) + 1):
            draw.line((self.left + wide * column, top, self.left + wide * column, bottom), fill=255, width=3)
        self.y = bottom + self.step * 0.45

    def _signature(self) -> None:
        """Who signs, at the right, with the seal over it."""
        lines = self.letter.signature
        self._room(self.step * (len(lines) + 1))
        self.y += self.step
        start = self.right - self.size * 13
        top = self.y
        for text in lines:
            self._line([text], start, full=False)
            self.sheet.lines.append(text)
            self.y += self.step
        if self.style.seal:
            diameter = int(self.chooser.uniform(38, 42) / 25.4 * DPI)
            face = BOLD if BOLD.has(frozenset(self.letter.seal)) else self.style.face
            mark = ink.seal(self.letter.seal, diameter, face, self.chooser)
            x = start + self.chooser.uniform(2, 8) * self.size - diameter / 4
            y = (top + self.y) / 2 - diameter / 2 + self.chooser.uniform(-60, 60)
            _put(self.sheet.red, mark, x, y)
            self.sheet.beside.append(self.letter.seal)

    def _by_hand(self, text: str, x: float, y: float) -> None:
        mark = ink.handwriting(text, int(self.size * 1.05), pen_face(frozenset(text)), self.chooser)
        _put(self.sheet.blue, mark, x, y + self.size / 2 - mark.shape[0] / 2)

    def _notes(self) -> None:
        """What a resident or clerk wrote on it with a pen: in the margin, below, beside the signature."""
        places = (
            (self.left + 40, HEIGHT - self.style.margin * 0.95),
            (self.left, min(self.y + self.step * 0.6, HEIGHT - 500)),
            (self.left + 60, self.y - self.step * 2.6),
        )
        for note, (x, y) in zip(self.letter.notes, places, strict=False):
            size = int(pixels(self.chooser.uniform(17, 23)))
            face = pen_face(frozenset(note))
            _put(self.sheet.blue, ink.handwriting(note, size, face, self.chooser), x, y)
            self.sheet.beside.append(note)


def broken(text: str, room: float, size: float, indent: int, wide: Callable[[str], float]) -> list[list[str]]:
    """Lines of units: a Chinese character, or a run of Latin that stays whole; no line begins with a closing mark."""
    lines: list[list[str]] = [[]]
    left = room - indent * size
    for unit in _units(text):
        needed = wide(unit)
        if needed > left and lines[-1] and unit not in _CLOSING:
            carried = [lines[-1].pop()] if lines[-1][-1] in _OPENING else []
            lines.append(carried)
            left = room - sum(wide(one) for one in carried)
        lines[-1].append(unit)
        left -= needed
    return lines


def _units(text: str) -> list[str]:
    units: list[str] = []
    for character in text:
        latin = character.isascii() and character not in _CLOSING | _OPENING
        inside = latin or (character in ",.:" and units and units[-1].isascii())
        if inside and units and units[-1].isascii() and character != " ":
            units[-1] += character
        else:
            units.append(character)
    return units


def _put(mask: Image.Image, mark: Mask, x: float, y: float) -> None:
    """Lay a mark over what is there; what falls off the sheet is lost."""
    under = np.array(mask)
    left, top = max(0, int(x)), max(0, int(y))
    spot = under[top : top + mark.shape[0], left : left + mark.shape[1]]
    np.maximum(spot, mark[: spot.shape[0], : spot.shape[1]], out=spot)
    mask.paste(Image.fromarray(under))
