"""A PDF is made or the reason is said; nothing is left running or lying about."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from domain.codes import LetterKind
from ingest.office import driver
from letters.pdf.office import PdfProblem, to_pdf
from letters.templating.render import Templates
from letters.templating.sample import samples
from workers.instance.office_pdf import office_pdf

KIND = LetterKind.REPLY
LETTER = Templates().render(KIND, samples(KIND)["one matter"])


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An office of this test's own, started when first asked."""
    own = driver._Office()
    monkeypatch.setattr(driver, "_office", lambda: own)
    yield
    own.stop()


def program(folder: Path, script: str) -> str:
    """A PATH on which `script` is LibreOffice."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.usefixtures("fresh")
def test_a_program_that_ends_with_0_at_once_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", program(tmp_path, "echo source file could not be loaded; exit 0"))
    monkeypatch.setattr(driver, "_START_SECONDS", 1)
    with pytest.raises(PdfProblem, match="LibreOffice"):
        office_pdf(LETTER)


@pytest.mark.usefixtures("fresh")
def test_a_converter_that_hangs_is_stopped_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    monkeypatch.setenv("PATH", program(tmp_path, f"sleep 60 & echo $! > {pid}; wait"))
    monkeypatch.setattr(driver, "_START_SECONDS", 2)
    started = time.monotonic()
    with pytest.raises(PdfProblem, match="超过"):
        office_pdf(LETTER)
    assert time.monotonic() - started < 10
    assert gone(int(pid.read_text()))


def gone(pid: int) -> bool:
    """Whether the process has ended (a zombie that nobody has collected yet has)."""
    for _ in range(50):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.usefixtures("fresh")
def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PdfProblem, match="没有找到 LibreOffice"):
        office_pdf(LETTER)


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(PdfProblem, match="不是 Word 文档"):
        office_pdf(b"hello")


def test_the_pdf_has_a_text_layer_with_the_letters_words() -> None:
    document = pypdfium2.PdfDocument(office_pdf(LETTER))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "TS-2026-000123" in text
    assert "【待填写：查明的情况及依据】" in "".join(text.split())


def test_equal_letters_are_equal_bytes_and_nothing_else_is_lost() -> None:
    one, other = office_pdf(LETTER), office_pdf(LETTER)
    assert one == other
    assert b"CreationDate" not in one


@pytest.mark.usefixtures("fresh")
def test_an_office_that_was_started_again_makes_the_same_bytes() -> None:
    one = office_pdf(LETTER)
    driver._office().stop()
    assert office_pdf(LETTER) == one


def test_the_office_is_the_callers_and_has_the_callers_seconds() -> None:
    own = office_pdf(LETTER)
    asked: list[float] = []

    def convert(docx: bytes, seconds: float) -> bytes:
        asked.append(seconds)
        return own if docx.startswith(b"PK") else b""

    assert to_pdf(LETTER, convert=convert, seconds=7) == own
    assert asked == [7]
