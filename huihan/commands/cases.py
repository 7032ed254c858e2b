"""`huihan cases`: list, show and hand over cases without a browser."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from domain import labels
from domain.codes import CaseState, Category, Department, Grade
from domain.events import EVENT
from huihan import correcting
from huihan.commands import correct, judge
from huihan.commands.privacy import anonymise_to
from huihan.export import export_case
from huihan.front import front_of
from huihan.moments import parse_moment
from huihan.output import console, progress, say, say_json
from huihan.records import CaseRecord, case_details, find_case, record_of, records_of
from huihan.tables import case_overview
from store import cases as stored
from store.cases import CaseFilter
from workers.instance.services import Services
from workers.rulebooks.versions import SHORT

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="案件编号，如 TS-2026-000123")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(
        no_args_is_help=True, help="案件：列表、查看、导出、更正、判定。Cases: list, show, export, correct, judge."
    )
    group.command("list")(list_cases)
    group.command("show")(show_case)
    group.command("export")(export)
    correct.register(group)
    judge.register(group)
    app.add_typer(group, name="cases")


def list_cases(
    context: typer.Context,
    state: Annotated[list[CaseState] | None, typer.Option(help="案件状态，可多次给出")] = None,
    category: Annotated[Category | None, typer.Option(help="投诉分类")] = None,
    department: Annotated[Department | None, typer.Option(help="责任部门")] = None,
    grade: Annotated[Grade | None, typer.Option(help="级别 A–E")] = None,
    project: Annotated[str | None, typer.Option(help="项目")] = None,
    needs_person: Annotated[bool | None, typer.Option("--needs-person/--settled", help="待人工 / 已判定")] = None,
    since: Annotated[str | None, typer.Option(metavar="ISO", help="此时及以后收到的")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="最多几件，最新的在前")] = None,
    *,
    as_json: Json = False,
) -> None:
    """列出案件，最新的在前。List cases, newest first."""
    with front_of(context).services() as services:
        wanted = CaseFilter(
            states=tuple(state or ()),
            category=category,
            department=department,
            grade=grade,
            project=project,
            needs_person=needs_person,
            since=_moment(since, services),
            limit=limit,
        )
        with services.database.reading() as session:
            rows = stored.list_cases(session, wanted)
            with progress("案件", len(rows)) as advance:
                records = list(advance.over(records_of(services, session, rows)))
        if as_json:
            say_json([record.view(services) for record in records])
        elif records:
            screen = console()
            screen.print(case_overview(records, services, width=screen.width))
            say(f"共 {len(records)} 件")
        else:
            say("没有符合条件的案件")


def show_case(context: typer.Context, number: Number, *, as_json: Json = False) -> None:
    """查看一件：内容、期限及其推算、理由、信件、经过。One case: text, calculation, reasons, letters, history."""
    with front_of(context).services() as services, services.database.reading() as session:
        record = record_of(services, session, find_case(session, number))
        view = case_details(services, session, record)
        if as_json:
            say_json(view)
        else:
            _show(services, record, view)


def export(
    context: typer.Context,
    number: Number,
    target: Annotated[
        Path | None, typer.Argument(metavar="TO", help="目录，或以 .zip 结尾的文件；默认为 ./编号")
    ] = None,
    by: correcting.By = None,
    *,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="去除个人信息，供培训；写成 .zip")] = False,
) -> None:
    """导出一件：记录、原件、信件（含回函草稿）。A folder or zip: record, originals, letters, the reply's draft."""
    who = correcting.person(by)
    with front_of(context).services() as services, correcting.refusing():
        with services.database.reading() as session:
            found = find_case(session, number).number
        if anonymous:
            path = target or Path(f"{found}-anonymous.zip")
            files = anonymise_to(services, found, path, who=who)
        else:
            path = target or Path(found)
            files = export_case(services, found, path, who=who)
    say(f"已导出 {found} 到 {path}，共 {files} 个文件")


