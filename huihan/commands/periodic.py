"""`huihan report monthly`, `quarterly` and `yearly`: the report of a period, as Word, Excel or JSON."""

from pathlib import Path
from typing import Annotated

import typer

from domain.rates import Length
from huihan import correcting
from huihan.commands.report import Area, Month, Project, Xlsx, month_of, written
from huihan.correcting import actor
from huihan.opened import services_of
from huihan.options import Json
from huihan.output import say_json, tell
from store.tasks import Among
from workers.instance.services import Services
from workers.reporting import words
from workers.reporting.contents import Report, ReportAsked, Texts
from workers.reporting.contract import report_view
from workers.reporting.making import report_for

Docx = Annotated[Path | None, typer.Option("--docx", metavar="FILE", help="写成 Word 文件")]


def monthly(
    context: typer.Context,
    month: Month = None,
    project: Project = None,
    area: Area = None,
    docx: Docx = None,
    xlsx: Xlsx = None,
    *,
    as_json: Json = False,
) -> None:
    """月度报告：统计、指标、走势、突出问题、超期案件。The month's report: figures, trends, matters, overdue cases."""
    _report(context, Length.MONTH, month, Among(project=project, area=area), (docx, xlsx), as_json=as_json)


def quarterly(
    context: typer.Context,
    month: Month = None,
    project: Project = None,
    area: Area = None,
    docx: Docx = None,
    xlsx: Xlsx = None,
    *,
    as_json: Json = False,
) -> None:
    """季度报告：写该季任一月份。The same of a quarter; --month is any month of it."""
    _report(context, Length.QUARTER, month, Among(project=project, area=area), (docx, xlsx), as_json=as_json)


def yearly(
    context: typer.Context,
    month: Month = None,
    project: Project = None,
    area: Area = None,
    docx: Docx = None,
    xlsx: Xlsx = None,
    *,
    as_json: Json = False,
) -> None:
    """年度报告：写该年任一月份。The same of a year; --month is any month of it."""
    _report(context, Length.YEAR, month, Among(project=project, area=area), (docx, xlsx), as_json=as_json)


def _report(
    context: typer.Context,
    length: Length,
    month: str | None,
    among: Among,
    files: tuple[Path | None, Path | None],
    *,
    as_json: bool,
) -> None:
    with services_of(context) as services, correcting.refusing():
        report = _made(services, ReportAsked(month=month_of(month, services), length=length, among=among))
        docx, xlsx = files
        if docx is not None:
            from workers.reporting.word import as_docx  # noqa: PLC0415 - Word and its charts where they are asked for

            written(docx, as_docx(report))
        if xlsx is not None:
            from workers.reporting.sheets import as_xlsx  # noqa: PLC0415 - as above

            written(xlsx, as_xlsx(report))
        if as_json:
            say_json(report_view(report))
        elif files == (None, None):
            tell(words.title(report))
            tell("".join(str(one) for one in report.overview))


def _made(services: Services, asked: ReportAsked) -> Report:
    with services.database.snapshot() as session:
        return report_for(services, session, actor(None), asked, Texts())
