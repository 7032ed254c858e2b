"""A PDF is made or the reason is said; nothing is left running or lying about."""

import os
import time
from pathlib import Path

import pypdfium2
import pytest

from domain.codes import LetterKind
from letters.pdf.office import PdfProblem, to_pdf
from letters.templating.render import Templates
from letters.templating.sample import samples

KIND = LetterKind.REPLY
LETTER = Templates().render(KIND, samples(KIND)["one matter"])


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_converter_that_says_0_without_an_output_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(PdfProblem, match="source file could not be loaded"):
        to_pdf(LETTER, soffice=program(tmp_path, "echo source file could not be loaded; exit 0"))


def test_a_converter_that_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    started = time.monotonic()
    with pytest.raises(PdfProblem, match="超过"):
        to_pdf(LETTER, soffice=program(tmp_path, f"sleep 60 & echo $! > {pid}; wait"), timeout=0.5)
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


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(PdfProblem, match="无法启动 LibreOffice"):
        to_pdf(LETTER, soffice=str(tmp_path / "none"))


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(PdfProblem, match="不是 Word 文档"):
        to_pdf(b"hello")


def test_the_pdf_has_a_text_layer_with_the_letters_words() -> None:
    document = pypdfium2.PdfDocument(to_pdf(LETTER))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "TS-2026-000123" in text
    assert "□" in text


def test_equal_letters_are_equal_bytes_and_nothing_else_is_lost() -> None:
    one, other = to_pdf(LETTER), to_pdf(LETTER)
    assert one == other
    assert b"CreationDate" not in one


def test_an_office_that_runs_already_may_be_asked_instead() -> None:
    own = to_pdf(LETTER)
    asked: list[float] = []

    def convert(docx: bytes, seconds: float) -> bytes:
        asked.append(seconds)
        return own if docx == LETTER else b""

    assert to_pdf(LETTER, convert=convert, timeout=7) == own
    assert asked == [7]
