"""`huihan report import-ledger`: an older ledger of complaints is taken over, line by line, as filed cases."""

from pathlib import Path
from typing import Annotated

import typer

from domain.past_codes import PAST_DOUBT
from huihan import correcting
from huihan.correcting import actor
from huihan.errors import RefusedError
from huihan.opened import services_of
from huihan.options import By, Json
from huihan.output import say, say_json, tell
from workers.intake import past_import
from workers.intake.past_import import Taken


def import_ledger(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|csv", help="编号 日期 投诉人 房间 投诉分类 投诉内容 …")],
    *,
    project: Annotated[str, typer.Option("--project", help="没有项目一列时，全部属于这个项目")] = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="只看会导入什么，不导入。What would be taken; nothing is.")
    ] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """导入旧台账：每一行成为一件已归档的案件，不发信、不计时。Take an older ledger over, as filed cases."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise RefusedError(f"无法读取 {file}：{error.strerror}") from None
    with services_of(context) as services, correcting.refusing():
        taken = past_import.take(services, data, file.name, actor=actor(by), project=project, preview=preview)
    if json:
        say_json(_told(taken))
    else:
        _say(taken, file.name, preview=preview)
    if taken.plan.left:
        raise typer.Exit(1)


def _say(taken: Taken, name: str, *, preview: bool) -> None:
    plan = taken.plan
    count = taken.ledger.taken if taken.ledger is not None else 0
    if preview:
        say(f"旧台账（预览，没有导入）：可导入 {len(plan.take)} 件，不导入 {len(plan.left)} 行")
    else:
        say(f"旧台账：导入 {count} 件，没有导入 {len(plan.left)} 行")
    for line in plan.left:
        tell(f"{name} 第 {line.line} 行：{past_import.why(line)}")
    for doubt, lines in plan.doubts.items():
        if doubt.usual:
            tell(f"请核对：{PAST_DOUBT[doubt]}，{lines} 行")


def _told(taken: Taken) -> dict[str, object]:
    """The contract of `--json`."""
    plan = taken.plan
    return {
        "applied": taken.ledger is not None,
        "import": taken.ledger.id if taken.ledger is not None else None,
        "take": len(plan.take),
        "taken": taken.ledger.taken if taken.ledger is not None else 0,
        "left_out": [
            {"line": line.line, "doubts": [{"doubt": str(doubt), "words": words} for doubt, words in line.doubts]}
            for line in plan.left
        ],
        "doubts": {str(doubt): lines for doubt, lines in plan.doubts.items()},
    }
