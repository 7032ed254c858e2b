"""The address lies in the window of a DL envelope, a page a letter."""

import io

import pdfplumber
import pytest

from letters.pdf.pages import merged, page_count, single_pages
from letters.templates.address import WINDOW_HEIGHT, WINDOW_LEFT, WINDOW_TOP, WINDOW_WIDTH
from letters.templating.sample import COMPANY
from letters.templating.window import Addressed, address_sheets
from workers.instance.office_pdf import office_pdf as to_pdf

MM = 72 / 25.4
LETTERS = (
    Addressed(name="王建国先生", lines=("深圳市南山区和安路8号", "翠湖花园3栋2单元1201室"), number="物函〔2026〕123号"),
    Addressed(
        name="陳志遠先生", lines=("深圳市南山区" + "很长的地址" * 9, "乙", "丙", "丁", "戊"), number="物函〔2026〕124号"
    ),
    Addressed(name="陳志遠先生" * 9, lines=("深圳市南山区" + "很长的地址" * 9,) * 5, number="物函〔2026〕125号"),
    Addressed(name="业主", lines=("翠湖花园1栋101室",)),
)


@pytest.fixture(scope="module")
def printed() -> bytes:
    return to_pdf(address_sheets(LETTERS, COMPANY))


def test_there_is_one_page_a_letter_with_its_own_address(printed: bytes) -> None:
    with pdfplumber.open(io.BytesIO(printed)) as document:
        texts = [page.extract_text().replace(" ", "") for page in document.pages]
    assert len(texts) == len(LETTERS)
    for text, letter in zip(texts, LETTERS, strict=True):
        assert letter.name[:15] in text
        assert letter.lines[0][:10] in text
        assert letter.number in text
        assert COMPANY.name in text


def test_all_of_it_shows_in_the_window(printed: bytes) -> None:
    with pdfplumber.open(io.BytesIO(printed)) as document:
        for page in document.pages:
            for char in page.chars:
                assert WINDOW_LEFT * MM < char["x0"] < char["x1"] < (WINDOW_LEFT + WINDOW_WIDTH) * MM
                assert WINDOW_TOP * MM < char["top"] < char["bottom"] < (WINDOW_TOP + WINDOW_HEIGHT) * MM


def test_the_pages_are_parted_and_laid_before_their_letters(printed: bytes) -> None:
    sheets = single_pages(printed)
    assert [page_count(sheet) for sheet in sheets] == [1] * len(LETTERS)
    assert page_count(merged([sheets[0], printed, sheets[1]], duplex=True)) == 1 + 1 + len(LETTERS) + 1
    assert sheets == single_pages(printed)


def test_no_letter_no_sheet() -> None:
    with pytest.raises(ValueError, match="no letter"):
        address_sheets((), COMPANY)
