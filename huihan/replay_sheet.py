"""Writes what a replay showed as a workbook: one sheet that counts, one with every changed case and both reasons."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from workers.rulebooks.replay import ChangedCase, Why

_COUNTS = ("项目", "原结论", "新结论", "件数")
_CASES = ("案件", "判定", "项目", "原结论", "新结论", "原理由", "新理由")


def write_sheet(path: Path, counts: Iterable[Sequence[str | int]], changed: Iterable[ChangedCase]) -> None:
    """Write the workbook; OSError if it cannot be."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("统计")
    _append(sheet, _COUNTS)
    for row in counts:
        _append(sheet, row)
    sheet = book.create_sheet("案件")
    _append(sheet, _CASES)
    for case in changed:
        for slot in case.slots:
            reasons = (_reasons(slot.old_why), _reasons(slot.new_why))
            _append(sheet, (case.number or "", case.decision, slot.slot, slot.old, slot.new, *reasons))
    book.save(path)


def _reasons(whys: Iterable[Why]) -> str:
    return "\n".join(f"{why.because}（{why.rule}）{''.join(f'“{word}”' for word in why.words)}" for why in whys)


def _append(sheet: WriteOnlyWorksheet, row: Sequence[str | int]) -> None:
    """Text stays text: a resident's words that begin with `=` are no formula."""
    cells = []
    for value in row:
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"
        cells.append(cell)
    sheet.append(cells)
