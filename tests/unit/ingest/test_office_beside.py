"""What an Office file holds beside its running text is read or told: drawings, controls, page edges, lists, formulas.

Covers ingest.drawn_words.
"""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from domain.reading import Document
from domain.settings import Limits
from ingest.drawn_words import is_drawn, words_of_drawing
from ingest.read import read_letters

SMART_ART = """<d:dataModel xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><d:ptLst><d:pt><d:t><a:p><a:r><a:t>门岗整夜没有人</a:t></a:r></a:p>
 </d:t></d:pt></d:ptLst></d:dataModel>"""
CHART = """<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><a:p><a:r><a:t>水泵夜间分贝</a:t></a:r></a:p>
 </c:title><c:ser><c:tx><c:strCache><c:pt><c:v>卧室</c:v></c:pt></c:strCache></c:tx></c:ser></c:chart></c:chartSpace>"""
SPACES = """xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships\""""


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def word(body: str, **members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, content in members.items():
            package.writestr(name, content)
    return packed.getvalue()


def excel(fill: Callable[[Worksheet], None]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["姓名", "骆霞", "投诉内容", "车库道闸不起杆"])
    fill(sheet)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def with_members(data: bytes, change: Callable[[str, bytes], bytes], **members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in members.items():
            new.writestr(name, content)
    return packed.getvalue()


def read(data: bytes, name: str) -> Document:
    (letter,) = read_letters(data, name=name, limits=Limits())
    return letter


def told(letter: Document) -> str:
    return "；".join(problem.what for problem in letter.problems)


def test_drawings_are_known_by_their_place_and_a_damaged_one_says_nothing() -> None:
    assert is_drawn("word/charts/chart12.xml")
    assert not is_drawn("word/charts/style1.xml")
    assert words_of_drawing(b"<a") == ""


def test_words_of_a_word_document_that_stand_in_drawings_are_read() -> None:
    art = '<w:p><w:r><w:pict><v:shape id="{}"><v:textpath string="{}"/></v:shape></w:pict></w:r></w:p>'
    body = paragraph("请看下图。") + art.format("art", "严正要求换锁") + art.format("PowerPlusWaterMarkObject1", "草稿")
    letter = read(word(body, **{"word/diagrams/data1.xml": SMART_ART, "word/charts/chart1.xml": CHART}), "信.docx")
    assert letter.text == "请看下图。\n严正要求换锁\n水泵夜间分贝\n卧室\n门岗整夜没有人"


def test_rows_and_cells_that_were_deleted_are_not_read() -> None:
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('删去')}</w:tc></w:tr>"
    cell = f"<w:tc><w:tcPr><w:cellDel/></w:tcPr>{paragraph('也删去')}</w:tc>"
    letter = read(word(f"<w:tbl>{gone}<w:tr><w:tc>{paragraph('留下')}</w:tc>{cell}</w:tr></w:tbl>"), "表.docx")
    assert letter.text == "留下"


def test_controls_and_documents_that_are_not_in_the_file_are_told() -> None:
    body = paragraph("类别见控件。") + '<w:subDoc r:id="rId7"/>'
    letter = read(word(body, **{"word/activeX/activeX1.bin": "x"}), "信.docx")
    assert "ActiveX 控件" in told(letter)
    assert "插入的文档不在文件里" in told(letter)


@pytest.mark.parametrize(
    "formula", ["选项!$A:$A", 'INDIRECT("选项!A1:A3")', "OFFSET(选项!$A$1,0,0,COUNTA(选项!$A:$A),1)", "INDIRECT($F$1)"]
)
def test_lists_that_cells_are_chosen_from_are_not_heard_however_they_are_named(formula: str) -> None:
    def fill(sheet: Worksheet) -> None:
        workbook = sheet.parent
        assert workbook is not None
        options = workbook.create_sheet("选项")
        for words in ("燃气泄漏", "高空坠物", "保洁"):
            options.append([words])
        sheet.parent.defined_names["类别"] = openpyxl.workbook.defined_name.DefinedName(
            "类别", attr_text="选项!$A$1:$A$3"
        )
        choice = DataValidation(type="list", formula1=formula)
        choice.add("B2")
        sheet.add_data_validation(choice)
        sheet["B2"] = "保洁"

    letter = read(excel(fill), "表.xlsx")
    assert "保洁" in letter.text
    assert "燃气泄漏" not in letter.text


def test_what_is_printed_at_the_edges_of_a_sheet_is_read_and_page_numbers_are_not() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.HeaderFooter.oddHeader.center.text = "滨江府物业来信登记"
        sheet.HeaderFooter.oddFooter.left.text = "盼三日内答复"
        sheet.HeaderFooter.oddFooter.right.text = "&P/&N"

    lines = read(excel(fill), "表.xlsx").text.split("\n")
    assert lines[0] == "滨江府物业来信登记"
    assert lines[-1] == "盼三日内答复"


def test_a_formula_that_came_without_its_value_is_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["B2"] = '=CONCATENATE("电梯","停运")'

    assert "公式没有算出结果" in told(read(excel(fill), "表.xlsx"))


def test_drawings_on_a_sheet_are_read() -> None:
    frame = (
        '<x:wsDr xmlns:x="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
        "<x:oneCellAnchor><x:graphicFrame/></x:oneCellAnchor></x:wsDr>"
    )
    listed = '<Relationships><Relationship Id="r1" Target="{}"/></Relationships>'
    members = {
        "xl/worksheets/_rels/sheet1.xml.rels": listed.format("../drawings/drawing1.xml"),
        "xl/drawings/drawing1.xml": frame,
        "xl/drawings/_rels/drawing1.xml.rels": listed.format("../diagrams/data1.xml"),
        "xl/diagrams/data1.xml": SMART_ART,
    }
    data = with_members(excel(lambda _: None), lambda _, raw: raw, **members)
    assert read(data, "表.xlsx").text.endswith("门岗整夜没有人")


def test_a_workbook_of_the_strict_form_is_read() -> None:
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"

    def strict(_: str, raw: bytes) -> bytes:
        for space in (b"spreadsheetml", b"officeDocument"):
            raw = raw.replace(old + space + b"/2006/", new + space + b"/")
        return raw

    assert "车库道闸不起杆" in read(with_members(excel(lambda _: None), strict), "表.xlsx").text


def test_a_binary_workbook_is_told_as_one() -> None:
    data = with_members(excel(lambda _: None), lambda _, raw: raw, **{"xl/workbook.bin": "x"})
    assert "xlsb" in told(read(data, "表.xlsb"))
