"""One running office makes the PDFs of letters and reads old Word documents."""

from pathlib import Path

import pytest

from domain.codes import LetterKind
from ingest.office import driver
from ingest.office.driver import OfficeError
from letters.pdf.office import PdfProblem
from letters.templating.render import Templates
from letters.templating.sample import samples
from workers.instance.office_pdf import office_pdf

LETTER = Templates().render(LetterKind.ACKNOWLEDGEMENT, samples(LetterKind.ACKNOWLEDGEMENT)["one matter"])
OLD_WORD = Path(__file__).parents[3] / "samples" / "file-old-word.doc"


def test_letters_and_old_word_documents_go_through_one_office() -> None:
    first = office_pdf(LETTER, seconds=60)
    bridge = driver._office()._bridge
    assert driver.to_docx(OLD_WORD.read_bytes(), import_filter="MS Word 97", seconds=60).startswith(b"PK")
    assert office_pdf(LETTER, seconds=60) == first
    assert driver._office()._bridge is bridge


def test_what_the_office_cannot_read_is_said() -> None:
    with pytest.raises(PdfProblem):
        office_pdf(b"PK broken", seconds=60)


def test_without_its_python_interface_the_admin_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise OfficeError("没有安装 LibreOffice 的 Python 接口（python3-uno）", missing=True)

    monkeypatch.setattr(driver, "_office", missing)
    with pytest.raises(PdfProblem, match="python3-uno"):
        office_pdf(LETTER, seconds=60)
