"""One page of an original as an image to look at."""

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from domain.settings import Limits
from ingest.page_image import NoPageError, page_png


def picture(width: int = 60, height: int = 40, form: str = "PNG") -> bytes:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", (width, height), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, width // 2, height))
    written = io.BytesIO()
    image.save(written, form)
    return written.getvalue()


def opened(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG")
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_picture_is_shown_as_it_is():
    shown = opened(page_png(picture(), 1, 0, Limits()))
    assert shown.size == (60, 40)
    assert shown.getpixel((5, 20)) == (255, 0, 0)


def test_a_page_is_turned_clockwise_as_it_was_for_reading():
    shown = opened(page_png(picture(), 1, 90, Limits()))
    assert shown.size == (40, 60)
    assert shown.getpixel((20, 5)) == (255, 0, 0)  # what was at the left stands above


def test_a_page_of_a_pdf_is_painted():
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(200, 100))
    canvas.showPage()
    canvas.setFillColorRGB(0, 1, 0)
    canvas.rect(0, 0, 200, 100, fill=1, stroke=0)
    canvas.showPage()
    canvas.save()
    shown = opened(page_png(written.getvalue(), 2, 0, Limits()))
    assert shown.width == 2 * shown.height
    assert shown.getpixel((10, 10)) == (0, 255, 0)


def test_a_page_of_a_fax_in_tiff():
    first, second = Image.new("RGB", (50, 50), "white"), Image.new("RGB", (50, 50), (0, 255, 0))
    written = io.BytesIO()
    first.save(written, "TIFF", save_all=True, append_images=[second])
    assert opened(page_png(written.getvalue(), 2, 0, Limits())).getpixel((9, 9)) == (0, 255, 0)


def test_a_photograph_numbered_across_several_files_is_the_only_page_of_its_own():
    assert opened(page_png(picture(form="JPEG"), 3, 0, Limits())).size == (60, 40)


def test_a_large_page_is_shrunk_for_the_screen():
    shown = opened(page_png(picture(4000, 3000), 1, 0, Limits()))
    assert shown.width * shown.height <= 2_500_000


@pytest.mark.parametrize("data", [b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\nbroken", b"no picture"])
def test_what_cannot_be_opened_is_said(data):
    with pytest.raises(NoPageError):
        page_png(data, 1, 0, Limits())


def test_a_page_that_is_not_there_is_said():
    written = io.BytesIO()
    canvas = Canvas(written)
    canvas.showPage()
    canvas.save()
    with pytest.raises(NoPageError):
        page_png(written.getvalue(), 7, 0, Limits())
