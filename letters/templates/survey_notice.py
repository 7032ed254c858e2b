"""The notice with the results of a satisfaction survey, to be posted up in a project, in the look of the letters."""

import io
from dataclasses import dataclass

from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from domain.settings import CompanySettings
from letters.templates import layout
from letters.templates.forms import ruled

_HEAD, _CELL, _NUMBER = "公告表头", "公告表格", "公告数字"
_WIDTHS = (78, 26, 26, 26)
"""Millimetres: the text block of a letter is 156 wide."""
_COLUMNS = ("调查内容", "回答户数", "满意率", "平均分")


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """One question: how many households answered it, their share of the satisfied and mean mark, in words."""

    question: str
    answers: str
    satisfied: str
    mean: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a project is told. facts: sentences before the table, a paragraph each; measures: one a paragraph."""

    project: str
    quarter: str
    facts: tuple[str, ...]
    lines: tuple[NoticeLine, ...]
    measures: tuple[str, ...]
    dated: str


def survey_notice(notice: Notice, company: CompanySettings) -> bytes:
    """The notice as a .docx."""
    title = "满意度调查结果公告"
    document = layout.new_document(title)
    _letterhead(document, company)
    _styles(document)
    _line(document, "公文标题", f"{notice.quarter}{title}")
    _line(document, "主送", "")
    _line(document, "主送", f"{notice.project}全体业主、住户：")
    for text in notice.facts:
        _line(document, "正文段落", text)
    _table(document, notice)
    _line(document, "一级标题", "整改措施")
    for text in notice.measures:
        _line(document, "正文段落", text)
    _line(
        document,
        "末段",
        f"感谢各位业主、住户的支持。对调查结果和整改有意见的，请与{company.office}联系，电话：{company.phone}。",
    )
    for style, text in (("结语", ""), ("落款单位", company.name), ("成文日期", notice.dated)):
        _line(document, style, text)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _letterhead(document: Docx, company: CompanySettings) -> None:
    section = document.sections[0]
    for paragraph, style, text in (
        (section.first_page_header.paragraphs[0], "发文机关", company.name),
        (section.first_page_footer.paragraphs[0], "函件页脚", f"地址：{company.address}　电话：{company.phone}"),
    ):
        paragraph.style = document.styles[style]
        layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))
    layout.number_pages(document)


def _styles(document: Docx) -> None:
    centre, left = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
    for name, face, align in (
        (_HEAD, layout.HEADING, centre),
        (_CELL, layout.BODY, left),
        (_NUMBER, layout.BODY, centre),
    ):
        style = layout.add_style(document, name, face=face, size=12, align=align)
        style.paragraph_format.line_spacing = Pt(20)


def _table(document: Docx, notice: Notice) -> None:
    table = document.add_table(rows=1 + len(notice.lines), cols=len(_COLUMNS))
    ruled(table)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for each, width in zip(table.columns, _WIDTHS, strict=True):
        each.width = Mm(width)
    told = [(one.question, one.answers, one.satisfied, one.mean) for one in notice.lines]
    for at, (row, texts) in enumerate(zip(table.rows, (_COLUMNS, *told), strict=True)):
        for column, (cell, text, width) in enumerate(zip(row.cells, texts, _WIDTHS, strict=True)):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles[_HEAD if at == 0 else _NUMBER if column else _CELL]
            layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))


def _line(document: Docx, style: str, text: str) -> None:
    paragraph = document.add_paragraph(style=style)
    layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))
