"""`huihan cases assign`: who follows cases up, one or many at once."""

from typing import Annotated

import typer

from huihan import correcting
from huihan.commands.cases.correct import number_of
from huihan.errors import RefusedError
from huihan.opened import services_of
from huihan.options import By
from huihan.output import say
from workers.casework.owning import assign_many
from workers.staff.people import normal_login

Numbers = Annotated[list[str], typer.Argument(metavar="NUMBER…", help="案件编号，可写多个")]
To = Annotated[str | None, typer.Option("--to", metavar="LOGIN", help="跟进人的用户名；不写则按规则指派")]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="理由，记入经过")]


def assign(context: typer.Context, numbers: Numbers, to: To = None, reason: Reason = "", by: By = None) -> None:
    """指派跟进人，可一次多件。Give cases to whom follows them up."""
    with services_of(context) as services:
        found = [number_of(services, number) for number in numbers]
        login = None if to is None else normal_login(to)
        done = assign_many(services, found, login, actor=correcting.actor(by), reason=reason)
    say(f"已指派 {len(done.changed)} 件")
    if done.refused:
        raise RefusedError("\n".join(f"{number}：{why}" for number, why in done.refused))
