"""`huihan intake`: what waits for a person or lies in quarantine is looked at and settled."""

from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from domain import labels
from domain.codes import IntakeState
from huihan import correcting
from huihan.commands.correct import tell_case
from huihan.errors import RefusedError
from huihan.front import front_of
from huihan.output import say, say_json
from huihan.views import clock_view, document_view
from store import cases, clocks, corrections
from store import intake as stored
from store.intake import IntakeRow
from workers.instance.services import Services
from workers.intake.decide import PROPOSED
from workers.intake.triage import WAITING, accept, join, set_aside, take_up
from workers.intake.unclear_bounces import by_number, gives_back

Id = Annotated[int, typer.Argument(metavar="ID", help="来件编号，见 huihan intake list")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(
        no_args_is_help=True, help="待人工处理的来件：列表、查看、立案、并案、搁置。What waits for a person."
    )
    group.command("list")(list_intake)
    group.command("show")(show)
    group.command("accept")(accept_intake)
    group.command("join")(join_intake)
    group.command("ignore")(ignore)
    group.command("returned")(returned)
    group.command("take-up")(take_up_intake)
    app.add_typer(group, name="intake")


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
    with front_of(context).services() as services, services.database.reading() as session:
        if ignored:
            rows = stored.list_by_state(session, IntakeState.IGNORED, limit, newest=True)
        else:
            rows = stored.list_by_state(session, tuple(state or WAITING))
        views = [_view(services, session, row) for row in rows]
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
    with front_of(context).services() as services, services.database.reading() as session:
        row = stored.get(session, number)
        if row is None:
            raise RefusedError(f"没有编号为 {number} 的来件；huihan intake list 可列出待人工处理的来件")
        view = _view(services, session, row)
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


def accept_intake(
    context: typer.Context,
    number: Id,
    text: correcting.Text = None,
    subject: correcting.Subject = None,
    name: correcting.Name = None,
    phone: correcting.Phone = None,
    email: correcting.Email = None,
    reply_to: correcting.ReplyTo = None,
    household: correcting.Household = None,
    project: correcting.Project = None,
    building: correcting.Building = None,
    unit: correcting.Unit = None,
    room: correcting.Room = None,
    received: correcting.Received = None,
    channel: correcting.Came = None,
    by: correcting.By = None,
    *,
    as_json: Json = False,
) -> None:
    """立案；读错或读不出的可同时录入。Make it a case, with what a person transcribes or corrects."""
    given = correcting.Given(
        text=text,
        subject=subject,
        name=name,
        phone=phone,
        email=email,
        reply_to=reply_to,
        household=household,
        project=project,
        building=building,
        unit=unit,
        room=room,
        received=received,
        channel=channel,
    )
    with front_of(context).services() as services:
        with correcting.refusing():
            case = accept(services, number, who=correcting.person(by), correction=given.correction(services))
        tell_case(services, case.number, "已立案", as_json=as_json)


def join_intake(
    context: typer.Context,
    number: Id,
    case_number: Annotated[str, typer.Argument(metavar="CASE", help="案件编号，如 TS-2026-000123")],
    text: correcting.Text = None,
    subject: correcting.Subject = None,
    received: correcting.Received = None,
    channel: correcting.Came = None,
    by: correcting.By = None,
    *,
    as_json: Json = False,
) -> None:
    """并入案件，作为后续来信；另有新事由时另立关联案件。A follow-up of a case; a new topic opens a linked one."""
    given = correcting.Given(text=text, subject=subject, received=received, channel=channel)
    with front_of(context).services() as services:
        right = given.correction(services)
        with correcting.refusing():
            case = join(services, number, case_number.strip().upper(), who=correcting.person(by), correction=right)
        tell_case(services, case.number, "已并入", as_json=as_json)


def ignore(
    context: typer.Context,
    number: Id,
    because: Annotated[str, typer.Option("--because", metavar="WHY", help="为何不是投诉，如“广告”")],
    by: correcting.By = None,
    *,
    as_json: Json = False,
) -> None:
    """搁置：人工判断不是投诉；立案或并案可恢复。Not a complaint; accept and join bring it back."""
    with front_of(context).services() as services:
        with correcting.refusing():
            row = set_aside(services, number, why=because, who=correcting.person(by))
        with services.database.reading() as session:
            view = _view(services, session, row)
    if as_json:
        say_json(view)
    else:
        say(f"来件 {number} 已搁置：{row.note}")


def returned(
    context: typer.Context,
    number: Id,
    letter: Annotated[str, typer.Argument(metavar="LETTER", help="函号，如 物函〔2026〕123号")],
    by: correcting.By = None,
    *,
    as_json: Json = False,
) -> None:
    """退信：人工指明退回的是哪封函件。A bounce: which letter it gives back."""
    with front_of(context).services() as services:
        with correcting.refusing():
            with services.database.reading() as session:
                chosen = by_number(session, letter)
            row = gives_back(services, number, chosen.id, who=correcting.person(by))
        with services.database.reading() as session:
            view = _view(services, session, row)
    if as_json:
        say_json(view)
    else:
        say(f"来件 {number}：{row.note}")


def take_up_intake(context: typer.Context, number: Id, by: correcting.By = None, *, as_json: Json = False) -> None:
    """取回已忽略的来件，重新等待人工处理；也可直接立案或并案。What was ignored waits for a person again."""
    with front_of(context).services() as services:
        with correcting.refusing():
            row = take_up(services, number, who=correcting.person(by))
        with services.database.reading() as session:
            view = _view(services, session, row)
    if as_json:
        say_json(view)
    else:
        say(f"来件 {number} 已取回：{row.note}")


def _view(services: Services, session: Session, row: IntakeRow) -> dict[str, Any]:
    case = cases.case_of_intake(session, row.id) if row.case_id is not None else None
    return {
        "id": row.id,
        "source": row.source,
        "name": row.details.get("name"),
        "state": row.state,
        "ignored_reason": row.ignored_reason,
        "note": row.note,
        "authentication": row.authentication,
        "proposed": row.details.get(PROPOSED),
        "channel": row.channel,
        "received": row.received_at.astimezone(services.zone).isoformat(timespec="seconds"),
        "sender": row.sender,
        "subject": row.subject,
        "case": case.number if case else None,
        "deadlines": [clock_view(clock, zone=services.zone) for clock in clocks.of_intake(session, row.id)],
        "problems": [{"where": one.where, "what": one.what, "mend": one.mend} for one in row.problems],
    }