def _moment(text: str | None, services: Services) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_moment(text, services.zone).astimezone(UTC)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--since") from None


def _show(services: Services, record: CaseRecord, view: dict[str, Any]) -> None:
    case, resident = record.case, view["resident"]
    building, unit = case.building and f"{case.building}栋", case.unit and f"{case.unit}单元"
    place = " ".join(filter(None, (case.project, building, unit, case.room)))
    say(f"{case.number}　{labels.CASE_STATE[case.state]}{'　待人工' if case.needs_person else ''}")
    say(f"收到　{view['received']}　{labels.CHANNEL[case.channel]}")
    say(f"投诉人　{resident['name'] or '（不详）'}　{place}　{case.phone or ''}　{case.email or ''}")
    names = {topic.id: topic.name for topic in services.compiled.rulebook.topics}
    topic = names.get(case.topic or "", case.topic or "（未识别）")
    graded = f"{labels.GRADE[case.grade]}　{labels.URGENCY[case.urgency]}"
    say(f"判定　{labels.CATEGORY[case.category]}　{topic}　{graded}")
    say(f"部门　{'、'.join(labels.DEPARTMENT[department] for department in case.departments)}")
    say(f"主题　{case.subject}")
    say()
    say(view["text"] or "（无正文）")
    _show_calculation(services, record)
    if view["decision"]:
        say("\n理由")
        for reason in view["decision"]["reasons"]:
            words = "".join(dict.fromkeys(f"“{match['text']}”" for match in reason["matched"]))
            say(
                f"  {reason['slot']}　{reason['because']}（{reason['rule']}，{reason['file']}:{reason['line']}）{words}"
            )
        for doubt in view["decision"]["doubts"]:
            say(f"  存疑　{doubt['why']}")
        version = view["rulebook"]
        since = [
            part for part in ((version["at"] or "")[:16].replace("T", " "), version["by"], version["note"]) if part
        ]
        say(f"  规则版本　{version['sha'][:SHORT]}　{'，'.join(since)}".rstrip())
    say("\n信件")
    for letter in record.letters:
        stands = f"{letter.number or '（未编号）'}　{labels.LETTER_STATE[letter.state]}"
        say(
            f"  {labels.LETTER[letter.kind]}　{stands}　{record.paths.get(letter.id, '')}　{letter.held or ''}".rstrip()
        )
    say("\n经过")
    for event in view["events"]:
        what = EVENT.get(event["what"], event["what"])
        say(f"  {event['at'][:16].replace('T', ' ')}　{event['who']}　{what}{_about(event['payload'])}")


def _about(payload: dict[str, Any] | None) -> str:
    """What an event was about, in the words of the trade."""
    given = payload or {}
    clock, kind = labels.CLOCK.get(given.get("clock", "")), labels.LETTER.get(given.get("kind", ""))
    changed = "、".join(labels.CORRECTED.get(name) or labels.SLOT[name] for name in given.get("changes", {}))
    moved = [
        f"{labels.CLOCK[one['clock']]} {' → '.join(_short(due) for due in one['due'])}"
        for one in given.get("clocks", ())
    ]
    return "".join(
        f"　{part}" for part in (clock, kind, given.get("number"), changed, *moved, given.get("because")) if part
    )


def _short(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _show_calculation(services: Services, record: CaseRecord) -> None:
    say("\n期限")
    for clock in record.clocks:
        due = clock.due_at.astimezone(services.zone).strftime("%Y-%m-%d %H:%M")
        note = "（暂定：该年放假通知未发布）" if clock.provisional else ""
        say(f"  {labels.CLOCK[clock.clock]}　第 {clock.round} 轮　{due}　{labels.CLOCK_STATE[clock.state]}{note}")
        for step in clock.steps:
            say(f"      {step.date}　{'计' if step.counts else '不计'}　{step.why}")
