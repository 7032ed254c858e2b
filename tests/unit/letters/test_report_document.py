"""A report in the look of an official document, as Word sees it.

Covers letters.templates.report.
"""

from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from PIL import Image

from letters.templates.report import ReportDocument, chinese


def picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (60, 30), "white").save(written, "PNG")
    return written.getvalue()


def written() -> bytes:
    document = ReportDocument("2026年3月客户投诉处理月度报告", ["阳光物业"])
    document.heading("总体情况")
    document.subheading("走势")
    document.text("第一段。\n\n第二段。")
    document.table("表", [["类别", "新增"], ["设备管理", "3"], ["合计", "3"]], (3, 1), bold_last=True)
    document.picture(picture(), "各类件数", "设备管理 3 件")
    document.signed("阳光物业", "2026年4月1日")
    document.heading("附")
    document.across()
    document.note("注")
    return document.saved()


def test_headings_are_numbered_and_text_has_its_styles() -> None:
    made = Document(BytesIO(written()))
    texts = [(one.text, one.style.name) for one in made.paragraphs if one.text]
    assert texts[0] == ("2026年3月客户投诉处理月度报告", "公文标题")
    assert ("一、总体情况", "一级标题") in texts
    assert ("（一）走势", "二级标题") in texts
    assert ("二、附", "一级标题") in texts
    assert [text for text, style in texts if style == "正文段落"] == ["第一段。", "第二段。"]


def test_a_table_fills_the_text_and_repeats_its_head() -> None:
    (table,) = Document(BytesIO(written())).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["类别", "新增"], ["设备管理", "3"], ["合计", "3"],
    ]  # fmt: skip
    assert [round(cell.width / Mm(1)) for cell in table.rows[0].cells] == [117, 39]
    assert [row._tr.xpath("./w:trPr/w:tblHeader") != [] for row in table.rows] == [True, False, False]
    assert table.rows[2].cells[0].paragraphs[0].style.name == "表格标签"


def test_a_picture_says_what_it_shows_and_stands_whole() -> None:
    made = Document(BytesIO(written()))
    (shape,) = made.inline_shapes
    assert shape._inline.docPr.get("descr") == "设备管理 3 件"
    assert round(shape.width / Mm(1)) == 156


def test_pages_that_lie_and_their_numbers() -> None:
    made = Document(BytesIO(written()))
    assert [one.orientation for one in made.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    assert "PAGE" in made.sections[0].footer._element.xml
    assert written() == written()


def test_numbers_of_headings() -> None:
    assert [chinese(one) for one in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]
