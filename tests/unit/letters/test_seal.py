"""A sealed letter has the seal over signature and date, and not one character more or less."""

import io

import pdfplumber
import pypdfium2
import pytest
from seals import seal_png
from word_files import word_file

from domain.codes import LetterKind
from letters.pdf.seal import SEAL_MM, SealProblem, sealed, text_layer
from letters.templating.render import Templates
from letters.templating.sample import samples
from workers.instance.office_pdf import office_pdf as to_pdf

MM = 72 / 25.4
KIND = LetterKind.REPLY


@pytest.fixture(scope="module", params=["one matter", "several matters"])
def letter(request: pytest.FixtureRequest) -> bytes:
    return to_pdf(Templates().render(KIND, samples(KIND)[request.param]))


def test_the_text_layer_is_the_same(letter: bytes) -> None:
    assert text_layer(sealed(letter, seal_png())) == text_layer(letter)
    assert "2026年11月21日" in "".join(text_layer(letter)).replace(" ", "")


def test_equal_input_gives_equal_bytes(letter: bytes) -> None:
    assert sealed(letter, seal_png()) == sealed(letter, seal_png())


def test_one_seal_of_forty_millimetres_covers_signature_and_date_of_the_last_page(letter: bytes) -> None:
    with pdfplumber.open(io.BytesIO(sealed(letter, seal_png()))) as document:
        assert [len(page.images) for page in document.pages] == [0] * (len(document.pages) - 1) + [1]
        page = document.pages[-1]
        (seal,) = page.images
        assert seal["x1"] - seal["x0"] == pytest.approx(SEAL_MM * MM, abs=0.1)
        assert seal["bottom"] - seal["top"] == pytest.approx(SEAL_MM * MM, abs=0.1)
        closing, signature, dated = lines(page)
        centre = (seal["top"] + seal["bottom"]) / 2
        assert signature["top"] < centre < dated["top"], "signature and date lie a little below the seal's centre"
        for line in (signature, dated):
            assert line["x0"] < (seal["x0"] + seal["x1"]) / 2 < line["x1"]
            assert seal["top"] < line["top"] < line["bottom"] < seal["bottom"]
        assert abs(seal["top"] - closing["bottom"]) < 10.2 * MM, "the top lies within a line of the text"


def lines(page: pdfplumber.page.Page) -> list[dict[str, float]]:
    """The last three lines above the page number."""
    return [line for line in page.extract_text_lines() if line["bottom"] < 263 * MM][-3:]


def last_page(pdf: bytes) -> list[tuple[int, int, int]]:
    """The pixels of the last page at 100 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[len(document) - 1].render(scale=100 / 72).to_pil().convert("RGB").tobytes()
    return list(zip(picture[::3], picture[1::3], picture[2::3], strict=True))


@pytest.mark.parametrize("transparent", [True, False])
def test_the_seal_is_seen_and_the_words_under_it_too(letter: bytes, transparent: bool) -> None:
    pixels = last_page(sealed(letter, seal_png(transparent=transparent)))
    plain = last_page(letter)
    assert sum(red > 150 and green < 90 for red, green, _ in pixels) > 1000
    dark = [index for index, colour in enumerate(plain) if max(colour) < 60]
    assert all(max(pixels[index]) < 128 for index in dark), "dark words stay dark under the seal"


def test_a_letter_without_a_date_line_is_not_sealed() -> None:
    with pytest.raises(SealProblem, match="成文日期"):
        sealed(to_pdf(word_file("没有日期")), seal_png())


@pytest.mark.parametrize("png", [b"", b"not a picture", seal_png()[:60]])
def test_a_picture_that_cannot_be_read_is_said(letter: bytes, png: bytes) -> None:
    with pytest.raises(SealProblem, match="PNG"):
        sealed(letter, png)


def test_what_is_no_pdf_is_said() -> None:
    with pytest.raises(SealProblem, match="PDF"):
        text_layer(b"hello")
