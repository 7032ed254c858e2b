"""A PDF without what differs from one run to the next, and otherwise as it was."""

import io

import pikepdf
import pytest
from reportlab.pdfgen import canvas

from letters.pdf.printed.layer import read_pages
from letters.pdf.reproducible import steady
from letters.pdf.seal import SealProblem


def pdf(*lines, pages=1):
    out = io.BytesIO()
    paper = canvas.Canvas(out)
    for _ in range(pages):
        for number, line in enumerate(lines):
            paper.drawString(72, 720 - 20 * number, line)
        paper.showPage()
    paper.save()
    return out.getvalue()


def dated(data, moment):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.docinfo["/CreationDate"] = document.docinfo["/ModDate"] = moment
        document.save(out)
    return out.getvalue()


def test_two_runs_at_different_moments_give_equal_bytes():
    data = pdf("Dear Sir")
    one, other = (dated(data, moment) for moment in ("D:20261231235959", "D:20270101000000"))
    assert one != other
    assert steady(one) == steady(other)


def test_different_letters_stay_different():
    assert steady(pdf("Dear Sir")) != steady(pdf("Dear Madam"))


def test_equal_input_gives_equal_bytes():
    data = pdf("Dear Sir")
    assert steady(data) == steady(data)


def test_the_dates_are_gone_and_the_text_stays():
    made = steady(dated(pdf("Dear Sir", pages=2), "D:20261231235959"))
    with pikepdf.open(io.BytesIO(made)) as document:
        assert "/CreationDate" not in document.docinfo
        assert "/ModDate" not in document.docinfo
        assert len(document.pages) == 2
    assert read_pages(made) == ("Dear Sir", "Dear Sir")


def test_lines_are_read_from_left_to_right_whatever_order_they_were_drawn_in():
    out = io.BytesIO()
    paper = canvas.Canvas(out)
    paper.drawString(200, 720, "Sir")
    paper.drawString(72, 720, "Dear")
    paper.drawString(72, 700, "Second")
    paper.save()
    assert read_pages(out.getvalue()) == ("DearSirSecond",)


def test_an_empty_page_says_nothing():
    assert read_pages(pdf()) == ("",)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_pdf_cannot_be_read(data):
    with pytest.raises(SealProblem, match="不是 PDF"):
        read_pages(data)
