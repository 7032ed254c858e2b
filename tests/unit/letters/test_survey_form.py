"""A questionnaire is one page for each household, and its code is read from a scan of it, however it lies.

Covers letters.templates.survey_form and workers.surveys.codes.
"""

import random

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from domain.settings import CompanySettings
from domain.surveys import MARKS, QUESTIONS
from ingest.ocr.separator import square_codes
from letters.templates.survey_form import BOX, Questionnaire, Sheet, questionnaires
from letters.word.document import plain_text
from workers.instance.keys import Keys
from workers.instance.office_pdf import office_pdf
from workers.surveys.codes import asked_in, code_of

KEYS = Keys(secret=bytes(range(32)))
FORM = Questionnaire(quarter="2026年4季度", project="阳光花园", questions=QUESTIONS)


def sheets(count: int) -> list[Sheet]:
    return [Sheet(flat=f"3栋 2 {100 + n}", code=code_of(KEYS, 123_450 + n)) for n in range(count)]


@pytest.fixture(scope="module")
def pages() -> list[Image.Image]:
    pdf = office_pdf(questionnaires(FORM, sheets(3), CompanySettings(name="阳光物业服务有限公司")))
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=200 / 72).to_pil().convert("RGB") for page in document]


def test_each_household_has_one_page_with_every_question_and_box() -> None:
    text = plain_text(questionnaires(FORM, sheets(2), CompanySettings()))
    assert text.count(BOX) == 2 * len(QUESTIONS) * len(MARKS)
    for words in (*QUESTIONS, "非常不满意", "阳光花园", "2026年4季度", "3栋 2 101", sheets(2)[1].code):
        assert words in text
    with pytest.raises(ValueError, match="household"):
        questionnaires(FORM, [], CompanySettings())


def test_printed_it_fills_a_page_and_its_code_is_read(pages: list[Image.Image]) -> None:
    assert len(pages) == 3
    for page, sheet in zip(pages, sheets(3), strict=True):
        assert sheet.code in square_codes(page)


def test_the_code_is_read_from_a_poor_scan(pages: list[Image.Image]) -> None:
    chance = random.Random(3)  # noqa: S311 - examples, no secret
    page = pages[0].resize((1240, 1754))
    for degrees in (0, 1.5, 90, 181, 270):
        scan = page.rotate(degrees, expand=True, fillcolor="white").filter(ImageFilter.GaussianBlur(0.7))
        for _ in range(400):
            scan.putpixel((chance.randrange(scan.width), chance.randrange(scan.height)), (0, 0, 0))
        assert sheets(1)[0].code in square_codes(scan), degrees


def test_a_code_is_ours_or_none() -> None:
    code = code_of(KEYS, 12)
    assert code.startswith("HUIHAN SURVEY 12-")
    for text in (f"前 {code} 后", code.lower(), code.replace(" ", ""), f"{code}\n{code}"):
        assert asked_in(KEYS, text) == {12}
    for wrong in ("", code[:-1], code + "0", code.replace("12-", "13-"), code_of(Keys(secret=b"x" * 32), 12)):
        assert asked_in(KEYS, wrong) == frozenset()
    assert asked_in(KEYS, f"{code} {code_of(KEYS, 9)}") == {9, 12}
