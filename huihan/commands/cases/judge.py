"""`huihan cases judge`: a person decides a case by hand, in place of what the rules decided."""

from typing import Annotated

import typer

from domain.codes import Category, Department, Grade, Kind, Urgency
from domain.override import Override
from huihan import correcting
from huihan.commands.cases.correct import number_of, tell_case
from huihan.opened import services_of
from huihan.options import CaseNumber, Json
from workers.casework.overriding import override_slots

Topic = Annotated[str | None, typer.Option("--topic", help="主题的编号或名称；分类、部门、是否收费随之而定")]
Main = Annotated[Category | None, typer.Option("--category", help="投诉分类")]
Departments = Annotated[
    list[Department] | None, typer.Option("--department", help="责任部门，可多次给出，第一个为主责")
]
Graded = Annotated[Grade | None, typer.Option("--grade", help="级别 A–E；A、B 级由此确认，开始每日进展")]
Urgent = Annotated[Urgency | None, typer.Option("--urgency", help="紧急程度")]
Wanted = Annotated[
    Kind | None,
    typer.Option(
        "--kind",
        help="性质：投诉、建议、咨询、表扬、办事请求、与本公司无关",
    ),
]
Group = Annotated[bool | None, typer.Option("--group/--no-group", help="是否群体来信")]
Households = Annotated[int | None, typer.Option("--households", help="涉及户数")]
Fee = Annotated[bool | None, typer.Option("--fee/--no-fee", help="是否收费问题")]
Also = Annotated[list[Category] | None, typer.Option("--also", help="另涉的分类，可多次给出")]
Because = Annotated[str, typer.Option("--because", metavar="WHY", help="理由，记入经过")]
By = Annotated[str | None, typer.Option("--by", "--who", metavar="NAME", help="经办人；默认为当前系统用户")]


def judge(
    context: typer.Context,
    number: CaseNumber,
    topic: Topic = None,
    category: Main = None,
    department: Departments = None,
    grade: Graded = None,
    urgency: Urgent = None,
    kind: Wanted = None,
    group: Group = None,
    households: Households = None,
    fee: Fee = None,
    also: Also = None,
    because: Because = "",
    by: By = None,
    *,
    as_json: Json = False,
) -> None:
    """人工判定：改正主题、分类、部门、级别等，此后不再被自动判定改动。Decide by hand; later rules keep to it."""
    override = Override(
        topic=topic,
        category=category,
        departments=tuple(department) if department else None,
        grade=grade,
        urgency=urgency,
        kind=kind,
        group=group,
        households=households,
        fee=fee,
        also=tuple(also) if also else None,
        because=because,
    )
    with services_of(context) as services:
        found = number_of(services, number)
        with correcting.refusing():
            override_slots(services, found, override, actor=correcting.actor(by))
        tell_case(services, found, "已人工判定", as_json=as_json)
