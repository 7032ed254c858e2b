"""How letters fall on their pages: no page holds only closing words, no line is pulled apart, a seal takes no text.

Covers letters.templates.texts.
"""

import io
from dataclasses import replace
from itertools import pairwise

import pdfplumber
import pytest
from pdfplumber.page import Page
from seals import seal_png

from domain.codes import LetterKind
from letters.pdf.seal import sealed
from letters.templating.render import Templates
from letters.templating.sample import ANSWERS, samples
from workers.instance.office_pdf import office_pdf

WIDEST = 16 * 1.25
"""Points from one character of 16 pt to the next, at most, before a reader sees a gap."""


def printed(kind: LetterKind, sample: str, **values: object) -> bytes:
    context = replace(samples(kind)[sample], **values)  # type: ignore[arg-type]  # any field
    return office_pdf(Templates().render(kind, context))


def pages(pdf: bytes) -> list[Page]:
    return pdfplumber.open(io.BytesIO(pdf)).pages


@pytest.mark.parametrize("longer", range(0, 200, 20))
@pytest.mark.parametrize("kind", [LetterKind.ACKNOWLEDGEMENT, LetterKind.REPLY])
def test_a_second_page_begins_with_more_than_closing_words(kind: LetterKind, longer: int) -> None:
    words = "电梯停运已久望速修复" * 20
    values = {
        LetterKind.ACKNOWLEDGEMENT: {"understood": "您反映的情况如下" + words[:longer]},
        LetterKind.REPLY: {"answers": (replace(ANSWERS[0], findings=words[: longer + 20]),)},
    }[kind]
    found = pages(printed(kind, "one matter", **values))
    assert len(found) <= 2
    if len(found) == 2:
        text = "".join(found[1].extract_text().split())
        assert text.index("联系时请说明受理编号") < text.index("联系人") < text.index("特此")


@pytest.mark.parametrize("kind", [LetterKind.ACKNOWLEDGEMENT, LetterKind.INTERIM, LetterKind.REPLY])
@pytest.mark.parametrize("sample", ["one matter", "several matters", "second complaint", "by telephone"])
def test_no_line_is_pulled_apart_around_a_number(kind: LetterKind, sample: str) -> None:
    for page in pages(printed(kind, sample)):
        rows: dict[int, list[dict[str, float]]] = {}
        for char in page.chars:
            if char["size"] == pytest.approx(16, abs=0.5) and "\u3400" < char["text"] < "\u9fff":
                rows.setdefault(round(char["bottom"]), []).append(char)
        for row in rows.values():
            for left, right in pairwise(sorted(row, key=lambda char: char["x0"])):
                between = [
                    one
                    for one in page.chars
                    if round(one["bottom"]) in range(round(left["bottom"]) - 6, round(left["bottom"]) + 6)
                    and left["x0"] < one["x0"] < right["x0"]
                ]
                assert between or right["x0"] - left["x0"] < WIDEST


@pytest.mark.parametrize("sample", ["several matters", "traditional", "group"])
def test_a_sealed_reply_can_be_searched_and_copied_as_before(sample: str) -> None:
    pdf = printed(LetterKind.REPLY, sample)
    before = [page.extract_text() for page in pages(pdf)]
    assert "".join(before).count("特此") == 1
    assert [page.extract_text() for page in pages(sealed(pdf, seal_png()))] == before
