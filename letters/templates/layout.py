"""The page of a Chinese official letter (GB/T 9704—2012), as styles and a section that Word shows to staff as such.

Lengths are those of the standard: A4, margins 37 mm above and 28 mm left, a text block of 156 × 225 mm, 22 lines of 28
characters a page, body 三号 (16 pt) 仿宋, title 二号 (22 pt) 小标宋. The letterhead follows its 信函格式 (chapter 10):
the name in red above a red double rule, a rule at the foot, no number on the first page.
"""

from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

LINE_PITCH = 579
"""Twips: 225 mm ÷ 22 lines = 579.8."""
CHAR_SPACING = -5
"""Twips between characters: 28 of 16 pt fill 448 pt, the text block has 442.2; 28 × 15.75 = 441 pt.

A character grid (linesAndChars) would say the same to Word, but LibreOffice gives a 16 pt character two of its cells.
"""
BODY, TITLE, HEADING, LATIN = "仿宋", "方正小标宋简体", "黑体", "Times New Roman"
RED = RGBColor(0xC8, 0x10, 0x1E)
CHAR = 315
"""Twips: the width of one character with its spacing."""

_UNUSED = {"thumbnail", "stylesWithEffects", "customXml", "numbering", "webSettings"}

# Other names of the same faces, for machines that know them by those (w:altName, ECMA-376 17.8.3.1).
_ALTERNATIVES = {
    BODY: ("FangSong", "02010609060101010101", "86"),
    TITLE: ("方正小标宋_GBK", "02010601030101010101", "86"),
    HEADING: ("SimHei", "02010609060101010101", "86"),
    LATIN: ("Liberation Serif", "02020603050405020304", "00"),
}


def new_document(title: str) -> Docx:
    """An empty letter with the page, the styles and the fonts set; `title` for the file's properties."""
    document = Document()
    _drop_default_styles(document)
    _drop_unused_parts(document)
    _page(document)
    _styles(document)
    _font_table(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.last_modified_by = title, "", "", ""
    document.settings.odd_and_even_pages_header_footer = True
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # else Word 2013 and later open the file in compatibility mode
    return document


def _drop_default_styles(document: Docx) -> None:
    """Leave the four defaults that Word needs, so that staff see our styles alone."""
    styles = document.styles.element
    for style in list(styles.iterchildren(qn("w:style"))):
        if style.get(qn("w:default")) != "1":
            styles.remove(style)


def _drop_unused_parts(document: Docx) -> None:
    """python-docx's own template brings a picture of an empty page and half a megabyte that no letter uses."""
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _UNUSED:
                del relations[key]


def _page(document: Docx) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(20)
    section.different_first_page_header_footer = True
    ungrid_section(section)
    section._sectPr.append(_element("w:docGrid", type="lines", linePitch=LINE_PITCH))  # noqa: SLF001 -- as above


def ungrid_section(section: Section) -> None:
    """Take the lines of a letter away: tables and address pages keep to their own."""
    properties = section._sectPr  # noqa: SLF001 -- python-docx has no grid of its own
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)


def _styles(document: Docx) -> None:
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.clear()  # python-docx's own name theme fonts, which have no Chinese face
    normal = document.styles["Normal"]
    _font(normal, BODY, 16)
    _lines(normal)
    _between(normal, CHAR_SPACING)
    body = add_style(document, "正文段落", indent=2)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    body.paragraph_format.widow_control = False  # 22 lines a page, whatever the paragraph
    last = add_style(document, "末段", indent=2)
    last.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    # Closing words never stand alone on a page: the last paragraph and the contact go with them, whole.
    last.paragraph_format.keep_with_next = last.paragraph_format.keep_together = True
    # Figures and Latin letters are not broken: justified, the line before them would be pulled apart.
    contact = add_style(document, "联系方式", indent=2)
    contact.paragraph_format.keep_with_next = True
    for number in ("发文字号", "受理编号"):
        add_style(document, number, align=WD_ALIGN_PARAGRAPH.RIGHT)
    title = add_style(document, "公文标题", face=TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER)
    title.paragraph_format.keep_with_next = True
    add_style(document, "主送")
    heading = add_style(document, "一级标题", face=HEADING, indent=2)
    heading.paragraph_format.keep_with_next = True
    closing = add_style(document, "结语", indent=2)
    closing.paragraph_format.keep_with_next = True  # a signature never stands alone on a page
    for name, right in (("落款单位", 2), ("成文日期", 4)):
        style = add_style(document, name, align=WD_ALIGN_PARAGRAPH.RIGHT)
        _indent(style, rightChars=right * 100, right=right * CHAR)
        style.paragraph_format.keep_together = True
    document.styles["落款单位"].paragraph_format.keep_with_next = True
    _letterhead_styles(document)


