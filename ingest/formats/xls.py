"""Old Excel workbooks (xls, MS-XLS), through xlrd: every sheet row by row, formulas by the values they last had."""

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.reading import Part
from domain.reading_codes import Method
from ingest import ole
from ingest.cells import shown
from ingest.clean import clean
from ingest.hidden import HIDDEN, HIDDEN_MEND
from ingest.inside import Inside
from ingest.reading import Context, Reading, unread

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell, Sheet

NAME = "xls"
ORDER = 22
SUFFIXES = (".xls",)
MEDIA_TYPE = "application/vnd.ms-excel"

_MOST_CELLS = 200
_DAMAGE = (
    *(ValueError, TypeError, AttributeError, LookupError, OSError, EOFError, AssertionError, OverflowError),
    *(NotImplementedError, UnicodeError, struct.error, RecursionError, MemoryError),
)
"""What xlrd raises on damaged workbooks beside its own error."""
_OPEN = "请打开原件查看，并由人工登记内容"


def sniff(data: bytes, name: str) -> bool:
    """An OLE container with a workbook in its root."""
    del name
    return ole.kind_of(data) in {ole.WORKBOOK, ole.BOOK}


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part a sheet that has words, a row a line, cells by tabs."""
    import xlrd  # noqa: PLC0415  # few mails carry an old table

    inside = Inside(name, context)
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True, formatting_info=False)
        sheets = _sheets(book, context.limits.table_rows, inside)
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        if "encrypted" in str(error).lower():
            return (unread(name, MEDIA_TYPE, "Excel 表格有密码保护", "请向来信人索取密码，或请其重新发送"),)
        return (_damaged(name),)
    except _DAMAGE:
        return (_damaged(name),)
    if ole.has_macros(data):
        inside.problem("Excel 表格带有宏，已读取文字，宏没有运行", "打开原件前请确认来源可信")
    if not sheets:
        inside.problem("Excel 表格里没有文字", _OPEN)
        empty = Part(name=name, media_type=MEDIA_TYPE, method=Method.NONE, confidence=0.0)
        return (Reading(parts=(empty,), problems=inside.problems),)
    parts = tuple(
        Part(name=name, media_type=MEDIA_TYPE, method=Method.TABLE, page=page, text=text)
        for page, text in enumerate(sheets, 1)
    )
    return (Reading(parts=parts, problems=inside.problems),)


def _damaged(name: str) -> Reading:
    return unread(name, MEDIA_TYPE, "Excel 表格已损坏", "请打开原件查看，或请来信人重新发送")


def _sheets(book: "Book", rows: int, inside: Inside) -> list[str]:
    """The text of each sheet that has any, under its title when there are several. rows: for all sheets together."""
    found: list[tuple[str, str]] = []
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        if sheet.visibility:
            inside.problem(HIDDEN, HIDDEN_MEND)
            continue
        if sheet.nrows > rows:
            inside.problem("表格的行数过多，其余各行没有读取", "请打开原件查看")
        text = clean("\n".join(_lines(book, sheet, min(sheet.nrows, rows))))
        rows = max(0, rows - sheet.nrows)
        if text:
            found.append((sheet.name, text))
    return [f"{title}\n{text}" if len(found) > 1 else text for title, text in found]


def _lines(book: "Book", sheet: "Sheet", rows: int) -> Iterator[str]:
    for number in range(rows):
        values = [shown(_value(book, cell)) for cell in sheet.row(number)[:_MOST_CELLS]]
        yield "\t".join(" ".join(value.split()) for value in values).rstrip("\t")


def _value(book: "Book", cell: "Cell") -> object:
    """The cell's value; dates and truth are told by the kind of cell."""
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_EMPTY, XL_CELL_ERROR, xldate_as_datetime  # noqa: PLC0415  # as above

    if cell.ctype == XL_CELL_DATE:
        try:
            moment = xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return cell.value
        return moment if cell.value >= 1 else moment.time()
    if cell.ctype == XL_CELL_BOOLEAN:
        return bool(cell.value)
    return None if cell.ctype in {XL_CELL_EMPTY, XL_CELL_ERROR} else cell.value
