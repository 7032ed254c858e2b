"""`huihan run` and `worker`: the service itself, whole or in parts."""

from typing import Annotated

import typer

from huihan.commands.desk import listening
from huihan.errors import RefusedError
from huihan.log import also_to_stderr
from huihan.opened import services_of
from huihan.output import tell
from huihan.signals import stop_signals
from workers.service.run import BusyError
from workers.service.run import run as run_service


def run(
    context: typer.Context,
    *,
    no_desk: Annotated[bool, typer.Option("--no-desk", help="不开网页工作台 / without the web desk")] = False,
) -> None:
    """运行：收信、判定、发信、看期限、网页工作台，直到收到停止信号。Everything, in one process tree."""
    serve(context, poll=True, work=True, desk=not no_desk)


def worker(context: typer.Context) -> None:
    """只处理，不收信（多台机器时用，需 PostgreSQL）。Work without polling, for several machines."""
    serve(context, poll=False, work=True)


def serve(context: typer.Context, *, poll: bool, work: bool, desk: bool = False) -> None:
    """Run the parts of the service that are named, until it is told to stop."""
    with stop_signals() as stop, services_of(context, secrets=True) as services:
        also_to_stderr()
        tell(f"回函正在运行：{services.settings.root}（Ctrl+C 停止）")
        try:
            run_service(services, stop, poll=poll, work=work, beside=listening(services) if desk else None)
        except BusyError as error:
            raise RefusedError(str(error)) from None
    tell("已停止")
