"""The page that shows the address in a window envelope (DL, 220 × 110 mm; A4 folded in three)."""

from docx.document import Document as Docx
from docx.shared import Mm, Pt

from letters.templates import layout

WINDOW_LEFT, WINDOW_TOP, WINDOW_WIDTH, WINDOW_HEIGHT = 20, 45, 90, 45
"""Millimetres from the sheet's upper left corner: where the window of a DL envelope lies over the folded sheet."""
_INSET = 5
"""The sheet slides in its envelope by as much."""
_PARAGRAPHS = (
    ("窗口寄件人", "{{寄件人}}"),
    ("窗口地址", "{%p for 行 in 信.地址 %}"),
    ("窗口地址", "{{行}}"),
    ("窗口地址", "{%p endfor %}"),
    ("窗口地址", "{{信.姓名}}　收"),
    ("窗口编号", "{{信.文号}}"),
)


def address_document() -> Docx:
    """The template: one page for each of 各信."""
    document = layout.new_document("信封地址页")
    section = document.sections[0]
    section.different_first_page_header_footer = False
    section.top_margin, section.left_margin = Mm(WINDOW_TOP + 1), Mm(WINDOW_LEFT + _INSET)
    section.right_margin = Mm(210 - WINDOW_LEFT - WINDOW_WIDTH + _INSET)
    layout.ungrid_section(section)
    for label, size, line in (("窗口寄件人", 7.5, 12), ("窗口地址", 11, 14), ("窗口编号", 9, 12)):
        style = layout.add_style(document, label, size=size)
        style.paragraph_format.line_spacing = Pt(line)
    document.styles["窗口寄件人"].paragraph_format.page_break_before = True
    document.styles["窗口寄件人"].paragraph_format.space_after = Pt(3)
    for name, text in (("窗口地址", "{%p for 信 in 各信 %}"), *_PARAGRAPHS, ("窗口地址", "{%p endfor %}")):
        paragraph = document.add_paragraph(style=name)
        layout.set_face(paragraph.add_run(text), layout.BODY)
    return document
