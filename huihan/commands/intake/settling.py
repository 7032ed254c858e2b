"""`huihan intake accept`, `join`, `ignore`, `returned`, `take-up`: a person settles what waits."""

from typing import Annotated

import typer

from huihan import correcting
from huihan.commands.cases.correct import tell_case
from huihan.commands.intake.view import Id, intake_json
from huihan.opened import services_of
from huihan.options import By, Json
from huihan.output import say, say_json
from workers.intake.triage import accept, join, set_aside, take_up
from workers.intake.unclear_bounces import by_number, gives_back


def accept_intake(
    context: typer.Context,
    number: Id,
    given: correcting.Given,
    by: By = None,
    *,
    as_json: Json = False,
) -> None:
    """立案；读错或读不出的可同时录入。Make it a case, with what a person transcribes or corrects."""
    with services_of(context) as services:
        with correcting.refusing():
            case = accept(services, number, actor=correcting.actor(by), correction=given.correction(services))
        tell_case(services, case.number, "已立案", as_json=as_json)


def join_intake(
    context: typer.Context,
    number: Id,
    case_number: Annotated[str, typer.Argument(metavar="CASE", help="案件编号，如 TS-2026-000123")],
    text: correcting.Text = None,
    subject: correcting.Subject = None,
    received: correcting.Received = None,
    channel: correcting.Came = None,
    by: By = None,
    *,
    as_json: Json = False,
) -> None:
    """并入案件，作为后续来信；另有新事由时另立关联案件。A follow-up of a case; a new topic opens a linked one."""
    given = correcting.Given(text=text, subject=subject, received=received, channel=channel)
    with services_of(context) as services:
        right = given.correction(services)
        with correcting.refusing():
            case = join(services, number, case_number.strip().upper(), actor=correcting.actor(by), correction=right)
        tell_case(services, case.number, "已并入", as_json=as_json)


def ignore(
    context: typer.Context,
    number: Id,
    because: Annotated[str, typer.Option("--because", metavar="WHY", help="为何不是投诉，如“广告”")],
    by: By = None,
    *,
    as_json: Json = False,
) -> None:
    """搁置：人工判断不是投诉；立案或并案可恢复。Not a complaint; accept and join bring it back."""
    with services_of(context) as services:
        with correcting.refusing():
            row = set_aside(services, number, why=because, actor=correcting.actor(by))
        with services.database.reading() as session:
            view = intake_json(services, session, row)
    if as_json:
        say_json(view)
    else:
        say(f"来件 {number} 已搁置：{row.note}")


def returned(
    context: typer.Context,
    number: Id,
    letter: Annotated[str, typer.Argument(metavar="LETTER", help="函号，如 物函〔2026〕123号")],
    by: By = None,
    *,
    as_json: Json = False,
) -> None:
    """退信：人工指明退回的是哪封函件。A bounce: which letter it gives back."""
    with services_of(context) as services:
        with correcting.refusing():
            with services.database.reading() as session:
                chosen = by_number(session, letter)
            row = gives_back(services, number, chosen.id, actor=correcting.actor(by))
        with services.database.reading() as session:
            view = intake_json(services, session, row)
    if as_json:
        say_json(view)
    else:
        say(f"来件 {number}：{row.note}")


def take_up_intake(context: typer.Context, number: Id, by: By = None, *, as_json: Json = False) -> None:
    """取回已忽略的来件，重新等待人工处理；也可直接立案或并案。What was ignored waits for a person again."""
    with services_of(context) as services:
        with correcting.refusing():
            row = take_up(services, number, actor=correcting.actor(by))
        with services.database.reading() as session:
            view = intake_json(services, session, row)
    if as_json:
        say_json(view)
    else:
        say(f"来件 {number} 已取回：{row.note}")
