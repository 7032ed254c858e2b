"""Excel workbooks (xlsx, xlsm): every sheet row by row, formulas by the values they last had."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from domain.codes import Method
from domain.reading import Part
from ingest.clean import clean
from ingest.inside import Inside
from ingest.package import Package, PackageError, member_names
from ingest.reading import Context, Reading, unread

NAME = "xlsx"
ORDER = 25
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MOST_CELLS = 200
_DAMAGE = (
    zipfile.BadZipFile,
    SyntaxError,  # what both XML parsers raise
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    NotImplementedError,  # a way of packing that zipfile does not know
)
_OPEN = "请打开原件查看，并由人工登记内容"


def sniff(data: bytes, name: str) -> bool:
    """A zip that holds a workbook."""
    del name
    names = member_names(data)
    return "[Content_Types].xml" in names and any(member.startswith("xl/") for member in names)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part a sheet that has words, a row a line, cells by tabs."""
    inside = Inside(name, context)
    try:
        package = Package(data, budget=context.budget, ratio=context.limits.unzip_ratio)
        package.check_sizes()
    except PackageError as error:
        return (unread(name, MEDIA_TYPE, f"Excel 表格{error.what}", error.mend),)
    try:
        sheets = _sheets(data, context.limits.table_rows, inside)
    except _DAMAGE:
        return (unread(name, MEDIA_TYPE, "Excel 表格已损坏", "请打开原件查看，或请来信人重新发送"),)
    if any(member.endswith("vbaProject.bin") for member in package.names):
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


def _sheets(data: bytes, rows: int, inside: Inside) -> list[str]:
    """The text of each sheet that has any, under its title when there are several. rows: for all sheets together."""
    from openpyxl import load_workbook  # noqa: PLC0415  # slow to import; few mails carry a table

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that it leaves out
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            found: list[tuple[str, str]] = []
            for sheet in workbook.worksheets:
                lines: list[str] = []
                for line in _lines(sheet):
                    if rows <= 0:
                        inside.problem("表格的行数过多，其余各行没有读取", "请打开原件查看")
                        break
                    rows -= 1
                    lines.append(line)
                text = clean("\n".join(lines))
                if text:
                    found.append((str(sheet.title), text))
        finally:
            workbook.close()
    return [f"{title}\n{text}" if len(found) > 1 else text for title, text in found]


def _lines(sheet: Any) -> Iterator[str]:  # openpyxl has several kinds of sheet, read alike
    """Rows as text, empty ones too: the gaps that a sheet claims count as rows, for they cost time."""
    sheet.reset_dimensions()  # what the sheet says of its size may be anything
    for row in sheet.iter_rows(values_only=True, max_col=_MOST_CELLS):
        filled = max((place for place, value in enumerate(row, 1) if value is not None), default=0)
        yield "\t".join(" ".join(_shown(value).split()) for value in row[:filled])


def _shown(value: object) -> str:
    """A cell as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    return str(value)
