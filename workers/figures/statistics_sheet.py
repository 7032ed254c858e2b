"""The statistics form as Excel, laid out as the trade has it: the classes down, month, year and whole life across."""

from collections.abc import Iterable, Mapping

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from domain.labels import CATEGORY
from domain.said import N_
from domain.tasks import Count, Counts, Period
from workers.figures import corrections
from workers.figures.corrections import Corrected
from workers.figures.statistics import HOUSE_SCHEME, Blocks, Statistics
from workers.instance.sheets import BOLD, HEAD, saved

TITLE = "客户投诉处理统计报表"
PERIODS: Mapping[Period, str] = {Period.MONTH: N_("当月"), Period.YEAR: N_("当年累计"), Period.LIFE: N_("项目全程")}
NUMBERS: Mapping[str, str] = {
    "new": N_("新增"),
    "tasks": N_("任务数"),
    "on_time": N_("按时完成"),
    "on_time_rate": N_("按时完成率"),
    "overdue_done": N_("超期完成"),
    "overdue_rate": N_("超期完成率"),
    "done_rate": N_("完成率"),
}
"""The columns of a block, by the names of `Counts`."""
DEFINITIONS = (
    N_("任务：一件投诉的一轮处理，按“处理”期限计；再次打开的案件按新一轮另计一项，认定不是投诉的不计。"),
    N_("当月任务：当月新增且当月到期的，以前转入且当月到期的，以及其他在当月提前完成的；上月已提前完成的计入上月。"),
    N_("当年、全程任务：其间新增的和转入的，计到统计月份的月末。"),
    N_("按时完成含提前完成。各率以任务为分母，完成率是按时与超期完成之和；没有任务时不计。"),
)
"""How the numbers are reckoned, below the form and on its page."""
_LINE = Side(style="thin", color="9AA5B1")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_FIRST = 3
"""The first of the two rows of heads."""


def class_name(form: Statistics, name: str) -> str:
    """What staff call a class: those of the house by their label."""
    return CATEGORY.get(name, name) if form.asked.scheme == HOUSE_SCHEME else name


def as_sheet(form: Statistics, company: str) -> bytes:
    """The form as .xlsx, to print on one page across. company: whose it is."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet("统计报表")
    _head(sheet, form, company)
    row = _FIRST + 2
    for line in form.rows:
        _line(sheet, row, class_name(form, line.name), line.blocks)
        row += 1
    _line(sheet, row, "合计", form.total)
    for cell in sheet[row]:
        cell.font = BOLD
    for number, text in enumerate(DEFINITIONS, start=row + 2):
        sheet.cell(number, 1, text).font = Font(size=9, color="5B6570")
    _paper(sheet)
    if form.corrections:
        _corrections(book.create_sheet(corrections.TITLE), form)
    return saved(book)


def corrected(form: Statistics) -> tuple[Corrected, ...]:
    """What is reckoned otherwise since the month was closed, in words."""
    return tuple(
        Corrected(
            of=class_name(form, one.of[0] or "") if one.of else corrections.TOTAL,
            number=NUMBERS[Count(one.count)],
            period="" if one.period is None else PERIODS[one.period],
            kept=one.kept,
            now=one.now,
            seen_at=one.seen_at,
        )
        for one in form.corrections
    )


def _corrections(sheet: Worksheet, form: Statistics) -> None:
    for row, values in enumerate((corrections.COLUMNS, *corrections.rows(corrected(form))), start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column, value)
            cell.border, cell.alignment = _GRID, Alignment(horizontal="left")
            if row == 1:
                cell.font, cell.fill = BOLD, HEAD
    for column, width in enumerate((18, 12, 12, 10, 10, 14), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _head(sheet: Worksheet, form: Statistics, company: str) -> None:
    last = 1 + len(PERIODS) * len(NUMBERS)
    among = form.asked.among
    where = among.project or (f"{among.area}区域" if among.area else "全部项目")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=last)
    title = sheet.cell(1, 1, TITLE)
    title.font, title.alignment = Font(bold=True, size=16), _MIDDLE
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=last)
    closed = "" if form.closed_at is None else f"（{form.closed_at:%Y-%m-%d} 结账）"
    sheet.cell(2, 1).value = f"{company}　{where}　{form.asked.month.year}年{form.asked.month.month}月{closed}"
    sheet.cell(2, 1).alignment = _MIDDLE
    sheet.merge_cells(start_row=_FIRST, end_row=_FIRST + 1, start_column=1, end_column=1)
    sheet.cell(_FIRST, 1).value = "类别"
    for block, name in enumerate(PERIODS.values()):
        begins = 2 + block * len(NUMBERS)
        sheet.merge_cells(start_row=_FIRST, end_row=_FIRST, start_column=begins, end_column=begins + len(NUMBERS) - 1)
        sheet.cell(_FIRST, begins).value = name
        for column, number in enumerate(NUMBERS.values(), start=begins):
            sheet.cell(_FIRST + 1, column).value = number
    for cells in sheet.iter_rows(min_row=_FIRST, max_row=_FIRST + 1, max_col=last):
        for cell in cells:
            cell.font, cell.fill, cell.alignment, cell.border = BOLD, HEAD, _MIDDLE, _GRID


def _line(sheet: Worksheet, row: int, name: str, blocks: Blocks) -> None:
    _put(sheet, row, 1, name)
    values = (value for period in PERIODS for value in _values(blocks[period]))
    for column, value in enumerate(values, start=2):
        _put(sheet, row, column, value)


def _values(counts: Counts) -> Iterable[int | float | None]:
    yield from (getattr(counts, name) for name in NUMBERS)


def _put(sheet: Worksheet, row: int, column: int, value: str | float | None) -> None:
    """A rate as a percentage; where there are no tasks there is none."""
    cell = sheet.cell(row, column, "—" if value is None else value)
    if isinstance(value, float):
        cell.number_format = "0.0%"
    cell.border = _GRID
    cell.alignment = Alignment(horizontal="left" if column == 1 else "center", vertical="center")


def _paper(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 16
    for column in range(2, 2 + len(PERIODS) * len(NUMBERS)):
        sheet.column_dimensions[get_column_letter(column)].width = 8.5
    sheet.row_dimensions[_FIRST + 1].height = 32
    sheet.freeze_panes = f"B{_FIRST + 2}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
