"""A form is edited in its own table: each value beside its label, and only the cell that was typed in changes.

Covers desk.views.tables.
"""

import re

import letters_at_hand as at_hand
import pytest
from servers.desk import Desk

from desk.views.editor import rows_of
from desk.views.tables import TableView, pieces
from domain.codes import LetterKind
from domain.staff import Person
from letters.templating.render import Templates
from letters.templating.sample import samples
from letters.word.blocks import Block, blocks

FORMS = (LetterKind.RECORD_FORM, LetterKind.DEPARTMENT_NOTICE, LetterKind.PROGRESS_REPORT)
_LINE = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def test_a_label_names_the_cell_beside_it_also_behind_cells_of_several_columns_and_paragraphs() -> None:
    form = Templates().render(LetterKind.RECORD_FORM, samples(LetterKind.RECORD_FORM)["one matter"])
    (table,) = [piece for piece in pieces(rows_of(blocks(form))) if isinstance(piece, TableView)]
    lines = {line[0].named: [(one.named, one.text, one.cell.across) for one in line[1:]] for line in table.lines}
    assert lines["投诉人"] == [
        ("投诉人", "王建国先生", 1),
        ("联系电话", "联系电话", 1),
        ("联系电话", "138****5678", 1),
    ]
    assert lines["诉求期望"] == [("诉求期望", "尽快恢复电梯运行，并告知恢复时间。", 3)]
    assert lines["登记人"][0] == ("登记人", "林晓梅", 1)
    assert lines["登记人"][-1] == ("填表日期", "2026年11月21日", 1)


def test_the_rows_of_the_form_keep_their_order_and_number() -> None:
    form = Templates().render(LetterKind.RECORD_FORM, samples(LetterKind.RECORD_FORM)["one matter"])
    numbers: list[int] = []
    for piece in pieces(rows_of(blocks(form))):
        if isinstance(piece, TableView):
            numbers += [one.number for line in piece.lines for cell in line for one in cell.rows]
        else:
            numbers.append(piece.number)
    assert numbers == list(range(len(blocks(form))))


@pytest.mark.parametrize("kind", FORMS)
def test_only_the_cell_that_was_typed_in_changes(desk: Desk, clerk: Person, kind: LetterKind) -> None:
    draft = at_hand.a_draft(desk, clerk, kind)
    before = _blocks(desk, draft.id)
    flat = next(block for block in before if block.text and block.cell and block.editable)
    page = desk.client(clerk).get(f"/letters/{draft.id}").text
    line = next(line for line in _LINE.findall(page) if f'id="block-{flat.index}"' in line)
    assert line.index("<th") < line.index(f'id="block-{flat.index}"')
    assert "".join(_TAG.sub(" ", line).split())

    answer = at_hand.send(desk, clerk, draft.id, "save", lambda text: "改过" if text == flat.text else text)

    assert answer.status_code == 303, answer.text
    after = _blocks(desk, draft.id)
    assert [one.text for one in after if one.index != flat.index] == [
        one.text for one in before if one.index != flat.index
    ]
    assert after[flat.index].text == "改过"


def _blocks(desk: Desk, letter_id: int) -> tuple[Block, ...]:
    return blocks(desk.house.services.archive.get(at_hand.letter(desk, letter_id).docx_sha or ""))
