"""Text layers come in the direction in which the page is read, whichever way it lies.

Covers ingest.pdf_pages.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.text_direction import layer_text

FACE = "STSong-Light"
LINES = ["物业服务中心：", "二号楼门口的台阶裂了，", "请尽快修补。", "业主何平"]
WIDTH, HEIGHT = 595, 842


@contextmanager
def page_of(angle: int, rotate: int, *, watermark: bool = False) -> Iterator[pypdfium2.PdfPage]:
    """A page whose lines are drawn against the clock by `angle`, shown turned clockwise by `rotate`."""
    pdfmetrics.registerFont(UnicodeCIDFont(FACE))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT))
    canvas.setPageRotation(rotate)
    canvas.setFont(FACE, 14)
    canvas.saveState()
    canvas.translate(*{0: (0, 0), 90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}[angle])
    canvas.rotate(angle)
    for number, line in enumerate(LINES):
        canvas.drawString(72, (WIDTH if angle % 180 else HEIGHT) - 100 - 28 * number, line)
    canvas.restoreState()
    if watermark:
        canvas.translate(300, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部")
    canvas.save()
    document = pypdfium2.PdfDocument(target.getvalue())
    try:
        yield document[0]
    finally:
        document.close()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_lines_come_in_the_order_in_which_they_are_read(angle: int, rotate: int) -> None:
    with page_of(angle, rotate) as page:
        found = layer_text(page)
        assert found.raw.split() == LINES
        assert found.turned == (angle - rotate) % 360
        assert page.get_rotation() == angle


def test_a_slanting_watermark_turns_nothing() -> None:
    with page_of(0, 0, watermark=True) as page:
        found = layer_text(page)
        assert set(LINES) <= set(found.raw.split())
        assert not found.turned


def test_an_empty_page_has_no_direction() -> None:
    document = pypdfium2.PdfDocument.new()
    assert layer_text(document.new_page(200, 200)).raw == ""
