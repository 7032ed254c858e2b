"""`huihan directory`: the projects and households by which letters are matched to their flats."""

from pathlib import Path
from typing import Annotated

import typer

from domain.directory_codes import DOUBT
from domain.staff import HOUSE, operator
from huihan.errors import RefusedError
from huihan.opened import services_of
from huihan.options import Json
from huihan.output import say, say_json, tell
from workers.directory import importing
from workers.directory.importing import Taken


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|csv", help="项目 区域 楼栋 单元 房间 姓名 电话 邮箱 入住")],
    *,
    preview: Annotated[
        bool, typer.Option("--preview", help="只看会改什么，不导入。What would change; nothing is.")
    ] = False,
    json: Json = False,
) -> None:
    """导入名册：新增或更新，不删除；有问题的行逐行说明。Enter or update households; nothing is removed."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise RefusedError(f"无法读取 {file}：{error.strerror}") from None
    with services_of(context) as services:
        rows = importing.read_list(services, data, file.name)
        taken = importing.take(services, rows, file.name, actor=operator(HOUSE), preview=preview)
    if json:
        say_json(_told(taken))
    else:
        _say(taken, file.name)
    if taken.plan.doubtful:
        raise typer.Exit(1)


def _say(taken: Taken, name: str) -> None:
    plan = taken.plan
    counts = f"新增 {len(plan.new)} 户，更新 {len(plan.changed)} 户，未变 {plan.same} 户"
    say(f"名册：{counts}" if taken.report else f"名册（预览，没有导入）：{counts}")
    for row in plan.doubtful:
        tell(f"{name} 第 {row.number} 行：{importing.why(row)}")
    for doubt, rows in plan.doubts.items():
        if doubt in importing.TAKEABLE:
            tell(f"请核对：{DOUBT[doubt]}，{rows} 行")
    if plan.gone:
        tell(f"名册中有 {len(plan.gone)} 户不在文件里，没有改动")
    if plan.doubtful:
        tell(f"有 {len(plan.doubtful)} 行不能导入；改好后重新导入整个文件即可")


def _told(taken: Taken) -> dict[str, object]:
    """The contract of `--json`."""
    plan = taken.plan
    return {
        "applied": taken.report is not None,
        "new": len(plan.new),
        "changed": len(plan.changed),
        "same": plan.same,
        "gone": len(plan.gone),
        "left_out": [
            {"row": row.number, "doubts": [{"doubt": str(doubt), "words": words} for doubt, words in row.doubts]}
            for row in plan.doubtful
        ],
        "doubts": {str(doubt): rows for doubt, rows in plan.doubts.items()},
    }
