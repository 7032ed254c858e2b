"""The questionnaire of a satisfaction survey on paper: a page for each household, its code on it for the way back."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as Docx
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table

from domain.settings import CompanySettings
from domain.survey_codes import SURVEY_MARK
from letters.templates import layout
from letters.templates.forms import ruled

_TITLE, _LINE, _TEXT, _LABEL, _CODE = "问卷标题", "问卷说明", "问卷文字", "问卷标签", "问卷编码"
_QUESTION, _MARK = 47, 23
"""Millimetres: a column of questions and five of boxes fill the 162 mm of the page."""
_CODE_SIDE = 38
_REMARK_HIGH, _ROW_HIGH = 42, 9
BOX = "□"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One household's page. flat: as an envelope names it; code: what its square code says."""

    flat: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """What all pages of a survey share. quarter: as staff write it; questions: all in all first."""

    quarter: str
    project: str
    questions: tuple[str, ...]


def questionnaires(asked: Questionnaire, sheets: Sequence[Sheet], company: CompanySettings) -> bytes:
    """A .docx with a page for each household. Raises ValueError without one."""
    if not sheets:
        raise ValueError("no household to ask")
    document = layout.new_document("满意度调查问卷")
    section = document.sections[0]
    section.different_first_page_header_footer = False
    section.top_margin, section.bottom_margin = Mm(16), Mm(12)
    section.left_margin = section.right_margin = Mm(24)
    section.header_distance = section.footer_distance = Mm(8)
    layout.ungrid_section(section)
    _styles(document)
    for sheet in sheets:
        _page(document, asked, sheet, company)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _styles(document: Docx) -> None:
    centre, left = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
    for name, face, size, align, line in (
        (_TITLE, layout.TITLE, 22, centre, 34),
        (_LINE, layout.BODY, 14, centre, 24),
        (_TEXT, layout.BODY, 12, left, 20),
        (_LABEL, layout.HEADING, 11, centre, 18),
        (_CODE, layout.BODY, 9, centre, 14),
    ):
        style = layout.add_style(document, name, face=face, size=size, align=align)
        style.paragraph_format.line_spacing = Pt(line)
    document.styles[_TITLE].paragraph_format.page_break_before = True


def _page(document: Docx, asked: Questionnaire, sheet: Sheet, company: CompanySettings) -> None:
    _line(document, _TITLE, "物业服务满意度调查问卷")
    _line(document, _LINE, f"{asked.project}　{asked.quarter}")
    _line(document, _TEXT, f"{sheet.flat}　业主（住户）：")
    _line(
        document,
        _TEXT,
        f"　　{company.name}请您评价本季度的服务。每行请选一项，在方框内打勾；不了解的可以不填。"
        "答卷只用于统计，调查结束后不再与住户对应。",
    )
    _marks(document, asked.questions)
    _line(document, _TEXT, "您的意见和建议（需要处理的事项请写明时间、地点，我们会另行答复）：")
    remark = document.add_table(rows=1, cols=1)
    ruled(remark)
    remark.alignment = WD_TABLE_ALIGNMENT.CENTER
    remark.rows[0].height = Mm(_REMARK_HIGH)
    remark.rows[0].cells[0].paragraphs[0].style = document.styles[_TEXT]
    _line(document, _TEXT, f"请交回{company.office}，或放入意见箱。联系电话：{company.phone}")
    picture = document.add_paragraph(style=_CODE)
    picture.paragraph_format.line_spacing = 1.0  # a line of fixed height would cut the picture off
    picture.paragraph_format.space_before = Pt(8)
    for between in ("", "　" * 16):  # twice, so that a folded corner does no harm
        picture.add_run(between)
        picture.add_run().add_picture(io.BytesIO(_square(sheet.code)), width=Mm(_CODE_SIDE))
    _line(document, _CODE, sheet.code)


def _marks(document: Docx, questions: Sequence[str]) -> None:
    table: Table = document.add_table(rows=1 + len(questions), cols=1 + len(SURVEY_MARK))
    ruled(table)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = (_QUESTION, *[_MARK] * len(SURVEY_MARK))
    for each, width in zip(table.columns, widths, strict=True):
        each.width = Mm(width)
    head = ("项目", *SURVEY_MARK.values())
    rows = [(f"{number}. {question}", *[BOX] * len(SURVEY_MARK)) for number, question in enumerate(questions, start=1)]
    for at, (row, texts) in enumerate(zip(table.rows, (head, *rows), strict=True)):
        row.height = Mm(_ROW_HIGH)
        for column, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width, cell.vertical_alignment = Mm(width), WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles[_LABEL if at == 0 or column else _TEXT]
            run = paragraph.add_run(text)
            layout.set_face(run, layout.face_of(paragraph))
            if text == BOX:
                run.font.size = Pt(16)


def _line(document: Docx, style: str, text: str) -> None:
    paragraph = document.add_paragraph(style=style)
    layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))


def _square(code: str) -> bytes:
    """The square code (ISO/IEC 18004) as a picture, with its quiet zone."""
    import segno  # noqa: PLC0415  # for questionnaires alone

    written = io.BytesIO()
    segno.make(code, error="m", micro=False).save(written, kind="png", scale=12, border=4)
    return written.getvalue()
