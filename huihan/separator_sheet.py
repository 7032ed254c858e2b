"""Makes the sheet that staff lay between letters before scanning them in one go: large words and our own mark."""

import io

from docx import Document
from docx.document import Document as DocumentPart
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from ingest.ocr.separator import MARK, mark_picture

_FACE = "黑体"
_MARK_PIXELS = 900
_LINES = (
    ("分隔页", 96),
    ("回函 · 信件分隔", 28),
    ("每两封信之间放一张本页，再一起扫描。系统见到本页即另起一封信；本页不计入信件，可反复使用。", 16),
)


def separator_docx() -> bytes:
    """The sheet as a Word file, A4, one page; the mark stands on it twice, so that a folded corner does no harm."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    picture = io.BytesIO()
    mark_picture(_MARK_PIXELS).save(picture, "PNG")
    _picture(document, picture)
    for text, size in _LINES:
        _line(document, text, size)
    _picture(document, picture)
    _line(document, MARK, 12)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _line(document: DocumentPart, text: str, size: int) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = _FACE
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FACE)  # noqa: SLF001  # no public way


def _picture(document: DocumentPart, picture: io.BytesIO) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.seek(0)
    paragraph.add_run().add_picture(picture, width=Mm(65))
