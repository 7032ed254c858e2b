"""Options and arguments that several commands have, in the same words."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="经办人；默认为当前系统用户")]
CaseNumber = Annotated[str, typer.Argument(metavar="NUMBER", help="案件编号，如 TS-2026-000123")]
RulebookFolder = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="规则目录；默认为实例的，没有实例则为随附的"),
]
