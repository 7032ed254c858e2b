"""Documents through LibreOffice: one office process for each process that asks, started when first wanted.

The office stays in the process group of that process, which a watchdog may kill as a whole, and ends by itself when it
dies in any other way (`bridge.py`). Old Word documents and letters go through the same one: one profile, one set of
limits, the same typefaces.
"""

import atexit
import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

from domain.environment import clean_environment

_BRIDGE = Path(__file__).with_name("bridge.py")
_FONTS = Path(__file__).with_name("fonts.conf")
"""Which faces stand in for 仿宋 and 小标宋 where they are not installed (fontconfig)."""
_PREFIX = "huihan-office-"
_PROGRAMS = ("soffice", "libreoffice")
_PYTHONS = ("python3", "/usr/bin/python3")
_START_SECONDS = 30.0
_CONVERSIONS = 200  # then a fresh one: LibreOffice keeps a little of every document


class OfficeError(Exception):
    """No conversion; the message says why, in Chinese. missing: LibreOffice itself is not there."""

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


def to_docx(data: bytes, *, import_filter: str, seconds: float) -> bytes:
    """A document as docx, its tracked changes and notes kept. import_filter: LibreOffice's name of what `data` is.

    Raises:
        OfficeError: there is no LibreOffice, it did not finish in `seconds`, or it could not read the document.
    """
    converted = _office().convert(data, (import_filter, "MS Word 2007 XML"), seconds)
    if not converted.startswith(b"PK"):
        raise OfficeError("LibreOffice 无法读取这个文件")
    return converted


def to_pdf(docx: bytes, *, seconds: float) -> bytes:
    """A .docx as LibreOffice prints it. Raises OfficeError as `to_docx` does."""
    converted = _office().convert(docx, ("MS Word 2007 XML", "writer_pdf_Export"), seconds)
    if not converted.startswith(b"%PDF-"):
        raise OfficeError("LibreOffice 没有生成 PDF")
    return converted


@cache
def _office() -> "_Office":
    office = _Office()
    atexit.register(office.stop)
    return office


class _Office:
    """The bridge to a running LibreOffice; it is started again after it was stopped or died."""

    def __init__(self) -> None:
        self._bridge: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._left = 0

    def convert(self, data: bytes, filters: tuple[str, str], seconds: float) -> bytes:
        """`data` converted, empty if it could not be. filters: LibreOffice's names for reading and for writing."""
        if self._bridge is None or self._bridge.poll() is not None or self._left <= 0:
            self.stop()
            self._start()
        if self._folder is None:
            raise OfficeError("LibreOffice 无法启动")
        source, target = self._folder / "in.bin", self._folder / "out.bin"
        try:
            source.write_bytes(data)
            target.unlink(missing_ok=True)
            self._left -= 1
            answer = self._ask([str(source), str(target), *filters], seconds)
            converted = target.read_bytes() if answer == "ok" and target.is_file() else b""
        except OSError as error:
            self.stop()
            raise OfficeError("LibreOffice 意外中止") from error
        if answer in {"", "DisposedException"}:  # it died: the next document gets a new one
            self.stop()
        return converted

    def stop(self) -> None:
        """End the office; without its standard input the bridge kills it."""
        bridge, self._bridge = self._bridge, None
        if bridge is not None:
            with contextlib.suppress(OSError, ValueError, subprocess.TimeoutExpired):
                bridge.communicate(timeout=5)
            bridge.kill()
            bridge.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _start(self) -> None:
        program = _program()
        _remove_left_over()
        for python in filter(None, map(shutil.which, _PYTHONS)):
            self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
            self._bridge = subprocess.Popen(  # noqa: S603  # a fixed command, no shell
                [python, "-I", str(_BRIDGE), str(self._folder), program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=clean_environment(os.environ, str(self._folder)) | {"FONTCONFIG_FILE": str(_FONTS)},
            )
            answer = self._answer(_START_SECONDS)
            if answer == "ready":
                self._left = _CONVERSIONS
                return
            self.stop()
            if answer != "ModuleNotFoundError":
                raise OfficeError("LibreOffice 无法启动")
        raise OfficeError("没有安装 LibreOffice 的 Python 接口（python3-uno）", missing=True)

    def _ask(self, request: list[str], seconds: float) -> str:
        bridge = self._bridge
        if bridge is None or bridge.stdin is None:
            raise OfficeError("LibreOffice 无法启动")
        bridge.stdin.write(json.dumps(request).encode() + b"\n")
        bridge.stdin.flush()
        return self._answer(seconds)

    def _answer(self, seconds: float) -> str:
        """The next line of the bridge, empty when it died; past the time the office is killed."""
        stream = self._bridge.stdout if self._bridge else None
        if stream is None:
            return ""
        end = time.monotonic() + seconds
        line = b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([stream], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                self.stop()
                raise OfficeError(f"LibreOffice 超过 {seconds:g} 秒没有完成，已停止")
            byte = os.read(stream.fileno(), 1000)
            if not byte:
                return ""
            line += byte
        return line.decode("ascii", "replace").strip()


def _program() -> str:
    """The office program itself: its start script would stand between us and the process to kill."""
    script = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if script is None:
        raise OfficeError("没有找到 LibreOffice", missing=True)
    binary = Path(script).resolve().with_name("soffice.bin")
    return str(binary) if binary.exists() else script


def _remove_left_over() -> None:
    """Folders of readers that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)
