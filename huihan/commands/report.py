"""`huihan report`: the ledger of complaints, the statistics form, the rates and the surveys, as JSON or Excel."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from domain.codes import Category, Channel, Department, Grade
from domain.rates import Dimension, Length, RateCount, RateCounts
from domain.survey_codes import SurveyState
from domain.surveys import Quarter
from domain.tasks import Counts, Period
from domain.work_codes import Cause
from huihan import correcting
from huihan.correcting import actor
from huihan.errors import RefusedError
from huihan.opened import services_of
from huihan.options import By, Json
from huihan.output import say_json, tell
from huihan.screen import console
from store import people, surveys
from store.complaint_ledger import LedgerFilter
from store.surveys import SurveyRow
from store.tasks import Among
from workers.figures import closing, complaint_ledger, rates_sheet
from workers.figures.contract import rates_view, statistics_view
from workers.figures.corrections import is_late
from workers.figures.rates import COUNTS, DIMENSIONS, RATES, Rates, RatesAsked, rates_for
from workers.figures.statistics import HOUSE_SCHEME, Statistics, StatisticsAsked, statistics_for
from workers.figures.statistics_sheet import PERIODS, as_sheet, class_name
from workers.instance.company import company_now
from workers.instance.services import Services
from workers.surveys import sheet as survey_sheet
from workers.surveys.contract import surveys_view
from workers.surveys.notice import notice
from workers.surveys.results import Results, results_of

Month = Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="统计月份；不写即上一个月")]
Project = Annotated[str | None, typer.Option("--project", help="只统计这个项目")]
Area = Annotated[str | None, typer.Option("--area", help="只统计这个区域的项目")]
Xlsx = Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="写成 Excel 文件")]


def statistics(
    context: typer.Context,
    scheme: Annotated[
        str, typer.Option("--scheme", help="统计口径：category 或规则簿 schemes 里的名称")
    ] = HOUSE_SCHEME,
    month: Month = None,
    project: Project = None,
    area: Area = None,
    xlsx: Xlsx = None,
    *,
    as_json: Json = False,
) -> None:
    """客户投诉处理统计报表：当月、当年、项目全程，按类别。The statistics form by class: month, year, whole life."""
    with services_of(context) as services, correcting.refusing():
        asked = StatisticsAsked(month=month_of(month, services), scheme=scheme, among=Among(project=project, area=area))
        with services.database.reading() as session:
            form = statistics_for(services, session, actor(None), asked)
        if xlsx is not None:
            written(xlsx, as_sheet(form, company_now(services).name))
        if as_json:
            say_json(statistics_view(form))
        elif xlsx is None:
            console().print(_table(form))


def rates(
    context: typer.Context,
    month: Month = None,
    length: Annotated[Length, typer.Option("--length", help="统计期：月、季度、年")] = Length.MONTH,
    by: Annotated[Dimension, typer.Option("--by", help="按什么分列")] = Dimension.PROJECT,
    project: Project = None,
    area: Area = None,
    worst: Annotated[str, typer.Option("--worst", metavar="RATE", help="按项目分列时，同类中这个比率最差的在前")] = "",
    xlsx: Xlsx = None,
    *,
    as_json: Json = False,
) -> None:
    """投诉办理指标：四个比率和各时限。The rates of a period, and every clock's share met."""
    with services_of(context) as services, correcting.refusing():
        if worst not in ("", *RATES):
            raise typer.BadParameter(f"可选：{'、'.join(RATES)}", param_hint="--worst")
        among = Among(project=project, area=area)
        asked = RatesAsked(month=month_of(month, services), length=length, by=by, among=among, worst=worst)
        with services.database.reading() as session:
            made = rates_for(services, session, actor(None), asked)
            names = {one.login: one.name for one in people.list_people(session)}
        names |= complaint_ledger.topic_names(services.compiled.rulebook)
        if xlsx is not None:
            written(xlsx, rates_sheet.as_sheet(made, names))
        if as_json:
            say_json(rates_view(made))
        elif xlsx is None:
            console().print(_rates_table(made, names))


def survey(
    context: typer.Context,
    quarter: Annotated[str, typer.Option("--quarter", metavar="YYYY-Qn", help="季度，如 2026-Q4")],
    project: Annotated[str | None, typer.Option("--project", help="公告是哪个项目的")] = None,
    xlsx: Xlsx = None,
    docx: Annotated[Path | None, typer.Option("--docx", metavar="FILE", help="张贴的结果公告，须写 --project")] = None,
    *,
    as_json: Json = False,
) -> None:
    """满意度调查的结果：回收率、满意率及其区间。What the surveys of a quarter found, with how sure it is."""
    wanted = Quarter.read(quarter)
    if wanted is None:
        raise typer.BadParameter(f"季度“{quarter[:20]}”应写成 2026-Q4 的样子", param_hint="--quarter")
    with services_of(context) as services, correcting.refusing():
        with services.database.reading() as session:
            rows = [one for one in surveys.newest(session, of=wanted) if one.state is not SurveyState.PLANNED]
            made = [results_of(session, one, actor(None)) for one in rows]
        if not made:
            raise RefusedError(f"{wanted.text} 没有已经开始的满意度调查")
        if xlsx is not None:
            written(xlsx, survey_sheet.as_sheet(made))
        if docx is not None:
            written(docx, _notice(services, rows, project))
        if as_json:
            say_json(surveys_view(wanted, made))
        elif xlsx is None and docx is None:
            for one in made:
                console().print(_survey_table(one))


