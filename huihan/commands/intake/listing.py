"""`huihan intake list` and `show`: what waits for a person or lies in quarantine."""

from typing import Annotated

import typer

from domain import labels
from domain.codes import IntakeState
from huihan.commands.intake.view import Id, intake_json
from huihan.errors import RefusedError
from huihan.opened import services_of
from huihan.options import Json
from huihan.output import say, say_json
from store import corrections
from store import intake as stored
from workers.public.views import document_view


def list_intake(
    context: typer.Context,
    state: Annotated[list[IntakeState] | None, typer.Option(help="状态，可多次给出；默认为待人工与隔离")] = None,
    limit: Annotated[int, typer.Option(min=1, help="与 --ignored 一起用：最多列出几件")] = 100,
    *,
    ignored: Annotated[bool, typer.Option("--ignored", help="改为列出已忽略的来件，最新的在前")] = False,
    as_json: Json = False,
) -> None:
    """列出待人工处理的来件，最早的在前。What waits for a person or lies in quarantine, oldest first."""
    if ignored and state:
        raise typer.BadParameter("--ignored 与 --state 只能写一个")
    with services_of(context) as services, services.database.reading() as session:
        if ignored:
            rows = stored.list_by_state(session, IntakeState.IGNORED, limit, newest=True)
        else:
            rows = stored.list_by_state(session, tuple(state or stored.WAITING))
        views = [intake_json(services, session, row) for row in rows]
    if as_json:
        say_json(views)
        return
    for view in views:
        due = min((clock["due"] for clock in view["deadlines"] if clock["state"] == "running"), default="")
        due = f"　{due[:16].replace('T', ' ')} 前" if due else ""
        stands = labels.IGNORED.get(view["ignored_reason"]) or labels.INTAKE_STATE.get(view["state"], view["state"])
        say(f"{view['id']}　{stands}　{view['received'][:16].replace('T', ' ')} 收{due}")
        say(f"    {view['sender'] or '（发件人不详）'}　{view['subject'] or view['name'] or '（无主题）'}")
        say(f"    {view['note'] or ''}".rstrip())
    say(f"共 {len(views)} 件")


def show(context: typer.Context, number: Id, *, as_json: Json = False) -> None:
    """查看一件：读出的文字与问题。One of them: what was read, and the problems."""
    with services_of(context) as services, services.database.reading() as session:
        row = stored.get(session, number)
        if row is None:
            raise RefusedError(f"没有编号为 {number} 的来件；huihan intake list 可列出待人工处理的来件")
        view = intake_json(services, session, row)
        document = corrections.document_of(session, number)
    name = str(view["name"] or row.source_key)
    view |= {"reading": document_view(name, document) if document else None}
    if as_json:
        say_json(view)
        return
    say(f"来件 {number}　{labels.INTAKE_STATE.get(row.state, row.state)}　{row.note or ''}".rstrip())
    say(f"来源　{row.source}　{name}　{labels.CHANNEL[row.channel]}　{view['received']}")
    say(f"发件人　{row.sender or '（不详）'}")
    say(f"主题　{row.subject or '（无）'}")
    for problem in row.problems:
        say(f"问题　{problem.where}：{problem.what}；{problem.mend}")
    say()
    say((document.text if document else "") or "（没有读出文字）")
