"""The command `huihan`: its main options, and every failure turned into one sentence and an exit code."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from huihan.command_table import Commands
from huihan.errors import RefusedError
from huihan.front import Front
from huihan.output import tell, use_utf8

app = typer.Typer(
    name="huihan",
    cls=Commands,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

InstanceOption = Annotated[
    Path | None, typer.Option("--instance", metavar="DIR", help="实例目录 / the instance's folder")
]


def _say_version(wanted: bool) -> None:  # noqa: FBT001 - typer's signature
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - slow to import, and asked for here alone

        typer.echo(f"huihan {version('huihan')}")
        raise typer.Exit


VersionOption = Annotated[
    bool, typer.Option("--version", callback=_say_version, is_eager=True, help="版本 / the version")
]


@app.callback()
def start(
    context: typer.Context,
    instance: InstanceOption = None,
    version_: VersionOption = False,  # noqa: FBT002 - an option of the command line
) -> None:
    """回函 Huihan：来信投诉 → 判定、期限、收悉告知、回函。Written complaints, decided by rules, answered by letter."""
    del version_  # said and done by its callback
    context.obj = Front(given=instance)


def run_command() -> None:
    """Run what the command line says. Exits 0 done, 1 refused, 2 usage (typer's own)."""
    os.umask(0o077)  # whatever a command or service makes is for its own user alone
    use_utf8()
    try:
        app()
    except RefusedError as error:
        tell(str(error))
        sys.exit(1)
    except BrokenPipeError:
        # The reader (head, less) has gone; what is left unsaid is no one's loss.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("HUIHAN_DEBUG") == "1":
            raise
        from huihan.log import record_crash  # noqa: PLC0415 - a help text logs nothing

        log = record_crash(error)
        tell(f"出现意外错误（{type(error).__name__}），详情见 {log}；设 HUIHAN_DEBUG=1 可显示全部 / see the log")
        sys.exit(1)
