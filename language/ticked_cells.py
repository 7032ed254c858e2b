"""Tells which options of a table were ticked, where the tick stands in a cell of its own beside them or below."""

import re
from collections.abc import Iterator, Sequence

from language.labels import Label, kind_of

Span = tuple[int, int]

_CELL = re.compile(r"\t *(?:[√✓✔☑☒■●VvYy]|是|否) *(?=\t|$)", re.MULTILINE)
_TAKEN = re.compile(r"[√✓✔☑☒■●VvYy]|是|有|选")
_LEFT = re.compile(r"[×xX☐□○/\-—]|否|无|不选")
_PROSE = re.compile(r"[,，。:：;；了]")
_TITLE = re.compile(r".*(?:表|单|选项|类别|类型|事项|内容)$")
_LONGEST = 12


def may_tick(text: str) -> bool:
    """Whether a cell of `text` holds a tick, or yes or no, alone; quick, for most letters have no cells."""
    return "\t" in text and _CELL.search(text) is not None


def unticked(text: str) -> Iterator[Span]:
    """Options of `text` (in half width) without a tick in the cell beside them, where another has one."""
    block: list[tuple[int, int, bool]] = []
    at = 0
    for line in text.split("\n"):
        taken = _of_column(line)
        if taken is None:
            yield from _left(block)
            block = []
            yield from _of_row(line, at)
        else:
            block.append((at, at + len(line), taken))
        at += len(line) + 1
    yield from _left(block)


def _left(block: Sequence[tuple[int, int, bool]]) -> Iterator[Span]:
    """The lines of a column of options that were not taken; lines without any tick are no column."""
    if any(taken for *_, taken in block):
        yield from ((start, end) for start, end, taken in block if not taken)


def _of_column(line: str) -> bool | None:
    """Whether the option that a line holds was taken; None if the line is none: 电梯故障 and a tick, or nothing."""
    option, *others = (cell.strip() for cell in line.split("\t"))
    if not _is_option(option) or len(others) > 2 or (not others and _TITLE.match(option)):
        return None
    marks = [other for other in others if other]
    if any(_TAKEN.fullmatch(mark) for mark in marks):
        return True
    return False if all(_LEFT.fullmatch(mark) for mark in marks) else None


def _of_row(line: str, at: int) -> Iterator[Span]:
    """Options side by side, each with a cell for its tick behind it, perhaps behind a label."""
    cells = line.split("\t")
    ticks = [number for number, cell in enumerate(cells) if _TAKEN.fullmatch(cell.strip())]
    if len(cells) < 4 or not ticks or len({number % 2 for number in ticks}) > 1:
        return
    first = 1 - ticks[0] % 2  # of the options: 1 behind a label
    marks = [cell.strip() for cell in cells[first + 1 :: 2]]
    options = [cell.strip() for cell in cells[first::2]]
    if not all(map(_is_option, options)) or not all(
        not one or _TAKEN.fullmatch(one) or _LEFT.fullmatch(one) for one in marks
    ):
        return
    for number in range(first, len(cells), 2):
        if number + 1 not in ticks:
            start = at + sum(len(cell) + 1 for cell in cells[:number])
            yield start, start + len(cells[number])


def _is_option(cell: str) -> bool:
    return 2 <= len(cell) <= _LONGEST and not _PROSE.search(cell) and kind_of(cell) is Label.OTHER
