"""Typical cases as training material: one or several as a Word document in the look of the house's letters."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from letters.templates import layout
from letters.text.wording import chinese_date
from letters.word.package import join, pack

TITLE = "典型案例选编"
"""Of a document of several."""
CONTENTS = "目录"
_TITLE, _LINE, _HEADING, _BODY, _ENTRY = "公文标题", "编印", "一级标题", "正文段落", "目录条目"
_NUMERALS = "一二三四五六七八九十"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class TrainingCase:
    """A case as it is printed. parts: heading → its paragraphs, one a line; what is empty is left out."""

    title: str
    parts: Mapping[str, str]


def training_document(
    cases: Sequence[TrainingCase], *, company: str, dated: date, pages: Sequence[int] | None = None
) -> bytes:
    """The .docx, the same bytes for the same input. pages: on which page each case begins, for the contents of several;
    unknown, Word works them out when the file is opened.
    """
    several = len(cases) > 1
    document = layout.new_document(TITLE if several else _plain(cases[0].title))
    document.sections[0].different_first_page_header_footer = False
    layout.number_pages(document)
    _styles(document)
    if several:
        _written(document, _TITLE, TITLE)
        _written(document, _LINE, f"{company}　{chinese_date(dated)}")
        _contents(document, cases, pages)
    for number, one in enumerate(cases, start=1):
        title = _written(document, _TITLE, one.title)
        title.paragraph_format.page_break_before = several
        _bookmark(title, number)
        if not several:
            _written(document, _LINE, f"{company}　{chinese_date(dated)}")
        _parts(document, one)
    return _saved(document)


def _styles(document: Docx) -> None:
    layout.add_style(document, _LINE, align=WD_ALIGN_PARAGRAPH.CENTER)
    entry = layout.add_style(document, _ENTRY)
    entry.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _parts(document: Docx, one: TrainingCase) -> None:
    held = [(name, words) for name, words in one.parts.items() if words.strip()]
    for numeral, (name, words) in zip(_NUMERALS, held, strict=False):
        _written(document, _HEADING, f"{numeral}、{name}")
        for line in filter(None, (line.strip() for line in words.splitlines())):
            _written(document, _BODY, line)


def _contents(document: Docx, cases: Sequence[TrainingCase], pages: Sequence[int] | None) -> None:
    heading = _written(document, _LINE, CONTENTS)
    for run in heading.runs:
        layout.set_face(run, layout.HEADING)
    for number, one in enumerate(cases, start=1):
        entry = _written(document, _ENTRY, f"{number}. {one.title}\t")
        _page_of(entry, number, str(pages[number - 1]) if pages else "")


def _page_of(paragraph: Paragraph, number: int, shown: str) -> None:
    """The page on which a case begins, as a field that Word keeps right."""
    code = OxmlElement("w:instrText")
    code.text = f" PAGEREF case{number} \\h "
    begin, separate, end = (OxmlElement("w:fldChar") for _ in range(3))
    for field, kind in ((begin, "begin"), (separate, "separate"), (end, "end")):
        field.set(qn("w:fldCharType"), kind)
    if not shown:
        begin.set(qn("w:dirty"), "true")
    for content in (begin, code, separate, shown, end):
        run = paragraph.add_run(content if isinstance(content, str) else "")
        if not isinstance(content, str):
            run.element.append(content)
        layout.set_face(run, layout.BODY)


def _bookmark(paragraph: Paragraph, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), str(number))
    start.set(qn("w:name"), f"case{number}")
    paragraph.runs[0].element.addprevious(start)
    paragraph.runs[-1].element.addnext(end)


def _written(document: Docx, style: str, text: str) -> Paragraph:
    paragraph = document.add_paragraph(style=style)
    layout.set_face(paragraph.add_run(_plain(text)), layout.face_of(paragraph))
    return paragraph


def _plain(text: str) -> str:
    """Without what XML has no form for."""
    return _NOT_XML.sub("\ufffd", text)


def _saved(document: Docx) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        return join(pack(name, package.read(name)) for name in package.namelist())
