"""Builds a report in the look of an official document (GB/T 9704—2012): title, numbered headings 一、 and （一）, text,
tables and pictures, and annexes across.

Lines of text keep to the letters' grid; tables and pictures keep to lines of their own, or they would be cut.
"""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from letters.templates import layout
from letters.word.package import join, pack

WIDE = 156
"""Millimetres of text on an upright page."""
ACROSS = 233
"""The same on a page that lies."""
_KAI = "楷体"
_TOGETHER = 20
"""A table of so many rows stands on one page."""
_DIGITS = "一二三四五六七八九十"
_TABLE, _HEAD, _CAPTION, _PICTURE, _UNDER, _NOTE = "表格文字", "表格标签", "表题", "图", "副题", "表注"
_BELOW = "图题"


class ReportDocument:
    """A report as it is written, from the title down."""

    def __init__(self, title: str, under: Sequence[str]) -> None:
        """under: the lines below the title."""
        self._document: Docx = layout.new_document(title)
        section = self._document.sections[0]
        section.different_first_page_header_footer = False
        layout.number_pages(self._document)
        _styles(self._document)
        self._headings = [0, 0]
        self._paragraph(title, "公文标题")
        for line in under:
            self._paragraph(line, _UNDER)

    def heading(self, text: str) -> None:
        """A heading of the first level, numbered 一、."""
        self._headings = [self._headings[0] + 1, 0]
        self._paragraph(f"{chinese(self._headings[0])}、{text}", "一级标题")

    def subheading(self, text: str) -> None:
        """One of the second, numbered （一）."""
        self._headings[1] += 1
        self._paragraph(f"（{chinese(self._headings[1])}）{text}", "二级标题")

    def text(self, text: str) -> None:
        """Paragraphs, apart by line breaks; blank ones are left out."""
        for line in text.splitlines():
            if line.strip():
                self._paragraph(line.strip(), "正文段落")

    def table(
        self, caption: str, rows: Sequence[Sequence[str]], widths: Sequence[int], *, bold_last: bool = False
    ) -> None:
        """A table below its caption, its first row as head, repeated on each page; the first column is text, the rest
        stands in the middle. widths: of the columns, by which the text block is divided."""
        self._paragraph(caption, _CAPTION)
        across = self._document.sections[-1].orientation == WD_ORIENT.LANDSCAPE
        whole = sum(widths)
        millimetres = [(ACROSS if across else WIDE) * width / whole for width in widths]
        table = self._document.add_table(rows=0, cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _rule(table)
        for column, width in zip(table.columns, millimetres, strict=True):
            column.width = Mm(width)
        for number, values in enumerate(rows):
            cells = _row(table, millimetres, head=number == 0)
            heavy = number == 0 or (bold_last and number == len(rows) - 1)
            for at, (cell, value) in enumerate(zip(cells, values, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.style = self._document.styles[_HEAD if heavy else _TABLE]
                paragraph.paragraph_format.keep_with_next = len(rows) <= _TOGETHER and number < len(rows) - 1
                if at and not heavy:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                layout.set_face(paragraph.add_run(value), layout.face_of(paragraph))
        self._paragraph("", _NOTE)

    def note(self, text: str) -> None:
        """A small line, below a table."""
        self._paragraph(text, _NOTE)

    def picture(self, png: bytes, caption: str, alt: str) -> None:
        """A picture as wide as the text, its caption below. alt: what it shows, for those who do not see it."""
        paragraph = self._document.add_paragraph(style=_PICTURE)
        shape = paragraph.add_run().add_picture(BytesIO(png), width=Mm(WIDE))
        named = shape._inline.docPr  # noqa: SLF001 -- python-docx has no word for the alternative text
        named.set("descr", alt)
        named.set("title", caption)
        self._paragraph(caption, _BELOW)

    def across(self) -> None:
        """What follows stands on pages that lie."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(35), Mm(29)
        layout.ungrid_section(section)

    def signed(self, company: str, day: str) -> None:
        """Whose it is, and the day, at the right."""
        self._paragraph("", "正文段落")
        self._paragraph(company, "落款单位")
        self._paragraph(day, "成文日期")

    def saved(self) -> bytes:
        """The file; equal reports give equal bytes."""
        written = BytesIO()
        self._document.save(written)
        with ZipFile(written) as package:
            return join(pack(name, package.read(name)) for name in package.namelist())

    def _paragraph(self, text: str, style: str) -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        if text:
            layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))
        return paragraph


def chinese(number: int) -> str:
    """1 to 99 as headings are numbered: 一, 十, 十一, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("" if tens == 1 else _DIGITS[tens - 1]) + "十"
    return head + (_DIGITS[ones - 1] if ones else "")


def _styles(document: Docx) -> None:
    centre = WD_ALIGN_PARAGRAPH.CENTER
    document.styles["公文标题"].paragraph_format.space_after = Pt(6)
    second = layout.add_style(document, "二级标题", face=_KAI, indent=2)
    second.paragraph_format.keep_with_next = True
    for name, face, size, align, line in (
        (_UNDER, _KAI, 16, centre, 29),
        (_TABLE, layout.BODY, 10.5, WD_ALIGN_PARAGRAPH.LEFT, 17),
        (_HEAD, layout.HEADING, 10.5, centre, 17),
        (_CAPTION, layout.HEADING, 12, centre, 22),
        (_BELOW, layout.HEADING, 12, centre, 22),
        (_NOTE, layout.BODY, 9, WD_ALIGN_PARAGRAPH.LEFT, 12),
    ):
        style = layout.add_style(document, name, face=face, size=size, align=align)
        style.paragraph_format.line_spacing = Pt(line)
        layout.ungrid(style)
    document.styles[_CAPTION].paragraph_format.keep_with_next = True
    document.styles[_CAPTION].paragraph_format.space_before = Pt(6)
    picture = layout.add_style(document, _PICTURE, align=centre)
    picture.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture.paragraph_format.keep_with_next = True
    picture.paragraph_format.space_before = Pt(6)


def _row(table: Table, widths: Sequence[float], *, head: bool) -> Sequence[_Cell]:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves it untyped
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has no word for it
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    cells = row.cells
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Mm(width)
        centred = OxmlElement("w:vAlign")
        centred.set(qn("w:val"), "center")
        cell._tc.get_or_add_tcPr().append(centred)  # noqa: SLF001 -- as above
    return cells


def _rule(table: Table) -> None:
    """Thin rules around every cell, and a little room on their sides."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    for added in (borders, margins):
        table._tbl.tblPr.append(added)  # noqa: SLF001 -- python-docx sets rules by a named style only
