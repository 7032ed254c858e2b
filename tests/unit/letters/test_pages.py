"""PDFs counted, shown and put together for the printer."""

import io

import pikepdf
import pytest
from PIL import Image

from letters.pdf.pages import merged, page_count, page_png


def pdf(pages: int, width: float = 595.0) -> bytes:
    """A PDF of empty pages."""
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(width, 842))
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


def widths(data: bytes) -> list[int]:
    with pikepdf.open(io.BytesIO(data)) as document:
        return [round(float(page.mediabox[2])) for page in document.pages]


def test_pages_are_counted() -> None:
    assert page_count(pdf(3)) == 3


def test_a_page_is_shown_in_the_resolution_wanted() -> None:
    picture = Image.open(io.BytesIO(page_png(pdf(2), 2, 72)))
    assert (picture.format, picture.size) == ("PNG", (595, 842))


@pytest.mark.parametrize("page", [0, 3])
def test_a_page_that_there_is_not_is_refused(page: int) -> None:
    with pytest.raises(IndexError):
        page_png(pdf(2), page, 72)


def test_for_printing_on_both_sides_each_letter_begins_on_a_sheet_of_its_own() -> None:
    letters = [pdf(1, 500), pdf(2, 510), pdf(3, 520), pdf(1, 530)]
    assert widths(merged(letters, duplex=True)) == [500, 595, 510, 510, 520, 520, 520, 595, 530]
    assert widths(merged(letters, duplex=False)) == [500, 510, 510, 520, 520, 520, 530]


def test_equal_letters_give_equal_bytes() -> None:
    assert merged([pdf(1), pdf(2)], duplex=True) == merged([pdf(1), pdf(2)], duplex=True)


@pytest.mark.parametrize("use", [page_count, lambda data: merged([data], duplex=True)])
def test_what_is_no_pdf_is_refused(use) -> None:  # type: ignore[no-untyped-def]  # either function
    with pytest.raises(ValueError, match="not a PDF"):
        use(b"hello")
