"""Makes a PDF of a Word letter through LibreOffice, in a process of its own that can be stopped.

LibreOffice says 0 also when it failed, hangs on odd input and shares a profile badly: so each call has its own profile,
its own process group and a limit, and the output is looked at.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from domain.environment import clean_environment
from letters.pdf.reproducible import steady

FONTS = Path(__file__).parent / "fonts.conf"
"""Which faces stand in for 仿宋 and 小标宋 where they are not installed (fontconfig)."""
_NAMES = ("soffice", "libreoffice")

Converter = Callable[[bytes, float], bytes]
"""A .docx and seconds in, a PDF out; raises PdfProblem."""


class PdfProblem(Exception):  # noqa: N818 -- it is what the admin has to mend, worded for them
    """No PDF could be made; the message says why, in Chinese."""


def to_pdf(docx: bytes, *, soffice: str | None = None, timeout: float = 60, convert: Converter | None = None) -> bytes:
    """`docx` as a PDF; equal input gives equal bytes. Raises PdfProblem.

    soffice: the program, None: as found on PATH. timeout: seconds. convert: an office that is running already and
    several times quicker than one of its own.
    """
    if not docx.startswith(b"PK"):
        raise PdfProblem("不是 Word 文档（.docx），无法生成 PDF")
    return steady(convert(docx, timeout) if convert else _by_own_office(docx, soffice, timeout))


def _by_own_office(docx: bytes, soffice: str | None, timeout: float) -> bytes:
    program = soffice or next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise PdfProblem("没有找到 LibreOffice，请安装 libreoffice-writer-nogui")
    with tempfile.TemporaryDirectory(prefix="huihan-pdf-") as name:
        folder = Path(name)
        (folder / "letter.docx").write_bytes(docx)
        said = _convert(program, folder, timeout)
        output = folder / "letter.pdf"
        data = output.read_bytes() if output.is_file() else b""
    if not data.startswith(b"%PDF-"):
        raise PdfProblem(f"LibreOffice 没有生成 PDF：{said.strip() or '没有说明原因'}")
    return data


def _convert(program: str, folder: Path, timeout: float) -> str:
    """Run LibreOffice over letter.docx in `folder`; what it said."""
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf:writer_pdf_Export"),
        *("--outdir", str(folder), str(folder / "letter.docx")),
    ]
    environment = clean_environment(os.environ, str(folder)) | {"FONTCONFIG_FILE": str(FONTS)}
    try:
        process = subprocess.Popen(  # noqa: S603 -- a fixed command, no shell
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise PdfProblem(f"无法启动 LibreOffice（{program}）：{error.strerror}") from error
    with process:
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            raise PdfProblem(f"LibreOffice 超过 {timeout:g} 秒没有完成，已停止") from None
        finally:
            _stop(process)
    return said.decode("utf-8", "replace")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the whole group: soffice is a script around the real program."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
