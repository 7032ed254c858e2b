"""The statistics form in Excel has the columns of the trade's own form.

Covers workers.figures.statistics_sheet.
"""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.tasks import NOTHING, Counts, Period
from store.tasks import Among
from workers.figures.statistics import HOUSE_SCHEME, ClassLine, Statistics, StatisticsAsked
from workers.figures.statistics_sheet import as_sheet

SOME = {Period.MONTH: Counts(new=6, tasks=8, on_time=5, overdue_done=1), Period.YEAR: NOTHING, Period.LIFE: NOTHING}
BLOCK = ["新增", "任务数", "按时完成", "按时完成率", "超期完成", "超期完成率", "完成率"]


def sheet_of(scheme: str = HOUSE_SCHEME, among: Among | None = None, name: str = "building") -> Worksheet:
    asked = StatisticsAsked(month=date(2026, 3, 1), scheme=scheme, among=among or Among())
    made = Statistics(asked=asked, rows=(ClassLine(name=name, blocks=SOME),), total=SOME)
    return load_workbook(BytesIO(as_sheet(made, "阳光物业"))).worksheets[0]


def test_the_columns_by_name() -> None:
    sheet = sheet_of()
    assert sheet["A1"].value == "客户投诉处理统计报表"
    assert sheet["A2"].value == "阳光物业　全部项目　2026年3月"
    assert [cell.value for cell in sheet[3] if cell.value] == ["类别", "当月", "当年累计", "项目全程"]
    assert [cell.value for cell in sheet[4]][1:] == BLOCK * 3


def test_a_line_and_the_total() -> None:
    sheet = sheet_of()
    month = [6, 8, 5, 5 / 8, 1, 1 / 8, 6 / 8]
    assert [cell.value for cell in sheet[5]] == ["房屋管理", *month, *[0, 0, 0, "—", 0, "—", "—"] * 2]
    assert [cell.value for cell in sheet[6]][:8] == ["合计", *month]
    assert sheet["E5"].number_format == "0.0%"


def test_other_schemes_have_their_own_names_and_the_place_is_told() -> None:
    assert sheet_of("desk", Among(project="云锦苑"), "报修")["A5"].value == "报修"
    assert sheet_of("desk", Among(project="云锦苑"))["A2"].value == "阳光物业　云锦苑　2026年3月"
    assert sheet_of(among=Among(area="城东"))["A2"].value == "阳光物业　城东区域　2026年3月"


def test_it_prints_on_one_page_across() -> None:
    sheet = sheet_of()
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
