"""Each paragraph of a table stands in its own cell, whatever is merged; a change of one cell changes that one alone.

Covers letters.word.cells.
"""

import io
from collections.abc import Iterable

import docx
import pytest
from docx.table import Table

from domain.codes import LetterKind
from domain.letter_kinds import INSIDE
from letters.pdf.seal import text_layer
from letters.templating.render import Templates
from letters.templating.sample import samples
from letters.word.blocks import Block, BlockText, blocks, with_blocks
from letters.word.cells import LABEL_STYLE, Cell
from workers.instance.office_pdf import office_pdf

FORMS = (LetterKind.RECORD_FORM, LetterKind.DEPARTMENT_NOTICE, LetterKind.PROGRESS_REPORT)


def form_of(kind: LetterKind) -> bytes:
    return Templates().render(kind, samples(kind)["several matters"])


def word(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_text(table: Table, texts: Iterable[tuple[int, int, str]]) -> None:
    for row, column, text in texts:
        table.cell(row, column).text = text


def place(block: Block) -> tuple[str, int, int, int, int]:
    cell = block.cell
    assert cell is not None
    return block.text, cell.row, cell.column, cell.across, cell.down


def test_a_cell_after_a_merged_one_keeps_its_own_columns() -> None:
    document = docx.Document()
    table = document.add_table(3, 4)
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    with_text(
        table, [(0, 0, "地址"), (0, 1, "3栋"), (0, 3, "末"), (1, 0, "电话"), (1, 1, "家"), (2, 1, "手机"), (2, 3, "尾")]
    )
    found = {block.text: place(block) for block in blocks(word(document)) if block.text}
    assert list(found.values()) == [
        ("地址", 0, 0, 1, 1),
        ("3栋", 0, 1, 2, 1),
        ("末", 0, 3, 1, 1),
        ("电话", 1, 0, 1, 2),
        ("家", 1, 1, 1, 1),
        ("手机", 2, 1, 1, 1),
        ("尾", 2, 3, 1, 1),
    ]
    hidden = [block for block in blocks(word(document)) if block.cell and block.cell.hidden]
    assert [(block.cell, block.editable) for block in hidden] == [(Cell(table=0, row=2, column=0, hidden=True), False)]


def test_a_table_within_a_cell_is_that_cells_text_and_tables_are_counted() -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 1).add_table(1, 1).cell(0, 0).text = "内"
    document.add_paragraph("间")
    document.add_table(1, 1).cell(0, 0).text = "第二张"
    found = {block.text: block.cell for block in blocks(word(document)) if block.text}
    assert found["内"] == Cell(table=0, row=0, column=1)
    assert found["间"] is None
    assert found["第二张"] == Cell(table=1, row=0, column=0)


def test_what_names_no_number_of_columns_covers_one() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "宽"
    data = word(document)
    parts = docx.Document(io.BytesIO(data))
    span = next(parts.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}gridSpan"))
    span.set(f"{span.tag.removesuffix('gridSpan')}val", "-x")
    assert [place(block) for block in blocks(word(parts)) if block.text] == [("宽", 0, 0, 1, 1)]


@pytest.mark.parametrize("kind", FORMS)
def test_labels_and_lines_of_signatures_of_our_forms_are_not_for_typing(kind: LetterKind) -> None:
    cells = [block for block in blocks(form_of(kind)) if block.cell]
    labels = [block for block in cells if block.cell and block.cell.label]
    assert labels
    assert not any(block.editable for block in labels)
    assert not any(block.editable for block in cells if "签字：" in block.text and "日期：" in block.text)
    assert all("".join(block.text.split()) for block in labels)


def values(form: bytes) -> dict[tuple[int, int], str]:
    """What the cells of a form say, each with the label left of it, as another reader of Word finds them."""
    found = {}
    for at, row in enumerate(docx.Document(io.BytesIO(form)).tables[0].rows):
        for column, cell in enumerate(row.cells):
            found[at, column] = f"{cell.paragraphs[0].style.name == LABEL_STYLE} {cell.text}"
    return found


@pytest.mark.parametrize("kind", FORMS)
def test_a_change_of_any_cell_of_a_form_changes_that_cell_alone(kind: LetterKind) -> None:
    form = form_of(kind)
    before, known = values(form), blocks(form)
    for block in known:
        if block.cell is None or not block.editable:
            continue
        texts = [BlockText(index=one.index, text="改过" if one is block else one.text) for one in known if one.editable]
        after = values(with_blocks(form, texts))
        columns = range(block.cell.column, block.cell.column + block.cell.across)
        changed = {(block.cell.row, column) for column in columns}
        assert {at for at in before if after[at] != before[at]} == changed, block
        assert all("改过" in after[at] for at in changed)


@pytest.mark.parametrize("kind", FORMS)
def test_the_printed_form_changes_in_that_cell_alone(kind: LetterKind) -> None:
    form = form_of(kind)
    block = next(one for one in blocks(form) if one.text == "翠湖花园3栋2单元1201室")
    edited = with_blocks(
        form,
        [
            BlockText(index=one.index, text="地库3区" if one is block else one.text)
            for one in blocks(form)
            if one.editable
        ],
    )
    before, after = (" ".join("".join(text_layer(office_pdf(data))).split()) for data in (form, edited))
    assert after == before.replace("翠湖花园3栋2单元1201室", "地库3区")


def test_every_paper_with_a_table_is_tried_here() -> None:
    tables = {kind for kind in INSIDE if any(block.cell for block in blocks(form_of(kind)))}
    assert tables == set(FORMS)
