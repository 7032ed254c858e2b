"""`huihan tokens`: what other programs show at the API."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.box import HORIZONTALS
from rich.table import Table

from domain.scopes import Scope
from huihan import correcting
from huihan.commands.people import at_the_machine
from huihan.moments import parse_moment
from huihan.opened import services_of
from huihan.options import By, Json
from huihan.output import say, say_json
from huihan.screen import console
from store import api_tokens
from store.api_tokens import TokenRow
from workers.instance.services import Services
from workers.public.views import View
from workers.staff import tokens

Name = Annotated[str, typer.Option("--name", help="令牌的名字，如使用它的程序；出现在案件经过里，不可重复")]
Scopes = Annotated[list[Scope], typer.Option("--scope", help="权限，可多次给出")]
Project = Annotated[str | None, typer.Option("--project", help="只限这个项目；不写即全部项目")]
Expires = Annotated[str | None, typer.Option("--expires", metavar="ISO", help="何时失效；不写即收回为止")]


def create(
    context: typer.Context,
    name: Name,
    scope: Scopes,
    project: Project = None,
    expires: Expires = None,
    by: By = None,
    *,
    as_json: Json = False,
) -> None:
    """发出令牌，只显示这一次。Make a token; it is shown this once."""
    with services_of(context) as services, correcting.refusing():
        made = tokens.create(
            services,
            name=name,
            scopes=scope,
            project=project,
            expires=None if expires is None else _moment(expires, services),
            actor=at_the_machine(by),
        )
        if as_json:
            say_json({"token": made.token, **_view(made.row, services)})
            return
        say(f"令牌 {name}（{' '.join(made.row.scopes)}）只显示这一次，请立即存好：")
        say(made.token)


def list_tokens(context: typer.Context, *, as_json: Json = False) -> None:
    """列出令牌：权限、期限、最近使用。Every token, what it may do, its last use."""
    with services_of(context) as services:
        with services.database.reading() as session:
            found = api_tokens.list_tokens(session)
        if as_json:
            say_json([_view(row, services) for row in found])
        elif found:
            console().print(_table(found, services))
        else:
            say("还没有令牌；huihan tokens create --name 名字 --scope cases:read 发出一个")


def revoke(
    context: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="令牌的名字")], by: By = None
) -> None:
    """收回令牌，立即失效。The token works no longer."""
    with services_of(context) as services, correcting.refusing():
        tokens.revoke(services, name=name, actor=at_the_machine(by))
        say(f"令牌 {name} 已收回")


def _moment(text: str, services: Services) -> datetime:
    try:
        return parse_moment(text, services.zone).astimezone(UTC)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--expires") from None


def _view(row: TokenRow, services: Services) -> View:
    times = {"expires": row.expires_at, "made": row.made_at, "used": row.used_at, "revoked": row.revoked_at}
    local = {name: at and at.astimezone(services.zone).isoformat(timespec="seconds") for name, at in times.items()}
    return {"name": row.name, "scopes": [*row.scopes], "project": row.project, **local, "by": row.made_by}


def _table(rows: list[TokenRow], services: Services) -> Table:
    table = Table(header_style="bold", box=HORIZONTALS)
    for column in ("名字", "权限", "项目", "最近使用", "状态"):
        table.add_column(column, overflow="fold")
    for row in rows:
        used = f"{row.used_at.astimezone(services.zone):%Y-%m-%d %H:%M}" if row.used_at else "从未"
        until = f"{row.expires_at.astimezone(services.zone):%Y-%m-%d %H:%M} 前有效" if row.expires_at else "有效"
        state = "已收回" if row.revoked_at else until if row.works(services.now()) else "已失效"
        table.add_row(row.name, " ".join(row.scopes), row.project or "全部", used, state)
    return table
