"""A table is read out of whatever Excel and its likes write, within limits, and a file that is none says so."""

import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from servers.sheets import xlsx

from domain.settings import Limits
from ingest import table_file
from ingest.table_file import DATED, read_table

TEXT = "项目,房间,姓名\n花园,101,周明\n"


def read(data: bytes) -> table_file.Rows:
    return read_table(data, "名册.csv", Limits())


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_any_coding(coding: str, delimiter: str) -> None:
    assert read(TEXT.replace(",", delimiter).encode(coding)) == (("项目", "房间", "姓名"), ("花园", "101", "周明"))


def test_a_workbook_gives_its_cells_as_people_see_them() -> None:
    found = read(xlsx([("房间", "电话", "入住", "日期"), (1502.0, 13900000101, True, datetime(2026, 3, 2))]))  # noqa: DTZ001 - as Excel has it
    assert found[1] == ("1502", "13900000101", "是", f"{DATED}2026-03-02")


def test_the_first_sheet_with_anything_in_it_is_read_and_empty_rows_at_its_end_are_not() -> None:
    assert read(xlsx([("房间",), ("1",), (None,), (None,)])) == (("房间",), ("1",))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "没有内容"),
        (b"\n\n ,, \n", "没有内容"),
        (b"PK\x03\x04broken", "打不开"),
        (b"\xd0\xcf\x11\xe0rest", "旧版"),
        (b"\xff\xfe\x00", "CSV"),
        (b"a,\x00b", "CSV"),
        (b"\xff\x80\x81\xff", "CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(data)


def test_a_zip_that_grows_out_of_bounds_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 50_000_000)
    with pytest.raises(ValueError, match="过大"):
        read(out.getvalue())


def test_too_many_rows_are_refused_and_long_cells_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_file, "MOST_ROWS", 2)
    with pytest.raises(ValueError, match="行数超过"):
        read(b"a\nb\nc\n")
    assert len(read(("x" * 5_000).encode())[0][0]) == table_file.LONGEST_CELL
