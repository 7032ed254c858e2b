"""A letter becomes the same PDF by the running office and by one of its own."""

import pytest

import ingest.office
from domain.codes import LetterKind
from ingest.office import OfficeError
from letters.pdf.office import PdfProblem, to_pdf
from letters.pdf.seal import text_layer
from letters.templating.render import Templates
from letters.templating.sample import samples
from workers.instance.office_pdf import office_pdf

LETTER = Templates().render(LetterKind.ACKNOWLEDGEMENT, samples(LetterKind.ACKNOWLEDGEMENT)["one matter"])


def test_the_running_office_prints_what_one_of_its_own_prints() -> None:
    first = office_pdf(LETTER, seconds=60)
    assert first == office_pdf(LETTER, seconds=60)
    assert text_layer(first) == text_layer(to_pdf(LETTER))


def test_what_the_office_cannot_read_is_said() -> None:
    with pytest.raises(PdfProblem):
        office_pdf(b"PK broken", seconds=60)


def test_without_its_python_interface_an_office_of_its_own_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(fonts: object) -> None:
        raise OfficeError("没有安装 LibreOffice 的 Python 接口（python3-uno）", missing=True)

    monkeypatch.setattr(ingest.office, "_office", missing)
    assert office_pdf(LETTER, seconds=60).startswith(b"%PDF-")
