"""Tables as Excel files: a head that stays, widths that fit, real dates and numbers, no cell that runs as a formula."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain, islice
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

Value = str | int | float | datetime | None

DAY = "yyyy-mm-dd hh:mm"
HEAD = PatternFill("solid", fgColor="E7EEF7")
BOLD = Font(bold=True)
_LONGEST = 32_000
_WIDEST = 60
_NEVER = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_MEASURED = 500
"""Rows that the widths are taken from: a sheet is written as its rows come."""


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A sheet of that title: the columns' names in the first row, a row each below. Moments have their zone taken off,
    for Excel knows none."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    coming = iter(rows)
    first = list(islice(coming, _MEASURED))
    for number, column in enumerate(zip(columns, *first, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(map(_width, column))
    sheet.append([_head(sheet, name) for name in columns])
    last = 1
    for row in chain(first, coming):
        sheet.append([_cell(sheet, value) for value in row])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The workbook as a file; equal sheets give equal bytes, for no time of writing is kept."""
    book.properties.created = book.properties.modified = _NEVER
    written, steady = BytesIO(), BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    with ZipFile(written) as parts, ZipFile(steady, "w", ZIP_DEFLATED) as archive:
        for part in parts.infolist():
            archive.writestr(ZipInfo(part.filename), parts.read(part), ZIP_DEFLATED)
    return steady.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    if isinstance(value, datetime):
        cell: Cell = WriteOnlyCell(sheet, value.replace(tzinfo=None))
        cell.number_format = DAY
        return cell
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST])
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=len(value) > _WIDEST // 2)
        return cell
    return WriteOnlyCell(sheet, value)


def _head(sheet: WriteOnlyWorksheet, name: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, name)
    cell.font, cell.fill = BOLD, HEAD
    return cell


def _width(value: Value) -> int:
    """In the widths of a figure; a Chinese character takes two."""
    if isinstance(value, datetime):
        return len(DAY) + 2
    text = "" if value is None else str(value)
    return min(_WIDEST, 2 + sum(1 if one.isascii() else 2 for one in text))
