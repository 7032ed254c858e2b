"""What a sheet of rows is like when another program opens it.

Covers workers.instance.sheets.
"""

import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workers.instance.sheets import Value, table


def sheet_of(rows: list[tuple[Value, ...]]) -> Worksheet:
    return load_workbook(BytesIO(table("表", ("名", "值"), rows))).worksheets[0]


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-5", "@SUM(A1)", "\tx", "'=1"])
def test_text_never_becomes_a_formula(text: str) -> None:
    cell = sheet_of([(text, None)])["A2"]
    assert cell.data_type == "s"
    assert cell.value == text


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert sheet_of([("a\x00b\x0bc", 1)])["A2"].value == "abc"


def test_moments_and_numbers_are_what_they_are() -> None:
    sheet = sheet_of([(datetime(2026, 3, 2, 10, 30, tzinfo=UTC), 0.5)])
    assert sheet["A2"].value == datetime(2026, 3, 2, 10, 30)  # noqa: DTZ001 - Excel knows no zones
    assert sheet["A2"].is_date
    assert sheet["B2"].value == 0.5


def test_the_head_stays_and_every_row_can_be_filtered() -> None:
    sheet = sheet_of([(str(number), number) for number in range(700)])
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.max_row) == ("A2", "A1:B701", 701)


def test_no_rows_are_a_head_alone() -> None:
    sheet = sheet_of([])
    assert [cell.value for cell in sheet[1]] == ["名", "值"]
    assert sheet.auto_filter.ref == "A1:B1"


def test_columns_are_as_wide_as_their_words_up_to_a_measure() -> None:
    sheet = sheet_of([("电" * 10, 1), ("短", 1)])
    assert sheet.column_dimensions["A"].width == 22
    assert sheet_of([("电" * 500, 1)]).column_dimensions["A"].width == 60


def test_equal_rows_are_equal_bytes_whenever_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    before = table("表", ("名", "值"), [("a", 1)])
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert table("表", ("名", "值"), [("a", 1)]) == before
    assert b"2033" not in before
