"""Whether every word of a PDF can be seen: faint, tiny, covered and off-page words are found."""

import io

import pytest
from reportlab.pdfgen import canvas

from letters.pdf.printed.seen import unseen
from letters.pdf.seal import SealProblem


def page(draw):
    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=(595, 842))
    paper.setFont("Helvetica", 12)
    paper.drawString(72, 760, "Dear Sir, visible.")
    draw(paper)
    paper.save()
    return out.getvalue()


def faint(paper):
    paper.setFillGray(0.97)
    paper.drawString(72, 700, "faint")


def tiny(paper):
    paper.setFont("Helvetica", 2)
    paper.drawString(72, 700, "tiny")


def scaled_down(paper):
    paper.scale(0.1, 0.1)
    paper.drawString(720, 7000, "small")


def off_page(paper):
    paper.drawString(700, 700, "outside")


def covered(paper):
    paper.drawString(72, 700, "covered")
    paper.setFillGray(1)
    paper.rect(60, 690, 200, 30, stroke=0, fill=1)


def invisible(paper):
    text = paper.beginText(72, 700)
    text.setTextRenderMode(3)
    text.textOut("hidden")
    paper.drawText(text)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (faint, "faint"),
        (tiny, "tiny"),
        (scaled_down, "small"),
        (off_page, "outside"),
        (covered, "covered"),
        (invisible, "hidden"),
    ],
)
def test_words_that_a_reader_would_miss_are_named(draw, words):
    assert unseen(page(draw)) == words


def test_what_can_be_seen_is_all_right():
    assert unseen(page(lambda paper: paper.drawString(72, 700, "grey? no: black; 12 pt."))) == ""


def test_white_on_black_can_be_seen():
    def draw(paper):
        paper.rect(60, 690, 200, 30, stroke=0, fill=1)
        paper.setFillGray(1)
        paper.drawString(72, 700, "white")

    assert unseen(page(draw)) == ""


def test_only_the_beginning_of_much_is_shown():
    def draw(paper):
        paper.setFillGray(1)
        paper.drawString(72, 700, "x" * 60)

    assert unseen(page(draw)) == "x" * 16


def test_a_second_page_is_looked_at_too():
    def draw(paper):
        paper.showPage()
        paper.setFillGray(1)
        paper.drawString(72, 700, "later")

    assert unseen(page(draw)) == "later"


def test_what_is_no_pdf_is_said_to_be_none():
    with pytest.raises(SealProblem):
        unseen(b"no PDF")
