"""`huihan directory`: the projects and households by which letters are matched to their flats."""

from pathlib import Path
from typing import Annotated

import typer

from domain.staff import HOUSE, operator
from huihan.directory_file import read_directory
from huihan.errors import RefusedError
from huihan.opened import services_of
from huihan.output import say, tell
from workers.casework import households


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|csv", help="项目 区域 楼栋 单元 房间 姓名 电话 邮箱 入住")],
) -> None:
    """导入名册：新增或更新，不删除；有问题的行逐行说明。Enter or update households; nothing is removed."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise RefusedError(f"无法读取 {file}：{error.strerror}") from None
    read = read_directory(data, file.name)
    with services_of(context) as services:
        counts = households.enter(services, read.households, actor=operator(HOUSE))
    say(f"名册：新增 {counts.new} 户，更新 {counts.changed} 户，未变 {counts.same} 户")
    for problem in read.problems:
        tell(f"{file.name} {problem.where}：{problem.what}；{problem.mend}")
    if read.problems:
        tell(f"有 {len(read.problems)} 行未导入，其余已导入；改好后重新导入整个文件即可")
        raise typer.Exit(1)
