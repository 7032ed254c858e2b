"""Reads a directory of households out of a spreadsheet or CSV, saying for each row that cannot be taken why."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from domain.reading import Problem
from huihan.errors import RefusedError
from store.directory import NewHousehold

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "project": ("project", "项目", "小区", "项目名称", "小区名称", "楼盘"),
    "area": ("area", "区域", "分区", "组团", "期", "苑区"),
    "building": ("building", "楼栋", "栋", "幢", "楼号", "栋号", "座"),
    "unit": ("unit", "单元", "单元号"),
    "room": ("room", "房间", "房号", "室", "房间号", "门牌"),
    "name": ("name", "姓名", "业主", "业主姓名", "住户", "住户姓名", "客户姓名"),
    "phone": ("phone", "电话", "联系电话", "手机", "手机号", "联系方式"),
    "email": ("email", "邮箱", "电子邮箱", "邮件", "e-mail"),
    "occupied": ("occupied", "入住", "是否入住", "入住情况", "入住状态"),
}
_COLUMN = {header: column for column, headers in _HEADERS.items() for header in headers}
_YES = {"", "是", "1", "y", "yes", "true", "已入住", "入住", "√", "✓"}
_NO = {"否", "0", "n", "no", "false", "未入住", "空置", "空", "×"}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, kw_only=True)
class DirectoryFile:
    """The rows that can be taken, and what is wrong with the others (where: the row's number in the file)."""

    households: tuple[NewHousehold, ...]
    problems: tuple[Problem, ...]


class _BadRowError(Exception):
    """Why one row cannot be taken, and what mends it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def read_directory(data: bytes, name: str) -> DirectoryFile:
    """The households in a .xlsx or .csv file (UTF-8 or GBK; comma, semicolon or tab).

    Raises:
        RefusedError: the file is neither, or its header row lacks `project` or `room`.
    """
    rows = _xlsx_rows(data) if data.startswith(b"PK") else _csv_rows(data, name)
    numbered = enumerate(rows, start=1)
    number, header = next(((n, row) for n, row in numbered if any(row)), (0, ()))
    columns = _columns(header, name)
    households: list[NewHousehold] = []
    problems: list[Problem] = []
    for number, row in numbered:
        if not any(row):
            continue
        try:
            households.append(_household({column: row[at] for column, at in columns.items() if at < len(row)}))
        except _BadRowError as error:
            problems.append(Problem(where=f"第 {number} 行", what=error.what, mend=error.mend))
    return DirectoryFile(households=tuple(households), problems=tuple(problems))


def _xlsx_rows(data: bytes) -> Iterator[Sequence[str]]:
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise RefusedError(
            f"这个 Excel 文件打不开（{type(error).__name__}）；请另存为 .xlsx 或 UTF-8 的 .csv"
        ) from None
    try:
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True):
            yield [_cell(value) for value in row]
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{_DATE}{value:%m-%d}"
    return str(value).strip()


_DATE = "\x00"
"""Marks a cell that Excel has turned into a date, such as 3-1201."""


def _csv_rows(data: bytes, name: str) -> Iterable[Sequence[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RefusedError(f"{name} 既不是 Excel 文件，也不是 UTF-8 或 GBK 的 CSV；请另存为 .xlsx 或 UTF-8 的 .csv")
    if "\x00" in text:
        raise RefusedError(f"{name} 不是文本；请另存为 .xlsx 或 UTF-8 的 .csv")
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    return ([cell.strip() for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def _columns(header: Sequence[str], name: str) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, title in enumerate(header):
        column = _COLUMN.get(title.strip().lower())
        if column is not None:
            columns.setdefault(column, at)
    missing = [f"{column}（{_HEADERS[column][1]}）" for column in ("project", "room") if column not in columns]
    if missing:
        raise RefusedError(
            f"{name} 的表头缺少 {'、'.join(missing)}；第一行应为："
            f"{', '.join(_HEADERS)}（也可用中文：项目 区域 楼栋 单元 房间 姓名 电话 邮箱 入住）"
        )
    return columns


def _household(cells: Mapping[str, str]) -> NewHousehold:
    for column, value in cells.items():
        if value.startswith(_DATE):
            title = _HEADERS[column][1]
            raise _BadRowError(f"{title}被 Excel 当成了日期（{value[1:]}）", "请把该列设为文本格式后重新填写")
    for column in ("project", "room"):
        if not cells.get(column):
            raise _BadRowError(f"缺少{_HEADERS[column][1]}", "请补上")
    email = cells.get("email", "")
    if email and not _ADDRESS.search(email):
        raise _BadRowError(f"邮箱“{email}”不是邮件地址", "请改正或留空")
    given = {column: cells.get(column) or None for column in _HEADERS if column not in {"project", "occupied"}}
    return NewHousehold(project=cells["project"], occupied=_occupied(cells.get("occupied", "")), **given)


def _occupied(text: str) -> bool:
    value = text.strip().lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise _BadRowError(f"入住“{text}”看不懂", "请写 是 或 否")
