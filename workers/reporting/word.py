"""A report as Word, in the look of the letters (GB/T 9704—2012)."""

from domain.tasks import Period
from domain.typical import PART
from letters.templates.report import ReportDocument
from workers.figures.corrections import COLUMNS as CORRECTION_COLUMNS
from workers.figures.corrections import TITLE as CORRECTIONS
from workers.figures.corrections import rows as correction_rows
from workers.figures.rates import DEFINITIONS as OF_RATES
from workers.figures.statistics_sheet import DEFINITIONS as OF_FORM
from workers.figures.statistics_sheet import TITLE as FORM
from workers.figures.statistics_sheet import corrected
from workers.reporting import words
from workers.reporting.charts import CLASSES, PROJECTS, TREND, Bars, as_png, charts_of
from workers.reporting.contents import Report

MOST_OVERDUE = 60
"""Lines in the text; the Excel file has all of them."""
MOST_TYPICAL = 10
"""Typical cases in the text; all of them stand at the desk."""


def as_docx(report: Report) -> bytes:
    """The report as .docx; equal reports give equal bytes."""
    document = ReportDocument(words.title(report), _under(report))
    charts = {one.name: one for one in charts_of(report)}
    _overview(document, report)
    _form(document, report, charts)
    _rates(document, report, charts)
    _projects(document, report, charts)
    _matters(document, report)
    _overdue(document, report)
    _warnings(document, report)
    _typical(document, report)
    if report.texts.measures:
        document.heading("改进措施")
        document.text(report.texts.measures)
    document.signed(report.company, f"{report.made_at.year}年{report.made_at.month}月{report.made_at.day}日")
    _annex(document, report)
    return document.saved()


def _under(report: Report) -> list[str]:
    where = [report.where] if report.where != report.company else []
    return [*([report.company] if report.company else []), *where]


def _overview(document: ReportDocument, report: Report) -> None:
    document.heading("总体情况")
    document.text("".join(str(one) for one in report.overview))
    if report.closed_at is None:
        document.text("本期尚未结账，以上数字按编制时的记录计算。")


def _form(document: ReportDocument, report: Report, charts: dict[str, Bars]) -> None:
    form = report.forms[0]
    month = form.asked.month
    document.heading("投诉处理统计")
    document.text(f"{month.year}年{month.month}月各类投诉的处理任务见下表，当年累计和项目全程见附件。")
    rows = _texts(words.form_rows(form, [Period.MONTH]))
    document.table(f"{month.year}年{month.month}月投诉处理统计", rows, (22, 12, 14, 18, 20, 18, 20, 16), bold_last=True)
    _chart(document, charts.get(CLASSES))
    told = corrected(form)
    if told:
        rows = [list(CORRECTION_COLUMNS), *([str(value) for value in row] for row in correction_rows(told))]
        document.table(CORRECTIONS, rows, (22, 20, 22, 14, 14, 22))


def _rates(document: ReportDocument, report: Report, charts: dict[str, Bars]) -> None:
    document.heading("主要指标与走势")
    rows = _texts(words.rate_rows(report))
    document.table("主要指标", rows, (30, *([18] * (len(rows[0]) - 1))))
    _chart(document, charts.get(TREND))


def _projects(document: ReportDocument, report: Report, charts: dict[str, Bars]) -> None:
    if len(report.projects.lines) > 1:
        document.heading("各项目情况")
        document.table(
            "各项目投诉与办理",
            _texts(words.project_rows(report)),
            (30, 11, 11, 11, 17, 20, 13, 13, 16, 16),
            bold_last=True,
        )
        _chart(document, charts.get(PROJECTS))


def _matters(document: ReportDocument, report: Report) -> None:
    if report.matters or report.texts.analysis:
        document.heading("突出问题与原因分析")
    if report.matters:
        document.table("投诉最多的事项", _texts(words.matter_rows(report)), (34, 12, 14, 12, 16, 68))
    document.text(report.texts.analysis)


def _overdue(document: ReportDocument, report: Report) -> None:
    if not report.overdue:
        return
    document.heading("超期案件")
    rows = _texts(words.overdue_rows(report))
    document.table("超期案件", rows[: MOST_OVERDUE + 1], (27, 24, 26, 22, 13, 18, 18, 12))
    listed, every = min(MOST_OVERDUE, len(report.overdue)), report.overdue_open + report.overdue_done
    if every > listed:
        document.note(f"共 {every} 项，表中列出 {listed} 项，未完成的在前。")


def _warnings(document: ReportDocument, report: Report) -> None:
    if report.warnings:
        document.heading("预警")
        document.table("高于控制上限的事项、楼栋和部门", _texts(words.warning_rows(report)), (20, 50, 14, 14, 18))


def _typical(document: ReportDocument, report: Report) -> None:
    """What a reader should take from each; the whole stands with the typical cases."""
    if report.typical:
        document.heading("典型案例")
    for one in report.typical[-MOST_TYPICAL:]:
        document.subheading(one.text.title)
        for part in ("points", "causes", "lesson", "correction"):
            words_of = one.text.parts[part].strip()
            if words_of:
                document.text(f"{PART[part]}：{words_of}")
    if len(report.typical) > MOST_TYPICAL:
        document.note(f"期内共发布 {len(report.typical)} 个，此处列出最近的 {MOST_TYPICAL} 个。")


def _annex(document: ReportDocument, report: Report) -> None:
    """The whole statistics form on pages that lie, a table a block, and how the numbers are reckoned."""
    document.across()
    form = report.forms[0]
    widths = (20, *([10, 11, 12, 14, 12, 14, 12] * 2))
    document.table(f"附件　{FORM}", _texts(words.form_rows(form, [Period.MONTH, Period.YEAR])), widths, bold_last=True)
    document.table(
        f"附件　{FORM}（项目全程）",
        _texts(words.form_rows(form, [Period.LIFE])),
        (30, 20, 20, 22, 24, 22, 24, 20),
        bold_last=True,
    )
    for text in (*OF_FORM, *OF_RATES):
        document.note(text)


def _texts(rows: words.Rows) -> list[list[str]]:
    return [[words.text(value) for value in row] for row in rows]


def _chart(document: ReportDocument, bars: Bars | None) -> None:
    if bars is not None:
        document.picture(as_png(bars), bars.title, bars.alt)
