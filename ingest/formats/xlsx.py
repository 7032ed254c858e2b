"""Excel workbooks (xlsx, xlsm): every sheet row by row, formulas by the values they last had."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from domain.reading import Part
from domain.reading_codes import Method
from ingest.cells import shown
from ingest.clean import clean
from ingest.embedded import add_embedded, holds
from ingest.hidden import HIDDEN, HIDDEN_MEND
from ingest.inside import Inside
from ingest.package import Package, PackageError, transitional
from ingest.reading import Context, Reading, unread
from ingest.workbook import Area, Sheet, Workbook, workbook_of

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
    return holds(data, "xl/")


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part a sheet that has words, a row a line, cells by tabs; then its text boxes, and its comments set apart."""
    inside = Inside(name, context)
    try:
        package = Package(data, budget=context.budget, ratio=context.limits.unzip_ratio)
        package.check_sizes()
    except PackageError as error:
        return (unread(name, MEDIA_TYPE, f"Excel 表格{error.what}", error.mend),)
    if "xl/workbook.bin" in package.names:
        mend = "请打开原件查看，或请来信人另存为 xlsx 后重新发送"
        return (unread(name, MEDIA_TYPE, "Excel 二进制表格（xlsb），目前不能自动读取", mend),)
    try:
        sheets = _sheets(transitional(package) or data, workbook_of(package), context.limits.table_rows, inside)
    except PackageError as error:
        return (unread(name, MEDIA_TYPE, f"Excel 表格{error.what}", error.mend),)
    except _DAMAGE:
        return (unread(name, MEDIA_TYPE, "Excel 表格已损坏", "请打开原件查看，或请来信人重新发送"),)
    add_embedded(package, inside, folder="xl/", called="Excel 表格", words=sum(map(len, sheets)))
    if not sheets and not any(part.text for part in inside.parts):
        inside.problem("Excel 表格里没有文字", _OPEN)
        empty = Part(name=name, media_type=MEDIA_TYPE, method=Method.NONE, confidence=0.0)
        return (Reading(parts=(empty, *inside.parts), problems=inside.problems, inner=inside.inner),)
    parts = tuple(
        Part(name=name, media_type=MEDIA_TYPE, method=Method.TABLE, page=page, text=text)
        for page, text in enumerate(sheets, 1)
    )
    return (Reading(parts=(*parts, *inside.parts), problems=inside.problems, inner=inside.inner),)


def _sheets(data: bytes, known: Workbook, rows: int, inside: Inside) -> list[str]:
    """The text of each sheet that has any, under its title when there are several. rows: for all sheets together.

    Cells that are hidden, or hold the choices of another cell, are told and left out; boxes and comments follow.
    """
    from openpyxl import load_workbook  # noqa: PLC0415  # slow to import; few mails carry a table

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that it leaves out
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            found: list[tuple[str, str]] = []
            for sheet in workbook.worksheets:
                about = known.sheets.get(str(sheet.title), Sheet(title=str(sheet.title)))
                if about.hidden:
                    inside.problem(HIDDEN, HIDDEN_MEND)
                    continue
                if about.uncomputed:
                    inside.problem("表格里有公式没有算出结果，这些单元格没有读取", _OPEN)
                lines: list[str] = []
                for line in _lines(sheet, about, known.lists.get(about.title, ()), inside):
                    if rows <= 0:
                        inside.problem("表格的行数过多，其余各行没有读取", "请打开原件查看")
                        break
                    rows -= 1
                    lines.append(line)
                edges = [[one] if one else [] for one in (about.above, about.below)]
                whole = "\n".join([*edges[0], *lines, *about.boxes, *edges[1]])
                text = clean("\n\n".join(filter(None, (whole, _told(about)))))
                if text:
                    found.append((str(sheet.title), text))
        finally:
            workbook.close()
    return [f"{title}\n{text}" if len(found) > 1 else text for title, text in found]


def _told(sheet: Sheet) -> str:
    """The comments, each marked as one."""
    return "\n".join(
        f"批注（{author}）：{words}" if author else f"批注：{words}" for author, words in sheet.comments if words
    )


def _lines(
    sheet: Any,  # openpyxl has several kinds of sheet, read alike
    about: Sheet,
    lists: tuple[Area, ...],
    inside: Inside,
) -> Iterator[str]:
    """Rows as text, empty ones too: the gaps that a sheet claims count as rows, for they cost time."""
    sheet.reset_dimensions()  # what the sheet says of its size may be anything
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_CELLS), 1):
        cells = list(row)
        if number in about.rows or not about.columns.isdisjoint(range(1, len(cells) + 1)):
            unseen = range(len(cells)) if number in about.rows else [at - 1 for at in about.columns if at <= len(cells)]
            if any(cells[at] is not None for at in unseen):
                inside.problem(HIDDEN, HIDDEN_MEND)
            for at in unseen:
                cells[at] = None
        for area in lists:
            if area.top <= number <= area.bottom:
                cells[area.left - 1 : area.right] = [None] * len(cells[area.left - 1 : area.right])
        filled = max((place for place, value in enumerate(cells, 1) if value is not None), default=0)
        yield "\t".join(" ".join(shown(value).split()) for value in cells[:filled])
