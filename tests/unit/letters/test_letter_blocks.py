"""A letter's blocks: what may be edited, and that an edit changes words and nothing else.

Covers letters.word.roles.
"""

import io
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from word_files import word_file

from domain.codes import LetterKind
from letters.templating.render import Templates
from letters.templating.sample import samples
from letters.word.blocks import Block, BlockRole, BlockText, addressed, blocks, fill, with_blocks
from letters.word.document import plain_text

ONE = samples(LetterKind.REPLY)["several matters"]
REPLY = Templates().render(LetterKind.REPLY, ONE)
NOTICE = Templates().render(LetterKind.ACKNOWLEDGEMENT, samples(LetterKind.ACKNOWLEDGEMENT)["one matter"])
UNNUMBERED = Templates().render(LetterKind.REPLY, samples(LetterKind.REPLY)["needs a person"])


def kept(letter: bytes) -> list[BlockText]:
    return [BlockText(text=block.text, index=block.index) for block in blocks(letter)]


def of(letter: bytes, role: BlockRole) -> Block:
    return next(block for block in blocks(letter) if block.role is role)


def paragraph_xml(letter: bytes, index: int) -> bytes:
    return bytes(docx.Document(io.BytesIO(letter)).paragraphs[index]._p.xml, "utf-8")


def test_the_blocks_are_the_paragraphs_and_their_parts_in_the_letter() -> None:
    found = [block.role for block in blocks(REPLY) if block.role is not BlockRole.BLANK]
    assert found[:4] == [BlockRole.NUMBER, BlockRole.REFERENCE, BlockRole.TITLE, BlockRole.ADDRESSEE]
    assert found[-3:] == [BlockRole.CLOSING, BlockRole.SIGNATURE, BlockRole.DATE]
    assert {BlockRole.HEADING, BlockRole.BODY} == set(found[4:-3])
    assert "\n".join(block.text for block in blocks(REPLY)).strip() == plain_text(REPLY)


def test_number_date_and_blank_lines_are_not_for_editing() -> None:
    locked = {block.role for block in blocks(REPLY) if not block.editable}
    assert locked == {BlockRole.NUMBER, BlockRole.REFERENCE, BlockRole.DATE, BlockRole.BLANK}
    with pytest.raises(ValueError, match="cannot be changed"):
        with_blocks(REPLY, [BlockText(text="物函〔2026〕999号", index=of(REPLY, BlockRole.NUMBER).index)])


def test_the_same_texts_give_the_same_letter() -> None:
    same = with_blocks(REPLY, kept(REPLY))
    assert blocks(same) == blocks(REPLY)
    assert same == with_blocks(REPLY, kept(REPLY)) == with_blocks(same, kept(same))


def test_a_changed_text_keeps_the_paragraph_and_all_other_parts() -> None:
    body = of(REPLY, BlockRole.BODY)
    texts = [
        BlockText(text="经查，属实 & <已修好>。" if t.index == body.index else t.text, index=t.index)
        for t in kept(REPLY)
    ]
    edited = with_blocks(REPLY, texts)
    assert blocks(edited)[body.index].text == "经查，属实 & <已修好>。"
    paragraph = docx.Document(io.BytesIO(edited)).paragraphs[body.index]
    assert paragraph.style.name == "正文段落"
    assert paragraph.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    before, after = zipfile.ZipFile(io.BytesIO(REPLY)), zipfile.ZipFile(io.BytesIO(edited))
    assert [name for name in before.namelist() if before.read(name) != after.read(name)] == ["word/document.xml"]
    assert paragraph_xml(edited, body.index + 1) == paragraph_xml(REPLY, body.index + 1)


def test_a_heading_that_opens_its_paragraph_keeps_its_face_when_the_rest_changes() -> None:
    document = docx.Document(io.BytesIO(NOTICE))
    index = next(at for at, one in enumerate(document.paragraphs) if one.text.startswith("接下来"))
    heading = document.paragraphs[index].runs[0]
    heading.text = "二、接下来的安排。"
    heading._r.rPr.rFonts.set(qn("w:eastAsia"), "黑体")
    document.paragraphs[index].add_run("工程部会核实情况。")
    stream = io.BytesIO()
    document.save(stream)
    text = "二、接下来的安排。工程部正在检修，我们将及时告知您。"
    edited = with_blocks(
        stream.getvalue(),
        [BlockText(text=text, index=index) if t.index == index else t for t in kept(stream.getvalue())],
    )
    runs = [run for run in docx.Document(io.BytesIO(edited)).paragraphs[index].runs if run.text]
    assert [run.text for run in runs] == ["二、接下来的安排。", "工程部正在检修，我们将及时告知您。"]
    assert runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"


