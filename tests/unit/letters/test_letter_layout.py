"""The page of GB/T 9704—2012, measured in the Word file and in the PDF made of it (TRADE 7).

Covers letters.templates.layout.
"""

import io
import zipfile
from dataclasses import replace
from itertools import pairwise

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pdfplumber.page import Page

from domain.codes import LetterKind
from letters.templates import build
from letters.templates.forms import FORMS
from letters.templates.texts import LETTERS
from letters.templating.render import SHIPPED, Templates
from letters.templating.sample import ANSWERS, samples
from workers.instance.office_pdf import office_pdf as to_pdf

MM = 72 / 25.4
LINE = 579 / 20
"""Points from one line to the next."""


@pytest.fixture(scope="module", params=list(LETTERS))
def letter(request: pytest.FixtureRequest) -> docx.document.Document:
    kind = LetterKind(request.param)
    return docx.Document(io.BytesIO(Templates().render(kind, samples(kind)["several matters"])))


@pytest.mark.parametrize("kind", list(build.TEMPLATES))
def test_the_shipped_template_is_what_the_script_builds(kind: str) -> None:
    shipped = zipfile.ZipFile(SHIPPED / f"{kind}.docx")
    built = zipfile.ZipFile(io.BytesIO(build.build(kind)))
    assert shipped.namelist() == built.namelist()
    assert [name for name in built.namelist() if shipped.read(name) != built.read(name)] == []


def test_page_and_margins(letter: docx.document.Document) -> None:
    section = letter.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    # Word keeps lengths in twips: a twip is 0.018 mm
    for size, wanted in zip(sizes, (210, 297, 37, 28), strict=True):
        assert abs(size - Mm(wanted)) < Mm(0.02)
    assert abs(section.page_width - section.left_margin - section.right_margin - Mm(156)) < Mm(0.05)
    assert abs(section.page_height - section.top_margin - section.bottom_margin - Mm(225)) < Mm(0.05)


def test_twenty_two_lines_fill_the_text_block(letter: docx.document.Document) -> None:
    grid = letter.sections[0]._sectPr.find(qn("w:docGrid"))
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    assert 22 * pitch <= 225 * MM < 23 * pitch
    for paragraph in letter.paragraphs:
        assert paragraph.style.paragraph_format.line_spacing == Pt(pitch)
        assert paragraph.paragraph_format.line_spacing is None


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("正文段落", "仿宋", 16),
        ("主送", "仿宋", 16),
        ("公文标题", "方正小标宋简体", 22),
        ("一级标题", "黑体", 16),
        ("成文日期", "仿宋", 16),
    ],
)
def test_faces_and_sizes(letter: docx.document.Document, style: str, face: str, size: float) -> None:
    found = letter.styles[style]
    assert found.font.size == Pt(size)
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == face
    for paragraph in letter.paragraphs:
        if paragraph.style.name == style:
            faces = {run.element.rPr.rFonts.get(qn("w:eastAsia")) for run in paragraph.runs}
            assert faces <= {face, "黑体"}  # a heading may open a paragraph


def test_body_is_indented_two_characters_and_the_addressee_not(letter: docx.document.Document) -> None:
    indent = letter.styles["正文段落"].element.pPr.ind
    assert indent.get(qn("w:firstLineChars")) == "200"
    assert letter.styles["主送"].element.pPr.ind is None
    addressee = next(paragraph for paragraph in letter.paragraphs if paragraph.text.endswith("："))
    assert addressee.style.name == "主送"
    assert addressee.text.endswith("：")


def lines(page: Page) -> list[list[dict[str, float | str]]]:
    """The characters of the text block, line by line."""
    block = page.crop((20 * MM, 36 * MM, 190 * MM, 262.5 * MM))
    rows: dict[int, list[dict[str, float | str]]] = {}
    for char in block.chars:
        if char["text"].strip():
            rows.setdefault(round((char["bottom"] - 37 * MM) / LINE - 0.3), []).append(char)
    return [rows[key] for key in sorted(rows)]