def close(context: typer.Context) -> None:
    """为已过的月份结账，此后数字不再变动。Close the months that are over: their figures are kept as they are."""
    with services_of(context) as services:
        months = closing.close_due(services)
        for month in months:
            closed_at = services.now()
            late = is_late(services.compiled.calendar, month, closed_at)
            tell(f"{month:%Y-%m} 已结账" + ("（补行结账，数字是今天的）" if late else ""))
        if not months:
            tell("没有要结账的月份")


def ledger(
    context: typer.Context,
    xlsx: Annotated[Path, typer.Option("--xlsx", metavar="FILE", help="写成 Excel 文件")],
    since: Annotated[str | None, typer.Option("--since", metavar="YYYY-MM-DD", help="这一天及以后收到的")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="到这一天为止收到的")] = None,
    project: Project = None,
    area: Area = None,
    channel: Annotated[Channel | None, typer.Option(help="投诉来源")] = None,
    category: Annotated[Category | None, typer.Option(help="投诉分类")] = None,
    department: Annotated[Department | None, typer.Option(help="责任部门")] = None,
    grade: Annotated[Grade | None, typer.Option(help="级别 A–E")] = None,
    cause: Annotated[Cause | None, typer.Option(help="原因，未确认的按拟定")] = None,
    by: By = None,
) -> None:
    """投诉台账写成 Excel。The ledger of complaints as Excel; that it was taken out stands in the house log."""
    with services_of(context) as services, correcting.refusing():
        asked = LedgerFilter(
            among=Among(project=project, area=area),
            since=_day(since, services),
            before=_day(until, services, after=1),
            channel=channel,
            category=category,
            department=department,
            grade=grade,
            cause=cause,
        )
        written(xlsx, complaint_ledger.as_file(services, asked, actor=actor(by)))


def month_of(text: str | None, services: Services) -> date:
    """The month asked for; without one the last that is over."""
    if text is None:
        return services.now().astimezone(services.zone).date().replace(day=1) - timedelta(days=1)
    try:
        return datetime.strptime(text.strip(), "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        raise typer.BadParameter(f"月份“{text[:20]}”应写成 2026-03 的样子", param_hint="--month") from None


def _day(text: str | None, services: Services, *, after: int = 0) -> datetime | None:
    """The begin of the day in the house's zone, so many days later."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text.strip()) + timedelta(days=after)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"日期“{text[:20]}”应写成 2026-03-02 的样子") from None
    return datetime(day.year, day.month, day.day, tzinfo=services.zone)


def written(path: Path, data: bytes) -> None:
    """Write a file and say so. Raises RefusedError."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise RefusedError(f"无法写入 {path}：{error.strerror}") from None
    tell(f"已写入 {path}")


def _table(form: Statistics) -> Table:
    """The month alone: the file has the other two blocks."""
    month = form.asked.month
    table = Table(title=f"{month.year}年{month.month}月（{PERIODS[Period.MONTH]}）", header_style="bold")
    table.add_column("类别")
    for name in ("新增", "任务", "按时", "按时率", "超期完成", "超期率", "完成率"):
        table.add_column(name, justify="right")
    for row in form.rows:
        table.add_row(class_name(form, row.name), *_cells(row.blocks[Period.MONTH]))
    table.add_section()
    table.add_row("合计", *_cells(form.total[Period.MONTH]))
    return table


def _rates_table(made: Rates, names: Mapping[str, str]) -> Table:
    """What was counted is in the file and the JSON whole; here what a manager asks first."""
    table = Table(title=rates_sheet.period_name(made.asked), header_style="bold")
    table.add_column(DIMENSIONS[made.asked.by])
    shown = (RateCount.RECEIVED, RateCount.VALID, RateCount.DUE, RateCount.VISITED)
    for name in (*(COUNTS[one] for one in shown), *RATES.values()):
        table.add_column(name, justify="right")

    def cells(counts: RateCounts) -> tuple[str, ...]:
        return (*(str(getattr(counts, one)) for one in shown), *(_rate(getattr(counts, name)) for name in RATES))

    for line in made.lines:
        name = rates_sheet.line_name(made.asked.by, line.key, names)
        table.add_row(name, *cells(line.counts))
    table.add_section()
    table.add_row("合计", *cells(made.total))
    return table


def _notice(services: Services, rows: Sequence[SurveyRow], project: str | None) -> bytes:
    """The notice of a project, of whichever survey asked it."""
    with services.database.reading() as session:
        asked = surveys.projects_of(session, [one.id for one in rows])
    found = next((one for each in asked.values() for one in each if one.name == project), None)
    if found is None:
        raise RefusedError("公告要写明项目：--project；这个季度没有问过的项目没有公告")
    return notice(services, found.survey_id, found.project_id, actor=actor(None))[1]


def _survey_table(made: Results) -> Table:
    """All in all and by project: each question's share of the satisfied."""
    table = Table(title=f"{survey_sheet.TITLE} {survey_sheet.quarter_name(made.survey)}", header_style="bold")
    table.add_column("项目")
    for name in ("抽中", "答卷", "回收率", *made.survey.questions):
        table.add_column(name, justify="right")
    for line in (*made.lines, made.total):
        shares = (_rate(tally.share) for tally in line.questions)
        head = (line.name or survey_sheet.ALL, str(line.asked), str(line.answered), _rate(line.response))
        table.add_row(*head, *shares)
    return table


def _rate(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"


def _cells(counts: Counts) -> tuple[str, ...]:
    return (
        *(str(counts.new), str(counts.tasks), str(counts.on_time), _rate(counts.on_time_rate)),
        *(str(counts.overdue_done), _rate(counts.overdue_rate), _rate(counts.done_rate)),
    )
