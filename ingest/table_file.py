"""A table as people keep it, in Excel or as CSV, cell by cell as text: no more is known here of what it means."""

import csv
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from domain.settings import Limits
from ingest.package import ZIP, Package, PackageError, transitional
from ingest.reading import Budget

DATED = "\x1f"
"""Stands before a cell that the workbook holds as a date, such as 3-1201 that Excel took for one: then 2026-03-12."""
MOST_ROWS = 200_000
MOST_COLUMNS = 60
LONGEST_CELL = 500
_EMPTY_ROWS = 1_000
"""So many empty rows in a row end a sheet: some programs fill theirs with formats down to the last."""
_CODINGS = ("utf-8-sig", "gb18030")
_OLE = b"\xd0\xcf\x11\xe0"
Rows = tuple[tuple[str, ...], ...]


def read_table(data: bytes, name: str, limits: Limits, longest: int = LONGEST_CELL) -> Rows:
    """The rows of the first sheet that has any, or of a CSV (UTF-8, UTF-16 or GBK; comma, semicolon or tab).

    longest: characters of a cell that are read.

    Raises ValueError with a sentence for people.
    """
    if data.startswith(_OLE):
        raise ValueError("这是旧版 Excel（.xls）或加了密码的文件；请在 Excel 中另存为没有密码的 .xlsx")
    rows = _xlsx(data, limits) if data.startswith(ZIP) else _csv(data, name)
    found: list[tuple[str, ...]] = []
    empty = 0
    for row in rows:
        cells = tuple(cell[:longest] for cell in row[:MOST_COLUMNS])
        found.append(cells)
        empty = 0 if any(cells) else empty + 1
        if empty >= _EMPTY_ROWS:
            break
        if len(found) > MOST_ROWS:
            raise ValueError(f"行数超过 {MOST_ROWS}；请按项目分成几个文件")
    while found and not any(found[-1]):
        found.pop()
    if not found:
        raise ValueError("文件里没有内容")
    return tuple(found)


def _xlsx(data: bytes, limits: Limits) -> Iterable[Sequence[str]]:
    try:
        package = Package(data, budget=Budget(bytes=limits.unzip_bytes, files=0), ratio=limits.unzip_ratio)
        package.check_sizes()
        whole = transitional(package) or data
    except PackageError as error:
        raise ValueError(f"这个 Excel 文件{error.what}，打不开；请另存为 .xlsx 或 UTF-8 的 .csv") from None
    try:
        book = load_workbook(BytesIO(whole), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its size is often wrong
            rows = [[_cell(value) for value in row] for row in _first(sheet.iter_rows(values_only=True))]
            if any(map(any, rows)):
                return rows
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        why = type(error).__name__
        raise ValueError(f"这个 Excel 文件打不开（{why}）；请另存为 .xlsx 或 UTF-8 的 .csv") from None
    return ()


def _first(rows: Iterable[tuple[object, ...]]) -> Iterable[tuple[object, ...]]:
    """No more than may be, and no further than where nothing follows."""
    empty = 0
    for at, row in enumerate(rows):
        empty = 0 if any(value not in (None, "") for value in row) else empty + 1
        if at > MOST_ROWS or empty > _EMPTY_ROWS:
            return
        yield row


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() != time():
        return f"{DATED}{value:%Y-%m-%d %H:%M}"
    if isinstance(value, datetime | date):
        return f"{DATED}{value:%Y-%m-%d}"
    return str(value).strip()


def _csv(data: bytes, name: str) -> Iterable[Sequence[str]]:
    text = _decoded(data, name)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;，", key=first.count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        raise ValueError(f"{name} 不是完整的 CSV；请另存为 .xlsx 或 UTF-8 的 .csv") from None


def _decoded(data: bytes, name: str) -> str:
    codings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else _CODINGS
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValueError(f"{name} 既不是 Excel 文件，也不是 UTF-8 或 GBK 的 CSV；请另存为 .xlsx 或 UTF-8 的 .csv")
