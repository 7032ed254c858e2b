"""`huihan cases list`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.codes import CaseState, Category, Department, Grade
from huihan.moments import parse_moment
from huihan.opened import services_of
from huihan.options import Json
from huihan.output import say, say_json
from huihan.screen import console, progress
from huihan.tables import case_overview
from store import cases as stored
from store.cases import CaseFilter
from workers.instance.services import Services
from workers.public.records import records_of


def list_cases(
    context: typer.Context,
    state: Annotated[list[CaseState] | None, typer.Option(help="案件状态，可多次给出")] = None,
    category: Annotated[Category | None, typer.Option(help="投诉分类")] = None,
    department: Annotated[Department | None, typer.Option(help="责任部门")] = None,
    grade: Annotated[Grade | None, typer.Option(help="级别 A–E")] = None,
    project: Annotated[str | None, typer.Option(help="项目")] = None,
    needs_person: Annotated[bool | None, typer.Option("--needs-person/--settled", help="待人工 / 已判定")] = None,
    owner: Annotated[str | None, typer.Option(metavar="用户名", help="跟进人；--owner '' 是未指派的")] = None,
    since: Annotated[str | None, typer.Option(metavar="ISO", help="此时及以后收到的")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="最多几件，最新的在前")] = None,
    *,
    as_json: Json = False,
) -> None:
    """列出案件，最新的在前。List cases, newest first."""
    with services_of(context) as services:
        wanted = CaseFilter(
            states=tuple(state or ()),
            category=category,
            department=department,
            grade=grade,
            project=project,
            needs_person=needs_person,
            owner=owner,
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


def _moment(text: str | None, services: Services) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_moment(text, services.zone).astimezone(UTC)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--since") from None
