"""`huihan cases export`: a case as files, to hand over or, without personal data, to train with."""

from pathlib import Path
from typing import Annotated

import typer

from huihan import correcting
from huihan.commands.privacy import anonymise_to
from huihan.export import export_case
from huihan.finding import find_case
from huihan.opened import services_of
from huihan.options import By, CaseNumber
from huihan.output import say


def export(
    context: typer.Context,
    number: CaseNumber,
    target: Annotated[
        Path | None, typer.Argument(metavar="TO", help="目录，或以 .zip 结尾的文件；默认为 ./编号")
    ] = None,
    by: By = None,
    *,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="去除个人信息，供培训；写成 .zip")] = False,
) -> None:
    """导出一件：记录、原件、信件（含回函草稿）。A folder or zip: record, originals, letters, the reply's draft."""
    who = correcting.person(by)
    with services_of(context) as services, correcting.refusing():
        with services.database.reading() as session:
            found = find_case(session, number).number
        if anonymous:
            path = target or Path(f"{found}-anonymous.zip")
            files = anonymise_to(services, found, path, who=who)
        else:
            path = target or Path(found)
            files = export_case(services, found, path, who=who)
    say(f"已导出 {found} 到 {path}，共 {files} 个文件")