LONG = "电梯停运已久望速修复" * 120
"""Nothing but full-width characters, over more than a page."""
FILLED = {
    LetterKind.ACKNOWLEDGEMENT: {"understood": "您反映的情况如下" + LONG},
    LetterKind.INTERIM: {"done": (LONG,)},
    LetterKind.REPLY: {"answers": (replace(ANSWERS[0], findings=LONG),)},
    LetterKind.EXPLANATION: {"reason": LONG},
    LetterKind.GROUP_NOTICE: {"notice": (LONG,)},
}


@pytest.fixture(scope="module", params=[LetterKind(kind) for kind in LETTERS])
def printed(request: pytest.FixtureRequest) -> pdfplumber.PDF:
    """A long letter of each kind as LibreOffice prints it."""
    kind = request.param
    context = replace(samples(kind)["one matter"], **FILLED[kind])
    return pdfplumber.open(io.BytesIO(to_pdf(Templates().render(kind, context))))


def test_the_printed_page_is_a4_with_twenty_two_lines(printed: pdfplumber.PDF) -> None:
    page = printed.pages[1]
    assert (page.width, page.height) == pytest.approx((210 * MM, 297 * MM), abs=1)
    rows = lines(page)
    assert len(rows) == 22
    bottoms = [row[0]["bottom"] for row in rows]
    assert [below - above for above, below in pairwise(bottoms)] == pytest.approx([LINE] * 21, abs=0.1)
    assert bottoms[-1] <= (37 + 225) * MM


def test_a_printed_line_has_twenty_eight_characters_within_the_margins(printed: pdfplumber.PDF) -> None:
    for row in lines(printed.pages[1]):
        assert len(row) == 28
        assert row[0]["x0"] == pytest.approx(28 * MM, abs=1)
        assert max(char["x1"] for char in row) <= (28 + 156) * MM + 1


def test_pages_are_numbered_from_the_second_left_and_right(printed: pdfplumber.PDF) -> None:
    foot = [page.crop((0, 265 * MM, page.width, page.height)) for page in printed.pages[:3]]
    assert "地址" in foot[0].extract_text()
    assert "—" not in foot[0].extract_text()
    assert [area.extract_text().strip() for area in foot[1:]] == ["— 2 —", "— 3 —"]
    assert foot[1].chars[0]["x0"] < 105 * MM < foot[2].chars[0]["x0"]


def test_the_letterhead_stands_on_the_first_page_only(printed: pdfplumber.PDF) -> None:
    heads = [page.crop((0, 0, page.width, 36 * MM)).extract_text() for page in printed.pages[:2]]
    assert heads == ["和安物业服务有限公司", ""]


def test_every_face_is_embedded_and_none_is_a_stopgap(printed: pdfplumber.PDF) -> None:
    faces = {char["fontname"] for page in printed.pages for char in page.chars}
    assert all("+" in face for face in faces), "a face that is not embedded prints otherwise elsewhere"
    assert not [face for face in faces if "DejaVu" in face or "OpenSymbol" in face]


FORMS_OF = [LetterKind(kind) for kind in FORMS]


@pytest.mark.parametrize("kind", FORMS_OF)
def test_a_form_fits_one_sheet_and_its_table_the_page(kind: LetterKind) -> None:
    with pdfplumber.open(io.BytesIO(to_pdf(Templates().render(kind, samples(kind)["one matter"])))) as document:
        (page,) = document.pages
        (table,) = page.find_tables()
        left, top, right, bottom = table.bbox
        assert right - left == pytest.approx(162 * MM, abs=1)
        assert (left + right) / 2 == pytest.approx(105 * MM, abs=1)
        assert bottom <= (297 - 22) * MM < 297 * MM
        assert {round(float(char["size"])) for char in page.crop((left, top, right, bottom)).chars} == {12}


@pytest.mark.parametrize("kind", FORMS_OF)
def test_a_form_keeps_its_rows_together_and_every_cell_a_paragraph(kind: LetterKind) -> None:
    form = docx.Document(io.BytesIO(Templates().render(kind, samples(kind)["needs a person"])))
    (table,) = form.tables
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert all(cell.paragraphs for row in table.rows for cell in row.cells)
