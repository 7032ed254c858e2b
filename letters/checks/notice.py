"""What a department must know before it can act: a notice without demand, opinion or measures is no order."""

from collections.abc import Iterator

from domain.codes import LetterKind
from domain.said import N_
from letters.checks import Check
from letters.checks.checked import CheckedLetter, Found
from letters.text.fold import bare
from letters.word.blocks import Block, BlockRole

_LABELS = {
    "投诉内容": N_("通知单没有写明投诉内容，请补上。"),
    "诉求期望": N_("通知单没有写明住户的诉求，请补上。"),
    "处理意见": N_("通知单没有写明处理意见，请先定方案，或在此填写。"),
    "处理措施": N_("通知单没有写明处理措施，请先定方案，或在此填写。"),
}
"""The labels of the form's cells, and what is said where nothing stands beside one."""
_TO_SIGN = "签字："


def find(letter: CheckedLetter) -> Iterator[Found]:
    """Each of these labels of the form that has nothing beside it but room for a signature. A notice that cannot wait
    for the plan goes out with a stated reason.
    """
    cells = [block for block in letter.blocks if block.role is BlockRole.CELL]
    for at, label in enumerate(cells):
        message = _LABELS.get(bare(label.text))
        if message and not any(_is_filled(cell) for cell in _beside(cells[at + 1 :], label.style)):
            yield Found(message=message, words=label.text, block=label.index, end=len(label.text))


def _beside(cells: list[Block], style: str) -> Iterator[Block]:
    """The paragraphs up to the next label, which has the style of labels."""
    for cell in cells:
        if cell.style == style:
            return
        yield cell


def _is_filled(cell: Block) -> bool:
    return bool(cell.text.strip()) and _TO_SIGN not in cell.text


CHECK = Check(id="notice", title="通知单的空白", kinds=frozenset({LetterKind.DEPARTMENT_NOTICE}), find=find)
