"""Where a paragraph stands in a letter's tables: which cell, which columns and rows that cell covers once merged, and
whether the cell is a label.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from lxml import etree

from letters.word.packages.names import W

LABEL_STYLE = "表格标签"
"""The style in which our forms set their labels (letters/templates/forms.py)."""
_FIGURES = 4
"""Word has 63 columns at most; a number of so many figures is none of them."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell: the number of its table in the letter, and in that its first row and column, all from 0.

    across, down: how many columns and rows it covers, merged cells counted (w:gridSpan, w:vMerge: ECMA-376-1, 17.4.17
    and 17.4.84). label: it names what stands beside it. hidden: Word shows it as a part of the cell above.
    """

    table: int
    row: int
    column: int
    across: int = 1
    down: int = 1
    label: bool = False
    hidden: bool = False


def cells_of(paragraphs: Sequence[etree._Element], styles: Sequence[str]) -> list[Cell | None]:
    """The cell of each paragraph, None for one outside of tables; a table within a cell counts as that cell's text.

    styles: the names of the paragraphs' styles.
    """
    outer = [_outermost(paragraph) for paragraph in paragraphs]
    pairs = [(cell, style) for cell, style in zip(outer, styles, strict=True) if cell is not None]
    labels = {cell for cell, _ in pairs} - {cell for cell, style in pairs if style != LABEL_STYLE}
    tables: dict[etree._Element, int] = {}
    placed: dict[etree._Element, Cell] = {}
    for cell in outer:
        table = None if cell is None else next(cell.iterancestors(f"{W}tbl"), None)
        if table is not None and table not in tables:
            tables[table] = len(tables)
            placed |= dict(_placed(table, tables[table], labels))
    return [None if cell is None else placed.get(cell) for cell in outer]


def _outermost(paragraph: etree._Element) -> etree._Element | None:
    cells = list(paragraph.iterancestors(f"{W}tc"))
    return cells[-1] if cells else None


def _placed(table: etree._Element, number: int, labels: set[etree._Element]) -> Iterator[tuple[etree._Element, Cell]]:
    """The cells of a table, each where it stands."""
    rows = [list(_columns(row)) for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl"), None) is table]
    lines = [{column: cell for cell, column, _ in row} for row in rows]
    for at, row in enumerate(rows):
        for cell, column, across in row:
            hidden = at > 0 and _continues(cell)
            below = takewhile(_continues, (line.get(column) for line in lines[at + 1 :]))
            yield (
                cell,
                Cell(
                    table=number,
                    row=at,
                    column=column,
                    across=across,
                    down=1 if hidden else 1 + sum(1 for _ in below),
                    label=cell in labels,
                    hidden=hidden,
                ),
            )


def _columns(row: etree._Element) -> Iterator[tuple[etree._Element, int, int]]:
    """The cells of a row, each with its first column and how many it covers."""
    column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    for cell in row.iter(f"{W}tc"):
        if next(cell.iterancestors(f"{W}tr"), None) is row:
            across = _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
            yield cell, column, across
            column += across


def _number(element: etree._Element | None, otherwise: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < _FIGURES else otherwise


def _continues(cell: etree._Element | None) -> bool:
    """Whether the cell is merged with the one above it."""
    merge = None if cell is None else cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"
