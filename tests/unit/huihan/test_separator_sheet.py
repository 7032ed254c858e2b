"""The sheet that staff print is known again however it lies in the feeder.

Covers huihan.commands.letters.separator.
"""

import pypdfium2
import pytest
from typer.testing import CliRunner

from domain.settings import Limits
from huihan.app import app
from ingest.ocr.separator import is_separator
from ingest.read import read_letters


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """The sheet as a PDF, made by the command."""
    path = tmp_path_factory.mktemp("sheet") / "separator.pdf"
    result = CliRunner().invoke(app, ["letters", "separator", str(path)])
    assert result.exit_code == 0, result.output
    return path


def test_it_is_one_page_and_known_from_every_side_at_150_dpi(sheet):
    with pypdfium2.PdfDocument(sheet) as document:
        assert len(document) == 1
        image = document[0].render(scale=150 / 72).to_pil().convert("RGB")
    for degrees in (0, 1, 3, 90, 178, 270):
        assert is_separator(image.rotate(degrees, expand=True, fillcolor="white")), degrees
    assert is_separator(image.convert("1").convert("RGB"))
    assert is_separator(image.crop((0, 0, image.width, image.height * 2 // 3)))


def test_by_itself_it_is_no_letter(sheet):
    (document,) = read_letters(sheet.read_bytes(), name="separator.pdf", limits=Limits())
    assert document.text == ""
    assert document.problems


def test_as_a_word_file_for_offices_without_a_pdf_printer(tmp_path):
    path = tmp_path / "分隔页.docx"
    assert CliRunner().invoke(app, ["letters", "separator", str(path)]).exit_code == 0
    assert path.read_bytes().startswith(b"PK")


def test_another_kind_of_file_is_refused(tmp_path):
    assert CliRunner().invoke(app, ["letters", "separator", str(tmp_path / "sheet.png")]).exit_code == 2
