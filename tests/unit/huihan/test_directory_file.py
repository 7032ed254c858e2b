"""The directory's file: spreadsheets and CSV as companies keep them, a sentence for every row that cannot be taken."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from huihan.directory_file import read_directory
from huihan.errors import RefusedError

HEADER = "项目,区域,楼栋,单元,房间,姓名,电话,邮箱,入住"


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_chinese_is_read_in_either_encoding(encoding: str) -> None:
    read = read_directory(
        f"{HEADER}\n翠湖花园,东区,3,2,1502,周明,13900000101,z@example.com,是\n".encode(encoding), "a.csv"
    )
    (household,) = read.households
    assert (household.project, household.building, household.room, household.name) == ("翠湖花园", "3", "1502", "周明")
    assert household.occupied
    assert read.problems == ()


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_understood(delimiter: str) -> None:
    text = "project,room,name\n花园,1,周明\n".replace(",", delimiter)
    assert read_directory(text.encode(), "a.csv").households[0].name == "周明"


def test_a_spreadsheet_with_numbers_as_numbers_is_read() -> None:
    data = xlsx(("project", "building", "room", "phone", "occupied"), ("花园", 3, 1502.0, 13900000101.0, "否"))
    (household,) = read_directory(data, "a.xlsx").households
    assert (household.building, household.room, household.phone) == ("3", "1502", "13900000101")
    assert not household.occupied


def test_each_bad_row_is_named_and_the_others_are_taken() -> None:
    rows = (
        "花园,,1,,,甲,,,",
        ",,1,,101,乙,,,",
        "花园,,1,,102,丙,,not-an-address,",
        "花园,,1,,103,丁,,,也许",
        "花园,,1,,104,戊,,,",
    )
    read = read_directory("\n".join((HEADER, *rows)).encode(), "a.csv")
    assert [household.name for household in read.households] == ["戊"]
    assert [(problem.where, problem.what) for problem in read.problems] == [
        ("第 2 行", "缺少房间"),
        ("第 3 行", "缺少项目"),
        ("第 4 行", "邮箱“not-an-address”不是邮件地址"),
        ("第 5 行", "入住“也许”看不懂"),
    ]


def test_a_room_that_excel_turned_into_a_date_is_reported() -> None:
    read = read_directory(xlsx(("项目", "房间"), ("花园", datetime(2026, 3, 2))), "a.xlsx")  # noqa: DTZ001 - as Excel has it
    assert "日期" in read.problems[0].what


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("姓名,电话\n甲,1\n".encode(), "表头缺少"),
        (b"", "表头缺少"),
        (b"PK\x03\x04broken", "打不开"),
        (b"\xff\xfe\x00\x01\xff", "CSV"),
    ],
)
def test_a_file_that_is_no_directory_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        read_directory(data, "a")
