"""Writes the shipped templates: `python -m letters.templates.build`. Staff then edit copies of them in Word."""

import io
import zipfile
from pathlib import Path

from docx.document import Document as Docx

from letters.templates import layout
from letters.templates.address import address_document
from letters.templates.forms import FORMS, form_document
from letters.templates.texts import LETTERS
from letters.word.package import join, pack

FOLDER = Path(__file__).parent

ADDRESS_SHEET = "address_sheet"
TEMPLATES = (*LETTERS, *FORMS, ADDRESS_SHEET)
"""Every file that is built: the kinds of letter, and the page for the window of an envelope."""


def build(kind: str) -> bytes:
    """The template of `kind` as a .docx, the same bytes each time."""
    if kind == ADDRESS_SHEET:
        document = address_document()
    else:
        document = form_document(FORMS[kind]) if kind in FORMS else _letter(*LETTERS[kind])
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        return join(pack(name, package.read(name), level=9) for name in package.namelist())


def _letter(title: str, paragraphs: tuple[tuple[str, str], ...]) -> Docx:
    document = layout.new_document(title)
    _letterhead(document)
    for style, text in (("发文字号", "{{文号}}"), ("受理编号", "受理编号：{{受理编号}}"), *paragraphs):
        _paragraph(document, style, text)
    for style, text in (("结语", ""), ("落款单位", "{{公司名称}}"), ("成文日期", "{{成文日期}}")):
        _paragraph(document, style, text)
    return document


def _paragraph(document: Docx, style: str, text: str) -> None:
    paragraph = document.add_paragraph(style=style)
    layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))


def _letterhead(document: Docx) -> None:
    section = document.sections[0]
    for paragraph, style, text in (
        (section.first_page_header.paragraphs[0], "发文机关", "{{公司名称}}"),
        (section.first_page_footer.paragraphs[0], "函件页脚", "地址：{{公司地址}}　电话：{{联系电话}}"),
    ):
        paragraph.style = document.styles[style]
        layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))
    layout.number_pages(document)


def main() -> None:
    """Write every template beside this script."""
    for kind in TEMPLATES:
        (FOLDER / f"{kind}.docx").write_bytes(build(kind))


if __name__ == "__main__":
    main()
