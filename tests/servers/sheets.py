"""Workbooks and lists of households as companies send them, for tests."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook

HEAD = ("项目", "区域", "楼栋", "单元", "房间", "姓名", "电话", "邮箱", "入住")


def xlsx(rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def households(count: int, project: str = "阳光花园") -> list[tuple[object, ...]]:
    """Rows of so many households, each with a name and a phone of its own."""
    return [
        (project, "南区", f"{n // 400 + 1}栋", str(n // 200 % 2 + 1), str(n % 200 // 4 * 100 + n % 4 + 101), f"住户{n}",
         f"139{n:08d}", "", "是")
        for n in range(count)
    ]  # fmt: skip
