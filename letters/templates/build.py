"""Writes the shipped templates: `python -m letters.templates.build`. Staff then edit copies of them in Word."""

import io
import zipfile
from pathlib import Path

from docx.document import Document as Docx

from letters.package import join, pack
from letters.templates import layout

FOLDER = Path(__file__).parent

_OPENING = "{{您}}于{{来信日期}}通过{{来信方式}}提交的来信{% if 来信主题 %}（主题：{{来信主题}}）{% endif %}"
_CONTACT = "联系部门：{{客服部门}}；联系人：{{联系人}}；电话：{{联系电话}}。"
_RUN_IN = "‖"
"""Ends a heading that opens its paragraph."""

ACKNOWLEDGEMENT = (
    ("公文标题", "收悉告知书"),
    ("主送", ""),
    ("主送", "{{称呼}}："),
    (
        "正文段落",
        (_OPENING + "已经收悉，受理编号为{{受理编号}}。感谢{{您}}向我们反映情况；给{{您}}带来的不便，我们深表歉意。"),
    ),
    ("正文段落", "{%p if 我们的理解 %}"),
    (
        "正文段落",
        (
            "一、{{您}}反映的事项。‖根据来信，我们的理解是：{{我们的理解}}。如与{{您}}的本意不符，"
            "请及时告知，我们将予以更正。"
        ),
    ),
    ("正文段落", "{%p else %}"),
    (
        "正文段落",
        (
            "一、{{您}}反映的事项。‖{{您}}在来信中写道：“{{来信摘录}}”。我们将安排工作人员通读来信全文及所附材料，"
            "必要时与{{您}}联系，了解具体诉求。"
        ),
    ),
    ("正文段落", "{%p endif %}"),
    (
        "正文段落",
        (
            "二、接下来的安排。‖我们将{% if 责任部门 %}由{{责任部门}}{% endif %}核实有关情况、研究处理意见，"
            "{% if 答复日期 %}{% if 日期暂定 %}暂定{% endif %}最迟于{{答复日期}}{% else %}并{% endif %}书面答复{{您}}。"
            "{% if 日期暂定 %}因相应年度的放假安排尚未公布，上述日期如有调整，我们将另行告知。{% endif %}"
        ),
    ),
    ("正文段落", "{%p if 紧急 %}"),
    (
        "正文段落",
        (
            "鉴于来信所述可能涉及人身安全或基本生活保障，我们已按紧急事项登记。如有人身危险，"
            "请立即拨打119、120或110，并同时拨打下列电话。"
        ),
    ),
    ("正文段落", "{%p endif %}"),
    (
        "正文段落",
        (
            "三、联系方式。‖如需补充材料、更正信息或了解进展，请随时与我们联系，并注明受理编号"
            "{% if 可回复邮件 %}，也可直接回信{% endif %}。" + _CONTACT
        ),
    ),
    ("结语", "特此告知。"),
)

REPLY = (
    ("公文标题", "关于{{标题事项}}的复函"),
    ("主送", ""),
    ("主送", "{{称呼}}："),
    (
        "正文段落",
        (
            _OPENING + "收悉，受理编号为{{受理编号}}。感谢{{您}}对我们工作的监督；给{{您}}带来的不便，我们深表歉意。"
            "收到来信后，{{核实工作}}。现将{{您}}反映的事项答复如下："
        ),
    ),
    ("正文段落", "{%p for 事项 in 各事项 %}"),
    ("一级标题", "{{事项.序号}}、关于{{事项.标题}}"),
    ("正文段落", "{%p if 事项.原话 %}"),
    ("正文段落", "{{您}}来信提出：“{{事项.原话}}”。"),
    ("正文段落", "{%p endif %}"),
    ("正文段落", "（一）查明的情况。{{查明的情况}}"),
    ("正文段落", "{%p for 问题 in 事项.问题 %}"),
    ("正文段落", "{{问题}}"),
    ("正文段落", "{%p endfor %}"),
    ("正文段落", "（二）处理措施。{{选定措施}}"),
    ("正文段落", "{%p for 措施 in 事项.措施 %}"),
    ("正文段落", "□ {{措施}}。"),
    ("正文段落", "{%p endfor %}"),
    ("正文段落", "（三）处理结果。{{处理结果}}{{您}}的诉求：{{诉求是否满足}}"),
    ("正文段落", "{%p endfor %}"),
    ("一级标题", "{{后续序号}}、后续安排"),
    ("正文段落", "{{后续安排}}办理结果告知后，我们将进行回访，听取{{您}}的意见。"),
    ("一级标题", "{{联系序号}}、联系方式"),
    ("正文段落", "{{您}}对本答复如有疑问或不同意见，请随时与我们联系，并注明受理编号{{受理编号}}。" + _CONTACT),
    ("结语", "特此函复。"),
)

TEMPLATES = {"acknowledgement": ("收悉告知书", ACKNOWLEDGEMENT), "reply": ("复函", REPLY)}
"""Kind → the file's title and its paragraphs (style, text)."""


def build(kind: str) -> bytes:
    """The template of `kind` as a .docx, the same bytes each time."""
    title, paragraphs = TEMPLATES[kind]
    document = layout.new_document(title)
    _letterhead(document)
    for style, text in (("发文字号", "{{文号}}"), ("主送", ""), *paragraphs):
        _paragraph(document, style, text)
    for style, text in (("结语", ""), ("落款单位", "{{公司名称}}"), ("成文日期", "{{成文日期}}")):
        _paragraph(document, style, text)
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        return join(pack(name, package.read(name), level=9) for name in package.namelist())


def _paragraph(document: Docx, style: str, text: str) -> None:
    heading, mark, rest = text.rpartition(_RUN_IN)
    paragraph = document.add_paragraph(style=style)
    if mark:
        layout.set_face(paragraph.add_run(heading, "段首标题"), layout.HEADING)
    layout.set_face(paragraph.add_run(rest), layout.face_of(paragraph))


def _letterhead(document: Docx) -> None:
    section = document.sections[0]
    for paragraph, style, text in (
        (section.first_page_header.paragraphs[0], "发文机关", "{{公司名称}}"),
        (section.first_page_footer.paragraphs[0], "函件页脚", "地址：{{公司地址}}　电话：{{联系电话}}"),
    ):
        paragraph.style = document.styles[style]
        layout.set_face(paragraph.add_run(text), layout.face_of(paragraph))
    for footer, style in ((section.footer, "页码单页"), (section.even_page_footer, "页码双页")):
        footer.paragraphs[0].style = document.styles[style]
        layout.page_number(footer.paragraphs[0])


def main() -> None:
    """Write every template beside this script."""
    for kind in TEMPLATES:
        (FOLDER / f"{kind}.docx").write_bytes(build(kind))


if __name__ == "__main__":
    main()