def test_new_paragraphs_are_formed_like_their_model_and_lines_become_paragraphs() -> None:
    title, body = of(REPLY, BlockRole.TITLE), of(REPLY, BlockRole.BODY)
    texts = kept(REPLY)
    texts.insert(body.index + 1, BlockText(text="第一段。\n\n第二段。", like=body.index))
    edited = blocks(with_blocks(REPLY, texts))
    assert [(block.text, block.style) for block in edited[body.index + 1 : body.index + 3]] == [
        ("第一段。", body.style),
        ("第二段。", body.style),
    ]
    assert len(edited) == len(blocks(REPLY)) + 2
    assert edited[title.index] == title


def test_what_is_left_out_vanishes_but_what_cannot_be_edited_stays() -> None:
    body = of(REPLY, BlockRole.BODY)
    left = blocks(with_blocks(REPLY, [BlockText(text="只此一段。", index=body.index)]))
    assert [block.text for block in left if block.text] == [
        "物函〔2026〕123号",
        "受理编号：TS-2026-000123",
        "只此一段。",
        "2026年11月21日",
    ]
    emptied = with_blocks(
        REPLY, [BlockText(text="" if t.index == body.index else t.text, index=t.index) for t in kept(REPLY)]
    )
    assert len(blocks(emptied)) == len(blocks(REPLY)) - 1


@pytest.mark.parametrize("indexes", [[5, 4], [4, 4], [99], [-1]])
def test_unknown_or_disordered_blocks_are_refused(indexes: list[int]) -> None:
    with pytest.raises(ValueError, match="block"):
        with_blocks(REPLY, [BlockText(text="x", index=index) for index in indexes])


def test_a_cell_of_a_table_is_emptied_not_removed() -> None:
    document = docx.Document()
    document.add_table(1, 2).cell(0, 0).text = "处理意见"
    stream = io.BytesIO()
    document.save(stream)
    edited = with_blocks(stream.getvalue(), [])
    assert docx.Document(io.BytesIO(edited)).tables[0].cell(0, 0).paragraphs[0].text == ""


def test_an_empty_field_of_a_form_can_be_filled_in() -> None:
    form = Templates().render(LetterKind.RECORD_FORM, samples(LetterKind.RECORD_FORM)["needs a person"])
    label = next(block for block in blocks(form) if block.text == "处理结果")
    texts = [replace(text, text="电梯已恢复。" if text.index == label.index + 1 else text.text) for text in kept(form)]
    filled = with_blocks(form, texts)
    table = docx.Document(io.BytesIO(filled)).tables[0]
    (row,) = [row for row in table.rows if row.cells[0].text == "处理结果"]
    assert row.cells[1].paragraphs[0].text == "电梯已恢复。"
    assert row.cells[1].paragraphs[0].style.name == "表格文字"
    assert len(blocks(filled)) == len(blocks(form))


def test_submission_fills_number_and_date() -> None:
    filled = fill(UNNUMBERED, number="物函〔2026〕7号", dated=date(2026, 12, 1))
    assert of(filled, BlockRole.NUMBER).text == "物函〔2026〕7号"
    assert of(filled, BlockRole.DATE).text == "2026年12月1日"
    assert "待编号" not in plain_text(filled)
    assert fill(filled, number="物函〔2026〕7号", dated=date(2026, 12, 1)) == filled


def test_a_traditional_letter_is_numbered_in_its_script() -> None:
    context = samples(LetterKind.REPLY)["traditional"]
    letter = Templates().render(LetterKind.REPLY, context)
    assert (
        of(fill(letter, number="物函〔2026〕8号", dated=date(2026, 12, 1)), BlockRole.NUMBER).text == "物函〔2026〕8號"
    )


def test_a_letter_whose_styles_were_lost_in_word_is_understood_by_its_look() -> None:
    letter = word_file(
        "物函〔2026〕【待编号】号",
        "尊敬的王建国先生：",
        "来信收悉。",
        "特此函复。",
        "和安物业服务有限公司",
        "2026年11月21日",
    )
    assert [block.role for block in blocks(letter)] == [
        BlockRole.NUMBER,
        BlockRole.ADDRESSEE,
        BlockRole.BODY,
        BlockRole.CLOSING,
        BlockRole.SIGNATURE,
        BlockRole.DATE,
    ]
    filled = fill(letter, number="物函〔2026〕7号", dated=date(2026, 12, 1))
    assert plain_text(filled).startswith("物函〔2026〕7号\n")
    assert plain_text(filled).endswith("\n2026年12月1日")


def test_whom_the_letter_addresses() -> None:
    assert addressed(REPLY) == "尊敬的王建国先生"
    assert addressed(word_file("没有称呼。")) == ""


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(ValueError, match="not a Word document"):
        blocks(b"%PDF-1.7")
