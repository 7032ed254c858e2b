"""The forms within the house as tables (TRADE 2 and 3): what is known is printed, the rest is left for the pen."""

from dataclasses import dataclass

from docx.document import Document as Docx
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row

from letters.templates import layout

_LABEL, _VALUE = 24, 57
"""Millimetres: two pairs of columns fill 162 mm."""
_LABEL_STYLE, _TEXT_STYLE, _TITLE_STYLE, _LINE_STYLE = "表格标签", "表格文字", "表格标题", "表格说明"
_TOGETHER = 3
"""The last rows of a form, which go to the next page together."""
_OPINION = ("{{处理意见}}", "{{主任签字}}", "{%p if 经理签字 %}", "{{经理签字}}", "{%p endif %}")


@dataclass(frozen=True, kw_only=True)
class Wide:
    """A row of one label and the paragraphs beside it, at least `high` millimetres."""

    label: str
    text: tuple[str, ...]
    high: int


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form: title, the line above its table, and rows; a plain tuple is label, value, label, value."""

    title: str
    line: str
    rows: tuple[tuple[str, str, str, str] | Wide, ...]


def _each(name: str, text: str) -> tuple[str, str, str]:
    return f"{{%p for 项 in {name} %}}", text, "{%p endfor %}"


_NUMBER, _NUMBER_STYLE = "{{文号}}", "发文字号"
_NUMBER_LINE = "{{公司名称}}{{客服部门}}　　受理编号：{{受理编号}}"
_MEASURE = (
    "{{项.序号}}. {{项.内容}}{% if 项.部门 %}；部门：{{项.部门}}{% endif %}"
    "{% if 项.负责人 %}；负责人：{{项.负责人}}{% endif %}"
    "{% if 项.完成 %}；完成：{{项.完成}}{% endif %}{% if 项.资源 %}；资源：{{项.资源}}{% endif %}"
)
_RESIDENT = (
    ("投诉人", "{{投诉人}}", "联系电话", "{{投诉人电话}}"),
    ("地　　址", "{{地点}}", "收到日期", "{{来信日期}}"),
)

RECORD_FORM = Form(
    title="投诉处理记录表",
    line=_NUMBER_LINE,
    rows=(
        *_RESIDENT,
        ("来　　源", "{{来信方式}}", "分　　类", "{{投诉分类}}"),
        ("级　　别", "{{级别}}", "紧急程度", "{{紧急程度}}"),
        ("责任部门", "{{责任部门}}", "有 效 性", "{{有效性}}"),
        Wide(label="投诉内容", text=(*_each("投诉内容", "{{项}}"), ""), high=20),
        Wide(label="诉求期望", text=("{{诉求}}",), high=12),
        Wide(label="证据材料", text=(*_each("证据", "{{项}}"), ""), high=12),
        Wide(label="调查情况", text=("{{调查情况}}", "{{调查人签字}}"), high=20),
        Wide(label="处理意见", text=_OPINION, high=20),
        Wide(label="处理措施", text=(*_each("各措施", _MEASURE), ""), high=18),
        Wide(label="处理结果", text=("{{处理结果}}", "{{经办人签字}}"), high=18),
        Wide(
            label="回访情况",
            text=(
                "{%p if 回访情况 %}",
                "{{回访情况}}",
                "{%p else %}",
                "满意 □　部分满意 □　不满意 □　无法回访 □",
                "{%p endif %}",
                "{{回访人签字}}",
            ),
            high=16,
        ),
        Wide(label="审　　签", text=("{{主任审签}}",), high=10),
        ("登 记 人", "{{登记人}}", "填表日期", "{{成文日期}}"),
    ),
)

DEPARTMENT_NOTICE = Form(
    title="处理通知单",
    line=_NUMBER_LINE,
    rows=(
        ("通知部门", "{{通知部门}}", "发出日期", "{{成文日期}}"),
        *_RESIDENT,
        ("级　　别", "{{级别}}", "紧急程度", "{{紧急程度}}"),
        Wide(label="投诉内容", text=(*_each("投诉内容", "{{项}}"), ""), high=30),
        Wide(label="诉求期望", text=("{{诉求}}",), high=12),
        Wide(label="处理意见", text=_OPINION, high=28),
        Wide(label="处理措施", text=(*_each("各措施", _MEASURE), ""), high=30),
        ("要求完成", "{{要求完成}}", "联 系 人", "{{联系人}}　{{联系电话}}"),
        ("承诺开始", "{{承诺开始}}", "承诺完成", "{{承诺完成}}"),
        Wide(label="部门意见", text=("", "{{部门签收}}"), high=24),
        Wide(label="完成情况", text=("{{完成情况}}", "{{部门负责人签字}}"), high=24),
    ),
)

PROGRESS_REPORT = Form(
    title="每日进展报告",
    line=_NUMBER_LINE + "{% if 第几天 %}　　第 {{第几天}} 天{% endif %}",
    rows=(
        ("事　　项", "{{标题事项}}", "报告日期", "{{成文日期}}"),
        *_RESIDENT,
        ("级　　别", "{{级别}}", "责任部门", "{{责任部门}}"),
        Wide(label="投诉内容", text=(*_each("投诉内容", "{{项}}"), ""), high=20),
        Wide(label="今日进展", text=(*_each("今日进展", "{{项}}"), ""), high=30),
        Wide(label="尚待完成", text=(*_each("尚待完成", "{{项}}"), ""), high=24),
        Wide(label="处理措施", text=(*_each("各措施", _MEASURE), ""), high=30),
        Wide(label="困难协调", text=("{{存在困难}}",), high=24),
        Wide(label="报 告 人", text=("{{报告人签字}}",), high=12),
        Wide(label="经理批示", text=("", "{{签字}}"), high=30),
    ),
)

FORMS = {"record_form": RECORD_FORM, "department_notice": DEPARTMENT_NOTICE, "progress_report": PROGRESS_REPORT}
"""Kind → its form."""


def form_document(form: Form) -> Docx:
    """The form as a Word file."""
    document = layout.new_document(form.title)
    section = document.sections[0]
    section.different_first_page_header_footer = False
    section.top_margin, section.bottom_margin = Mm(14), Mm(18)
    section.left_margin = section.right_margin = Mm(24)
    section.footer_distance = Mm(10)
    layout.ungrid_section(section)
    layout.number_pages(document)
    _styles(document)
    for style, text in ((_NUMBER_STYLE, _NUMBER), (_TITLE_STYLE, form.title), (_LINE_STYLE, form.line)):
        paragraph = document.add_paragraph(style=style)
        layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))
    _fill(document.add_table(rows=0, cols=4), form)
    return document


def _styles(document: Docx) -> None:
    centre, justify = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
    for name, face, size, align, line in (
        (_TITLE_STYLE, layout.TITLE, 22, centre, 30),
        (_LINE_STYLE, layout.BODY, 12, centre, 22),
        (_LABEL_STYLE, layout.HEADING, 12, centre, 20),
        (_TEXT_STYLE, layout.BODY, 12, justify, 20),
    ):
        style = layout.add_style(document, name, face=face, size=size, align=align)
        style.paragraph_format.line_spacing = Pt(line)
    number = document.styles[_NUMBER_STYLE]
    number.font.size, number.paragraph_format.line_spacing = Pt(12), Pt(18)


def _fill(table: Table, form: Form) -> None:
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    ruled(table)
    for column, width in zip(table.columns, (_LABEL, _VALUE) * 2, strict=True):
        column.width = Mm(width)
    for row in form.rows:
        cells = _row(table, row.high if isinstance(row, Wide) else 10)
        if isinstance(row, Wide):
            _write(cells[0], _LABEL_STYLE, (row.label,))
            _write(cells[1].merge(cells[3]), _TEXT_STYLE, row.text)
        else:
            for cell, style, text in zip(cells, (_LABEL_STYLE, _TEXT_STYLE) * 2, row, strict=True):
                _write(cell, style, (text,))
    for kept in table.rows[-_TOGETHER:-1]:  # no signature stands alone on a page
        for cell in kept.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _row(table: Table, high: int) -> tuple[_Cell, ...]:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves it untyped
    row.height, row.height_rule = Mm(high), WD_ROW_HEIGHT_RULE.AT_LEAST
    split = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(split)  # noqa: SLF001 -- python-docx has no word for it
    for cell, width in zip(row.cells, (_LABEL, _VALUE) * 2, strict=True):
        cell.width = Mm(width)
        properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 -- as above
        centred = OxmlElement("w:vAlign")
        centred.set(qn("w:val"), "center")
        properties.append(centred)
    return tuple(row.cells)


def _write(cell: _Cell, style: str, texts: tuple[str, ...]) -> None:
    for old in cell.paragraphs[1:]:
        old._p.getparent().remove(old._p)  # noqa: SLF001 -- merging leaves them behind
    for index, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.style = style
        layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))


def ruled(table: Table) -> None:
    """Thin black rules around every cell."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    table._tbl.tblPr.append(borders)  # noqa: SLF001 -- python-docx sets rules by a named style only
