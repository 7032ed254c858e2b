"""`huihan letters separator`: the sheet that parts the letters of one scan."""

from pathlib import Path
from typing import Annotated

import typer

from huihan.errors import RefusedError
from huihan.output import say
from huihan.separator_sheet import separator_docx
from letters.pdf.office import PdfProblem
from workers.instance.office_pdf import office_pdf


def separator(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要生成的文件，.pdf 或 .docx")],
) -> None:
    """生成扫描用的分隔页，放在两封信之间。The sheet to lay between letters that are scanned in one go."""
    suffix = file.suffix.lower()
    if suffix not in {".pdf", ".docx"}:
        raise typer.BadParameter("文件名应以 .pdf 或 .docx 结尾", param_hint="FILE")
    data = separator_docx()
    if suffix == ".pdf":
        try:
            data = office_pdf(data)
        except PdfProblem as error:
            raise RefusedError(f"{error}；也可以生成 .docx 后用 Word 打印") from error
    try:
        file.write_bytes(data)
    except OSError as error:
        raise RefusedError(f"无法写入 {file}：{error.strerror}") from error
    say(f"已生成 {file}；打印后放在每两封信之间，一起扫描")
