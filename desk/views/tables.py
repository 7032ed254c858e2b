"""The tables of a letter on its page: each cell in its own place, whatever is merged, with the label that names it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from desk.views.editor import Row
from letters.word.cells import Cell


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A row of the form with its number in it, from 0."""

    number: int
    row: Row


@dataclass(frozen=True, kw_only=True)
class CellView:
    """A cell with its paragraphs. named: the label that it stands beside, empty if there is none."""

    cell: Cell
    rows: tuple[Numbered, ...]
    named: str = ""

    @property
    def text(self) -> str:
        """What a label says."""
        return "".join(one.row.text for one in self.rows)


@dataclass(frozen=True, kw_only=True)
class TableView:
    """A table, line by line; a cell that covers several stands in the first of them."""

    lines: tuple[tuple[CellView, ...], ...]


def pieces(rows: Sequence[Row]) -> tuple[Numbered | TableView, ...]:
    """The rows of a form in their order, those of a table together."""
    numbered = [Numbered(number=number, row=row) for number, row in enumerate(rows)]
    found: list[Numbered | TableView] = []
    for table, group in groupby(numbered, key=lambda one: one.row.cell.table if one.row.cell else None):
        together = list(group)
        found += together if table is None else [_table(together)]
    return tuple(found)


def _table(rows: Sequence[Numbered]) -> TableView:
    cells: list[CellView] = []
    for one in rows:
        cell = one.row.cell
        if cells and cell is not None and (cell.hidden or cell == cells[-1].cell):
            cells[-1] = CellView(cell=cells[-1].cell, rows=(*cells[-1].rows, one))
        elif cell is not None:
            cells.append(CellView(cell=cell, rows=(one,)))
    lines = [tuple(line) for _, line in groupby(cells, key=lambda one: one.cell.row)]
    return TableView(lines=tuple(_named(line) for line in lines))


def _named(line: tuple[CellView, ...]) -> tuple[CellView, ...]:
    """The cells of a line, each with the label left of it."""
    named: list[CellView] = []
    label = ""
    for cell in line:
        label = cell.text if cell.cell.label else label
        named.append(CellView(cell=cell.cell, rows=cell.rows, named="".join(label.split())))
    return tuple(named)
