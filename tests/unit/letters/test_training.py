"""Typical cases on paper: the page of the house's letters, read again as a Word document.

Covers letters.training.
"""

import io
from datetime import date

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from letters.training import CONTENTS, TITLE, TrainingCase, training_document
from letters.word.document import plain_text

LIFT = TrainingCase(
    title="电梯停运投诉的处理",
    parts={"案例要点": "电梯停运三天。\n老人出不了门。", "原因": "", "启示": "先告知，再维修。"},
)
NOISE = TrainingCase(title="夜间噪声投诉的处理", parts={"案例要点": "广场舞扰民。"})
MADE = {"company": "阳光物业服务有限公司", "dated": date(2026, 3, 2)}


def opened(docx: bytes):
    return Document(io.BytesIO(docx))


def styled(docx: bytes) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in opened(docx).paragraphs]


def test_one_case_has_its_title_and_its_parts_in_order() -> None:
    assert styled(training_document([LIFT], **MADE)) == [
        ("公文标题", "电梯停运投诉的处理"),
        ("编印", "阳光物业服务有限公司　2026年3月2日"),
        ("一级标题", "一、案例要点"),
        ("正文段落", "电梯停运三天。"),
        ("正文段落", "老人出不了门。"),
        ("一级标题", "二、启示"),
        ("正文段落", "先告知，再维修。"),
    ]


def test_the_page_is_that_of_an_official_letter() -> None:
    document = opened(training_document([LIFT], **MADE))
    (section,) = document.sections
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(size / Mm(1)) for size in sizes] == [210, 297, 37, 28]
    faces = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("公文标题", "正文段落", "一级标题")
    }
    assert faces == {"公文标题": "方正小标宋简体", "正文段落": "仿宋", "一级标题": "黑体"}
    assert document.styles["公文标题"].font.size == Pt(22)
    assert "PAGE" in section.footer._element.xml
    assert document.core_properties.title == LIFT.title


def test_several_have_contents_that_name_their_pages_and_begin_on_one_each() -> None:
    docx = training_document([LIFT, NOISE], pages=(2, 4), **MADE)
    document = opened(docx)
    lines = styled(docx)
    assert lines[:3] == [("公文标题", TITLE), ("编印", "阳光物业服务有限公司　2026年3月2日"), ("编印", CONTENTS)]
    assert [text for style, text in lines if style == "目录条目"] == [
        "1. 电梯停运投诉的处理\t2",
        "2. 夜间噪声投诉的处理\t4",
    ]
    begins = [one.text for one in document.paragraphs if one.paragraph_format.page_break_before]
    assert begins == [LIFT.title, NOISE.title]
    xml = document.element.xml
    for number in (1, 2):
        assert f'w:name="case{number}"' in xml
        assert f"PAGEREF case{number} " in xml
    assert "w:dirty" not in xml
    assert 'w:dirty="true"' in opened(training_document([LIFT, NOISE], **MADE)).element.xml


def test_equal_cases_give_equal_bytes_and_no_sign_is_too_odd() -> None:
    assert training_document([LIFT], **MADE) == training_document([LIFT], **MADE)
    odd = TrainingCase(title="题\x0b", parts={"启示": "先\x00告知 {{姓名}} <b>"})
    assert "告知 {{姓名}} <b>" in plain_text(training_document([odd], **MADE))
