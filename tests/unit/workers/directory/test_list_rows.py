"""Which column means what, and what each row says and leaves in doubt.

Covers workers.directory.columns and workers.directory.rows.
"""

from datetime import date

import pytest

from domain.directory_codes import Doubt, OccupantRole
from ingest.table_file import DATED
from workers.directory.columns import Choices, at_header, guessed
from workers.directory.rows import Row, read_rows

HEAD = ("小区名称", "楼号", "单元", "房号", "业主姓名*", "手机号（必填）", "E-mail", "是否入住", "身份", "入住日期")
ROW = ("花园", "3栋", "2", "501", "王芳", "13800138000", "", "是", "业主", "2026-01-05")


def rows(*given: tuple[str, ...], head: tuple[str, ...] = HEAD) -> list[Row]:
    table = [head, *given]
    return list(read_rows(table, guessed(table)))


def one(**changed: str) -> Row:
    columns = guessed([HEAD]).columns
    cells = list(ROW)
    for name, value in changed.items():
        cells[columns[name]] = value
    (row,) = rows(tuple(cells))
    return row


def test_columns_are_known_by_many_names() -> None:
    found = guessed([HEAD])
    assert list(found.columns) == [
        "project",
        "building",
        "unit",
        "room",
        "name",
        "phone",
        "email",
        "occupied",
        "role",
        "moved_in",
    ]
    assert found.missing == ()


def test_the_head_may_stand_below_titles_and_remarks() -> None:
    table = [("业主信息登记表",), ("填表日期：2026-03-02", "", "项目"), HEAD, ROW]
    assert guessed(table).header == 2
    assert [row.number for row in read_rows(table, guessed(table))] == [4]
    assert at_header(table, 9) == {}


def test_what_cannot_be_guessed_is_asked_for() -> None:
    found = guessed([("甲", "乙"), ("花园", "101")])
    assert found.missing == ("project", "room")
    assert Choices(columns={"room": 1}, project="花园").missing == ()
    assert Choices.unpacked(found.packed()) == found


def test_a_whole_row() -> None:
    row = one()
    assert row.doubts == ()
    assert row.flat is not None
    (person,) = row.flat.people
    assert (row.flat.building, row.flat.room, row.flat.occupied) == ("3栋", "501", True)
    assert (person.name, person.role, person.moved_in) == ("王芳", OccupantRole.OWNER, date(2026, 1, 5))


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"project": ""}, Doubt.NO_PROJECT),
        ({"room": ""}, Doubt.NO_ROOM),
        ({"room": f"{DATED}2026-03-12"}, Doubt.DATED_CELL),
        ({"building": f"{DATED}2026-03-12"}, Doubt.DATED_CELL),
        ({"email": "not-an-address"}, Doubt.ODD_EMAIL),
        ({"occupied": "也许"}, Doubt.ODD_OCCUPIED),
        ({"role": "朋友"}, Doubt.ODD_ROLE),
        ({"phone": "12345"}, Doubt.ODD_PHONE),
        ({"moved_in": "去年"}, Doubt.ODD_DATE),
        ({"moved_in": "2026-02-31"}, Doubt.ODD_DATE),
    ],
)
def test_what_is_doubtful_is_told(changed: dict[str, str], doubt: Doubt) -> None:
    assert [found for found, _ in one(**changed).doubts] == [doubt]


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("138 0013 8000", "138-0013-8000"),
        ("13800138000 13900139000", "13800138000 13900139000"),
        ("13800138000、123", "13800138000"),
        ("'+86 13800138000", "+86-13800138000"),
    ],
)
def test_phones_as_people_write_them(written: str, phone: str) -> None:
    flat = one(phone=written).flat
    assert flat is not None
    assert flat.people[0].phone == phone


@pytest.mark.parametrize(
    ("room", "place"),
    [
        ("3-2-501", ("3", "2", "501")),
        ("3栋-501室", ("3", None, "501")),
        ("A座-12-1203", ("A", "12", "1203")),
        ("501", (None, None, "501")),
    ],
)
def test_a_flat_in_one_cell_is_told_apart(room: str, place: tuple[str | None, ...]) -> None:
    (row,) = rows(("花园", room, "王芳"), head=("项目", "房号", "姓名"))
    assert row.flat is not None
    assert (row.flat.building, row.flat.unit, row.flat.room) == place


@pytest.mark.parametrize(
    "written", ["2026/1/5", "2026年1月5日", "2026.01.05", f"{DATED}2026-01-05", "2026-01-05 00:00:00"]
)
def test_days_in_many_forms(written: str) -> None:
    flat = one(moved_in=written).flat
    assert flat is not None
    assert flat.people[0].moved_in == date(2026, 1, 5)


def test_a_column_that_is_not_there_says_nothing() -> None:
    (row,) = rows(("花园", "101"), head=("项目", "房号"))
    assert row.flat is not None
    assert (row.flat.occupied, row.flat.people) == (None, ())
