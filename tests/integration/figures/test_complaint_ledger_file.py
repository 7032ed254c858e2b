"""The ledger as the trade has it: its seventeen columns, in words of the staff, opened again by another library.

Covers workers.figures.complaint_ledger.
"""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from servers.house import House
from servers.letters_day import CLERK, MANAGER, SUPERVISOR, one_case, person

from domain.codes import Category, Role
from domain.course import Act
from domain.events import HouseEvent
from domain.record import Facts
from store import house_log
from store.complaint_ledger import LedgerFilter
from workers.casework.case_work import measures_done, take
from workers.casework.recording import save_facts
from workers.figures import complaint_ledger as ledger_file
from workers.figures.complaint_ledger import COLUMNS, as_file, page_of
from workers.instance.refusals import Refused
from workers.instance.sheets import table

TEXT = "阳光花园3栋2单元501的林小雨，电话13812345678。电梯停运三天了，老人下不了楼，请马上修。"


def rows_of(data: bytes) -> list[tuple[object, ...]]:
    """All rows of the sheet, the head first."""
    (sheet,) = load_workbook(BytesIO(data)).worksheets
    assert sheet.title == "投诉台账"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return list(sheet.iter_rows(values_only=True))


def test_the_columns_of_the_trade(house: House) -> None:
    one_case(house, subject="电梯停运", text=TEXT)
    head, row = rows_of(as_file(house.services, LedgerFilter(), actor=MANAGER))
    assert (
        head
        == COLUMNS
        == (
            *("编号", "日期", "投诉人", "联系方式", "项目", "区域", "楼栋", "单元", "房间", "投诉来源", "投诉分类"),
            *("投诉内容", "责任部门", "级别", "承诺完成", "实际完成", "回访结果"),
        )
    )
    line = dict(zip(head, row, strict=True))
    assert line["编号"] == "TS-2026-000001"
    assert line["日期"] == datetime(2026, 3, 2, 10)  # noqa: DTZ001 - Excel knows no zones
    assert (line["项目"], line["楼栋"], line["单元"], line["房间"]) == ("阳光花园", "3", "2", "501")
    assert line["联系方式"] == "13812345678"
    assert line["投诉来源"] == "电子邮件"
    assert str(line["投诉分类"]).startswith("设备管理：")
    assert "老人下不了楼" in str(line["投诉内容"])
    assert line["责任部门"] == "工程部"
    assert line["承诺完成"] == datetime(2026, 3, 9, 18)  # noqa: DTZ001 - Excel knows no zones
    assert (line["实际完成"], line["回访结果"]) == (None, None)


def test_what_the_record_says_goes_before_the_letter(house: House) -> None:
    case = one_case(house, subject="电梯停运", text=TEXT)
    save_facts(house.services, case.number, Facts(told="2单元电梯3月1日起停运"), actor=CLERK, seen=0)
    for act in (Act.ACCEPT, Act.INVESTIGATE):
        take(house.services, case.number, act, actor=SUPERVISOR)
    measures_done(house.services, case.number, "门机已换", actor=SUPERVISOR)
    _, row = rows_of(as_file(house.services, LedgerFilter(), actor=MANAGER))
    assert row[COLUMNS.index("投诉内容")] == "2单元电梯3月1日起停运"
    assert row[COLUMNS.index("实际完成")] == datetime(2026, 3, 2, 10)  # noqa: DTZ001 - Excel knows no zones


def test_a_formula_stays_text(house: House) -> None:
    one_case(house, subject="=1+1", text='=HYPERLINK("http://x.example")阳光花园电梯停运，请修。')
    (_, row) = rows_of(as_file(house.services, LedgerFilter(category=Category.EQUIPMENT), actor=MANAGER))
    assert str(row[COLUMNS.index("投诉内容")]).startswith("=HYPERLINK")


def test_only_heads_take_it_out_and_that_is_noted(house: House) -> None:
    one_case(house, subject="电梯停运", text=TEXT)
    with pytest.raises(Refused):
        as_file(house.services, LedgerFilter(), actor=person("li", Role.CLERK))
    as_file(house.services, LedgerFilter(), actor=MANAGER)
    wanted = house_log.Wanted(what=[HouseEvent.LEDGER_EXPORTED])
    (entry,) = house.ask(lambda session: house_log.page(session, wanted))
    assert (entry.who, entry.payload) == ("sun", {"count": 1})


def test_a_supervisor_takes_out_their_own_project(house: House) -> None:
    one_case(house, subject="电梯停运", text=TEXT)
    own = person("he", Role.SUPERVISOR, project="月亮湾花园")
    assert rows_of(as_file(house.services, LedgerFilter(), actor=own)) == [COLUMNS]


def test_a_page_says_where_the_next_begins_and_how_many_there_are(house: House) -> None:
    for number in range(3):
        one_case(house, subject=f"电梯停运{number}", text=f"阳光花园{number + 1}栋2单元501，电梯停运，请修。")
    first = house.ask(lambda session: page_of(session, MANAGER, LedgerFilter(), limit=2))
    rest = house.ask(lambda session: page_of(session, MANAGER, LedgerFilter(), limit=2, after=first.following))
    assert (first.total, rest.total, rest.following) == (3, 3, None)
    numbers = [entry.line.number for entry in (*first.entries, *rest.entries)]
    assert numbers == ["TS-2026-000003", "TS-2026-000002", "TS-2026-000001"]


def test_who_writes_does_not_wait_for_the_file(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    one_case(house, subject="电梯停运", text=TEXT)

    def meanwhile(*given: object) -> bytes:
        one_case(house, subject="再来一封", text="阳光花园6栋2单元501，电梯停运，请修。", Message_ID="<b@example.com>")
        return table(*given)

    monkeypatch.setattr(ledger_file, "table", meanwhile)
    assert len(rows_of(as_file(house.services, LedgerFilter(), actor=MANAGER))) >= 2
    assert len(house.cases()) == 2


def test_more_lines_than_a_file_may_have_are_refused_with_their_number(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_case(house, subject="电梯停运", text=TEXT)
    monkeypatch.setattr(ledger_file, "MOST", 0)
    with pytest.raises(Refused) as refused:
        as_file(house.services, LedgerFilter(), actor=MANAGER)
    assert str(refused.value) == "符合条件的有 1 行，一个文件最多 0 行；请缩短日期范围"