def _letterhead_styles(document: Docx) -> None:
    name = add_style(document, "发文机关", face=TITLE, size=28, align=WD_ALIGN_PARAGRAPH.CENTER)
    name.font.color.rgb = RED
    name.paragraph_format.line_spacing = Pt(40)
    _rule(name, "bottom", "thickThinSmallGap")
    foot = add_style(document, "函件页脚", size=10.5, align=WD_ALIGN_PARAGRAPH.CENTER)
    foot.paragraph_format.line_spacing = Pt(18)
    _rule(foot, "top", "thinThickSmallGap")
    for style in (name, foot):  # the rules are 170 mm wide, 7 mm beyond the text on either side
        style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(-7)
        ungrid(style)
    for label, align in (("页码单页", WD_ALIGN_PARAGRAPH.RIGHT), ("页码双页", WD_ALIGN_PARAGRAPH.LEFT)):
        number = add_style(document, label, size=14, align=align)
        number.paragraph_format.line_spacing = Pt(18)
        _indent(number, leftChars=100, left=CHAR, rightChars=100, right=CHAR)


def add_style(
    document: Docx,
    name: str,
    *,
    face: str = BODY,
    size: float = 16,
    indent: int = 0,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> ParagraphStyle:
    """A paragraph style; indent: of the first line, in characters."""
    style: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _font(style, face, size)
    _lines(style)
    style.paragraph_format.alignment = align
    if indent:
        _indent(style, firstLineChars=indent * 100, firstLine=indent * CHAR)
    return style


def _font(style: ParagraphStyle, face: str, size: float) -> None:
    style.font.size = Pt(size)
    set_face(style, face)
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(_element("w:lang", val="en-US", eastAsia="zh-CN"))


def face_of(paragraph: Paragraph) -> str:
    """The East-Asian font of the paragraph's style."""
    return str(paragraph.style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia")))  # type: ignore[union-attr]  # every paragraph here has a style


def set_face(styled: CharacterStyle | Run, face: str) -> None:
    """Name the fonts of a style or a run: without w:eastAsia Word sets Chinese in whatever it likes."""
    styled.font.name = LATIN
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hint"), "eastAsia")  # “ ” … are Chinese here


def _lines(style: ParagraphStyle) -> None:
    """One line of the grid each, whatever font a machine puts in: 22 lines stay 22 lines."""
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = Twips(LINE_PITCH)


def _between(style: ParagraphStyle, twips: int) -> None:
    """The space between characters; inherited from Normal by all styles that do not set it again."""
    properties = style.element.get_or_add_rPr()
    properties.insert_element_before(_element("w:spacing", val=twips), "w:sz", "w:szCs", "w:lang")


def _indent(style: ParagraphStyle, **values: int) -> None:
    properties = style.element.get_or_add_pPr()
    indent = properties.get_or_add_ind()
    for name, value in values.items():
        indent.set(qn(f"w:{name}"), str(value))


def _rule(style: ParagraphStyle, side: str, kind: str) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_element(f"w:{side}", val=kind, sz=18, space=4, color=str(RED)))
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def ungrid(style: ParagraphStyle) -> None:
    """Its lines keep to their own height, not to the grid of the page."""
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(_element("w:snapToGrid", val=0), "w:spacing", "w:ind", "w:jc", "w:rPr")


def _element(tag: str, **attributes: object) -> etree._Element:
    element: etree._Element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def _font_table(document: Docx) -> None:
    """Name the fonts' other names and kinds, so that Word and LibreOffice choose a near one where they are missing."""
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    fonts = _element("w:fonts")
    for name, (alternative, panose, charset) in _ALTERNATIVES.items():
        font = _element("w:font", name=name)
        font.append(_element("w:altName", val=alternative))
        font.append(_element("w:panose1", val=panose))
        font.append(_element("w:charset", val=charset))
        font.append(_element("w:family", val="roman" if name == LATIN else "modern"))
        font.append(_element("w:pitch", val="variable" if name == LATIN else "fixed"))
        fonts.append(font)
    part._blob = etree.tostring(fonts, encoding="UTF-8", standalone=True)  # noqa: SLF001 -- python-docx keeps this part as bytes only


def number_pages(document: Docx) -> None:
    """Page numbers at the outer edge (GB/T 9704—2012, 7.5)."""
    section = document.sections[0]
    for footer, style in ((section.footer, "页码单页"), (section.even_page_footer, "页码双页")):
        footer.paragraphs[0].style = document.styles[style]
        page_number(footer.paragraphs[0])


def page_number(paragraph: Paragraph) -> None:
    """— 2 —: the page's number between dashes, in `paragraph`."""
    instruction = OxmlElement("w:instrText")
    instruction.text = "PAGE"
    begin, separate, end = (_element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    for content in ("— ", begin, instruction, separate, "2", end, " —"):
        run = paragraph.add_run(content if isinstance(content, str) else "")
        if not isinstance(content, str):
            run.element.append(content)
        set_face(run, BODY)
