"""A report as Excel: a sheet for each table, by name, with numbers as numbers."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from domain.tasks import Period
from workers.figures.statistics import HOUSE_SCHEME, Statistics
from workers.figures.statistics_sheet import TITLE as FORM
from workers.instance.sheets import BOLD, HEAD, saved
from workers.reporting import words
from workers.reporting.contents import Report

_LINE = Side(style="thin", color="9AA5B1")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WIDEST = 46
_NARROWEST = 9
_LONGEST_NAME = 31
"""Characters that Excel takes in the name of a sheet."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "－"))


def as_xlsx(report: Report) -> bytes:
    """The report as .xlsx; equal reports give equal bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _overview(book.create_sheet("总体情况"), report)
    for form in report.forms:
        _table(_sheet(book, form_name(form)), words.form_rows(form, list(Period)), total=True)
    _table(_sheet(book, "主要指标"), words.rate_rows(report))
    _table(_sheet(book, "各项目"), words.project_rows(report), total=True)
    _table(_sheet(book, "十二个月"), words.month_rows(report))
    _table(_sheet(book, "突出事项"), words.matter_rows(report))
    _table(_sheet(book, "超期案件"), words.overdue_rows(report))
    _table(_sheet(book, "预警"), words.warning_rows(report))
    return saved(book)


def form_name(form: Statistics) -> str:
    """What the sheet of a form is called: by its scheme, the house's own by the form's name."""
    scheme = form.asked.scheme
    return FORM if scheme == HOUSE_SCHEME else f"统计－{scheme}"


def _sheet(book: Workbook, name: str) -> Worksheet:
    made: Worksheet = book.create_sheet(name.translate(_FORBIDDEN)[:_LONGEST_NAME])
    return made


def _overview(sheet: Worksheet, report: Report) -> None:
    closed = "未结账" if report.closed_at is None else f"{report.closed_at:%Y-%m-%d} 结账"
    heads = [words.title(report), f"{report.where}　{closed}　{report.made_at:%Y-%m-%d} 编制"]
    texts = [text for text in (report.texts.analysis, report.texts.measures) if text]
    lines = [*heads, "", *(str(one) for one in report.overview), *texts]
    for row, text in enumerate(lines, start=1):
        cell = sheet.cell(row, 1, text)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    sheet.column_dimensions["A"].width = 100


def _table(sheet: Worksheet, rows: words.Rows, *, total: bool = False) -> None:
    """total: whether the last row is one."""
    for number, row in enumerate(rows, start=1):
        for column, found in enumerate(row, start=1):
            value = "—" if found is None else found
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula
            elif isinstance(value, float):
                cell.number_format = "0.0%"
            cell.border = _GRID
            wrapped = number == 1 or isinstance(value, str)
            cell.alignment = Alignment(
                horizontal=None if column == 1 else "center", vertical="center", wrap_text=wrapped
            )
            if number == 1:
                cell.font, cell.fill = BOLD, HEAD
            elif total and number == len(rows):
                cell.font = BOLD
    for column in range(1, len(rows[0]) + 1):
        width = max(_width(row[column - 1]) for row in rows)
        sheet.column_dimensions[get_column_letter(column)].width = max(_NARROWEST, min(_WIDEST, width))
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _width(value: str | float | None) -> int:
    text = words.text(value)
    return 2 + sum(1 if one.isascii() else 2 for one in text)
