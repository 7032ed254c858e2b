"""The tables of a report as rows of text, the same in Word and on paper."""

from collections.abc import Sequence

from domain.labels import CAUSE
from domain.rates import Length, RateCounts
from domain.tasks import Counts, Period
from domain.work_codes import CauseSaid
from workers.figures.causes import CauseCount
from workers.figures.rates import COUNTS, DIMENSIONS, RATES, RateLine
from workers.figures.rates_sheet import NOT_KNOWN
from workers.figures.statistics import Statistics
from workers.figures.statistics_sheet import NUMBERS, PERIODS, class_name
from workers.reporting.contents import Report
from workers.reporting.overview import percent

Rows = list[list[str | int | float | None]]
"""A share is a float from 0 to 1, None where there is none."""
TITLES = {Length.MONTH: "月度报告", Length.QUARTER: "季度报告", Length.YEAR: "年度报告"}
BEFORE = {Length.MONTH: "上月", Length.QUARTER: "上季度", Length.YEAR: "上年"}
MATTER_COLUMNS = ("事项", "件数", "占比", "上期", "上年同期", "主要原因")
OVERDUE_COLUMNS = ("编号", "地点", "事项", "责任部门", "跟进人", "应完成", "完成", "超期天数")
WARNING_COLUMNS = ("类型", "名称", "本月", "月均", "控制上限")
PROJECT_COLUMNS = ("项目", "收到", "有效", "到期", *RATES.values(), "同类及时率")
"""The last: the median of the projects that are like it."""


def title(report: Report) -> str:
    """What stands over it."""
    return f"{report.period}客户投诉处理{TITLES[report.asked.length]}"


def form_rows(form: Statistics, periods: Sequence[Period]) -> Rows:
    """The statistics form with these of its blocks, the total last."""
    names = list(NUMBERS.values())
    heads = [f"{PERIODS[period]}{name}" if len(periods) > 1 else name for period in periods for name in names]
    lines: Rows = [
        [class_name(form, row.name), *_blocks([row.blocks[period] for period in periods])] for row in form.rows
    ]
    return [["类别", *heads], *lines, ["合计", *_blocks([form.total[period] for period in periods])]]


def rate_rows(report: Report) -> Rows:
    """The counts and rates of the period beside the one before and, but for a year, the same a year earlier."""
    beside: list[tuple[str, RateCounts]] = [("本期", report.total), (BEFORE[report.asked.length], report.before)]
    if report.asked.length is not Length.YEAR:
        beside.append(("上年同期", report.year_before))
    counts: Rows = [[label, *(getattr(of, name) for _, of in beside)] for name, label in COUNTS.items()]
    rates: Rows = [[label, *(getattr(of, name) for _, of in beside)] for name, label in RATES.items()]
    return [["指标", *(name for name, _ in beside)], *counts, *rates]


def project_rows(report: Report) -> Rows:
    """The projects, the most complained of first, the total last."""
    lines: Rows = [
        [line.key[0] or NOT_KNOWN, *_of_project(line.counts), _beside(line)] for line in report.projects.lines
    ]
    return [list(PROJECT_COLUMNS), *lines, ["合计", *_of_project(report.total), None]]


def month_rows(report: Report) -> Rows:
    """The twelve months that end with the period."""
    head: list[str | int | float | None] = ["月份", "收到", "有效", "完成及时率", "一次回访满意率"]
    lines: Rows = [
        [
            f"{one.month:%Y-%m}",
            one.counts.received,
            one.counts.valid,
            one.counts.in_time_rate,
            one.counts.first_visit_rate,
        ]
        for one in report.months
    ]
    return [head, *lines]


def matter_rows(report: Report) -> Rows:
    """The matters most complained of."""
    lines: Rows = [
        [one.name, one.count, one.share, one.before, one.year_before, causes_text(one.causes)] for one in report.matters
    ]
    return [list(MATTER_COLUMNS), *lines]


def overdue_rows(report: Report) -> Rows:
    """The rounds of handling past their term, those still open first."""
    lines: Rows = [
        [
            *(one.number, one.place, one.matter, one.departments, one.owner, f"{one.due:%Y-%m-%d}"),
            "未完成" if one.finished is None else f"{one.finished:%Y-%m-%d}",
            one.days,
        ]
        for one in report.overdue
    ]
    return [list(OVERDUE_COLUMNS), *lines]


def warning_rows(report: Report) -> Rows:
    """What rises above its control limit."""
    lines: Rows = [
        [DIMENSIONS[one.by], one.name, one.count, f"{one.mean:.1f}", f"{one.limit:.1f}"] for one in report.warnings
    ]
    return [list(WARNING_COLUMNS), *lines]


def text(value: str | float | None) -> str:
    """A value as it is printed."""
    return percent(value) if value is None or isinstance(value, float) else str(value)


def causes_text(causes: Sequence[CauseCount]) -> str:
    """What a matter comes from, those that staff chose first: 机 12，法 3（拟定）."""
    parts = (
        f"{CAUSE[one.cause] if one.cause else NOT_KNOWN} {one.count}"
        f"{'（拟定）' if one.said is CauseSaid.PROPOSED else ''}"
        for one in causes
    )
    return "，".join(parts)


def _beside(line: RateLine) -> float | None:
    return None if line.beside is None or line.beside.why is not None else line.beside.medians["in_time_rate"]


def _of_project(counts: RateCounts) -> list[int | float | None]:
    return [counts.received, counts.valid, counts.due, *(getattr(counts, name) for name in RATES)]


def _blocks(blocks: Sequence[Counts]) -> list[int | float | None]:
    return [getattr(block, name) for block in blocks for name in NUMBERS]
