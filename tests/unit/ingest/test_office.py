"""LibreOffice behind reading: started once, stopped when it hangs, gone with its reader, and never a traceback.

Covers ingest.office.bridge.
"""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from domain.settings import Limits
from ingest.office import driver as office
from ingest.office.driver import OfficeError, to_docx
from ingest.read import read_letters

SAMPLES = Path(__file__).parents[2] / "samples"
WORD = (SAMPLES / "file-old-word.doc").read_bytes()


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> office._Office:
    """An office of this test's own, stopped after it."""
    own = office._Office()
    monkeypatch.setattr(office, "_office", lambda: own)
    yield own
    own.stop()


def _program(folder: Path, body: str) -> None:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_one_office_converts_document_after_document(fresh: office._Office) -> None:
    assert to_docx(WORD, import_filter="MS Word 97", seconds=30).startswith(b"PK")
    bridge = fresh._bridge
    assert to_docx(WORD, import_filter="MS Word 97", seconds=30).startswith(b"PK")
    assert fresh._bridge is bridge


def test_bytes_that_are_no_document_are_refused_and_the_office_stays(fresh: office._Office) -> None:
    with pytest.raises(OfficeError, match="无法读取"):
        to_docx(b"\xd0\xcf\x11\xe0" + b"x" * 2000, import_filter="MS Word 97", seconds=30)
    assert to_docx(WORD, import_filter="MS Word 97", seconds=30).startswith(b"PK")


def test_without_libreoffice_a_person_is_told_what_to_install(
    fresh: office._Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del fresh
    monkeypatch.setenv("PATH", str(tmp_path))
    (letter,) = read_letters(WORD, name="投诉.doc", limits=Limits())
    (problem,) = letter.problems
    assert problem.what == "旧版 Word、WPS 文档没有读取：没有找到 LibreOffice"
    assert "libreoffice-writer-nogui" in problem.mend


def test_an_office_that_hangs_is_stopped(
    fresh: office._Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert to_docx(WORD, import_filter="MS Word 97", seconds=30)
    bridge = fresh._bridge
    assert bridge is not None
    with pytest.raises(OfficeError, match="超过 0 秒"):
        to_docx(WORD, import_filter="MS Word 97", seconds=0)
    assert bridge.poll() is not None
    assert to_docx(WORD, import_filter="MS Word 97", seconds=30)

    monkeypatch.setattr(office, "_START_SECONDS", 0.5)
    _program(tmp_path, "exec sleep 60")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    fresh.stop()
    with pytest.raises(OfficeError, match="没有完成"):
        to_docx(WORD, import_filter="MS Word 97", seconds=30)


def test_the_office_ends_with_a_reader_that_was_killed() -> None:
    code = (
        "import sys, time; from pathlib import Path; from ingest.office import driver as office\n"
        "office.to_docx(Path(sys.argv[1]).read_bytes(), import_filter='MS Word 97', seconds=30)\n"
        "print(office._office()._folder, flush=True); time.sleep(60)"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code, str(SAMPLES / "file-old-word.doc")], stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    folder = reader.stdout.readline().strip()
    assert _serving(folder)
    reader.send_signal(signal.SIGKILL)
    reader.wait()
    reader.stdout.close()
    end = time.monotonic() + 20
    while time.monotonic() < end and (_serving(folder) or Path(folder).exists()):
        time.sleep(0.1)
    assert not _serving(folder)
    assert not Path(folder).exists()


def _serving(folder: str) -> list[str]:
    """The processes whose command line names the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if folder and folder in command:
            found.append(process.name)
    return found
