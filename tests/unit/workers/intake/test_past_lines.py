"""Lines of an older ledger: which columns they have, what they say, and what is doubtful in them.

Covers workers.intake.past_columns and workers.intake.past_lines.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers.old_ledger import HEAD, LINES, TITLE, workbook

from domain.codes import Channel, ClockState, Grade, VisitOutcome
from domain.past_codes import PAST_FIELD, PastDoubt
from domain.settings import Limits
from ingest.table_file import read_table
from rules.compiled import Compiled
from workers.intake.past_columns import Choices, guessed, shown
from workers.intake.past_lines import PastLine, Reader

ZONE = ZoneInfo("Asia/Shanghai")
CLOSES = time(18)
ROWS = read_table(workbook(), "台账.xlsx", Limits())
COLUMNS = tuple(PAST_FIELD.values())


Read = Callable[..., list[PastLine]]
One = Callable[..., PastLine]


@pytest.fixture(scope="session")
def read(compiled: Compiled) -> Read:
    """The lines of rows."""
    return lambda rows=ROWS: list(Reader.of(guessed(rows), compiled.rulebook).lines(rows))


@pytest.fixture(scope="session")
def one(read: Read) -> One:
    """A line with those cells, by the names of TRADE 3."""

    def made(**cells: str) -> PastLine:
        given = {"日期": "2025-03-03", "项目": "阳光花园", "投诉内容": "电梯停运", **cells}
        (line,) = read([COLUMNS, [given.get(name, "") for name in COLUMNS]])
        return line

    return made


def doubts(line: PastLine) -> list[PastDoubt]:
    return [doubt for doubt, _ in line.doubts]


def test_the_columns_of_the_trade_and_their_usual_names_are_known() -> None:
    assert list(guessed([COLUMNS]).columns) == list(PAST_FIELD)
    found = guessed(ROWS)
    assert (found.header, ROWS[0][0], ROWS[1][0]) == (1, TITLE[0], HEAD[0])
    assert len(found.columns) == len(HEAD)
    assert guessed([("甲", "乙"), ("1", "2")]).missing == ("received", "content")
    assert Choices.unpacked(found.packed()) == found


def test_a_ledger_as_offices_keep_it(read: Read) -> None:
    first, second, third, fourth, total = read()
    assert [line.line for line in (first, second, third, fourth, total)] == [3, 4, 6, 7, 8]
    assert first.received_at(ZONE) == datetime(2025, 3, 3, 9, 30, tzinfo=ZONE)
    assert dict(first.place) == {"building": "3", "unit": "2", "room": "501"}
    assert (first.channel, first.grade, first.visit) == (Channel.PHONE, Grade.C, VisitOutcome.SATISFIED)
    assert dict(second.place) == {"building": "3", "unit": "2", "room": "502"}
    assert second.received is not None
    assert (second.received.day, second.phone) == (date(2025, 3, 4), "13900139000")
    assert second.handling(ZONE, CLOSES).state is ClockState.LATE
    assert first.handling(ZONE, CLOSES).state is ClockState.MET
    assert third.handling(ZONE, CLOSES).state is ClockState.UNTOLD
    assert doubts(fourth) == [PastDoubt.UNKNOWN_CLASS]
    assert (fourth.class_, fourth.departments, fourth.visit) == (None, None, VisitOutcome.UNREACHABLE)
    assert doubts(total) == [PastDoubt.NO_LINE]


def test_what_is_lacking_is_said(one: One) -> None:
    assert doubts(one(日期="某日")) == [PastDoubt.NO_DATE]
    assert doubts(one(项目="")) == [PastDoubt.NO_PROJECT]
    assert doubts(one(投诉内容="")) == [PastDoubt.NO_CONTENT]
    assert doubts(one(承诺完成="很快")) == [PastDoubt.ODD_TERM]
    assert doubts(one(实际完成="2025-03-02")) == [PastDoubt.ODD_TERM]
    assert doubts(one(投诉来源="飞鸽", 责任部门="外星部", 级别="超级", 回访结果="呵呵")) == [
        *(PastDoubt.ODD_CHANNEL, PastDoubt.ODD_DEPARTMENT, PastDoubt.ODD_GRADE, PastDoubt.ODD_VISIT)
    ]
    assert doubts(one(投诉来源="-", 责任部门="无", 级别="/", 回访结果="未回访", 承诺完成="—")) == []


def test_a_day_that_is_the_last_of_the_term_is_in_time(one: One) -> None:
    for promised, finished, state in (
        ("2025-03-05", "2025-03-05", ClockState.MET),
        ("2025-03-05 12:00", "2025-03-05", ClockState.MET),
        ("2025-03-05 12:00", "2025-03-05 13:00", ClockState.LATE),
        ("2025-03-05", "2025-03-06", ClockState.LATE),
        ("2025-03-05", "", ClockState.UNTOLD),
        ("", "2025-03-05", ClockState.UNTOLD),
    ):
        handling = one(承诺完成=promised, 实际完成=finished).handling(ZONE, CLOSES)
        assert handling.state is state, (promised, finished)


def test_the_same_complaint_has_the_same_key_however_it_ended(one: One) -> None:
    assert one(编号="1").key == one(编号="1", 实际完成="2025-03-09", 回访结果="满意").key
    assert one(编号="1").key != one(编号="2").key
    assert one(房间="3-2-501").key == one(楼栋="3", 单元="2", 房间="501").key


def test_rooms_in_one_cell(one: One) -> None:
    for written, place in (
        ("3-2-1202", ("3", "2", "1202")),
        ("3栋2单元1202室", ("3", "2", "1202")),
        ("3号楼1202", ("3", None, "1202")),
        ("阳光花园3栋2单元1202", ("3", "2", "1202")),
        ("3-1202", ("3", None, "1202")),
        ("1202", (None, None, "1202")),
        ("A座1202", ("A", None, "1202")),
        ("商铺/东门", (None, None, "商铺/东门")),
    ):
        assert tuple(one(房间=written).place.values()) == place, written


def test_another_head_within_is_no_line(read: Read) -> None:
    rows = [COLUMNS, ["", "2025-03-03", "", "", "甲", "", "", "", "", "", "", "灯坏了", "", "", "", "", ""], COLUMNS]
    assert [doubts(line) for line in read(rows)] == [[], [PastDoubt.NO_LINE]]


@given(st.lists(st.lists(st.text(max_size=12), max_size=len(HEAD)), max_size=8))
def test_every_row_that_says_anything_is_a_line_whatever_it_says(read: Read, rows: list[list[str]]) -> None:
    found = read([HEAD, *rows])
    assert [line.line for line in found] == [at for at, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
    for line in found:
        if line.received is not None:
            handling = line.handling(ZONE, CLOSES)
            assert handling.finished_at is None or handling.finished_at >= handling.started_at


def test_the_file_has_what_the_lines_have(read: Read) -> None:
    cells = {shown(cell) for line in read() for cell in line.cells if cell}
    wanted = {str(cell) for line in LINES for cell in line if isinstance(cell, str) and cell}
    assert wanted <= cells
