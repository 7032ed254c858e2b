"""The text blocks of a letter as rows of a form: what was typed, in the order it was put, and back into blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from desk.formed import whole
from desk.messages import N_
from letters.word.blocks import Block, BlockRole, BlockText
from letters.word.cells import Cell

ROLE: Mapping[BlockRole, str] = {
    BlockRole.NUMBER: N_("发文字号"),
    BlockRole.REFERENCE: N_("受理编号"),
    BlockRole.TITLE: N_("标题"),
    BlockRole.ADDRESSEE: N_("称呼"),
    BlockRole.HEADING: N_("小标题"),
    BlockRole.BODY: N_("正文"),
    BlockRole.CLOSING: N_("结语"),
    BlockRole.SIGNATURE: N_("落款"),
    BlockRole.DATE: N_("成文日期"),
    BlockRole.CELL: N_("表格"),
    BlockRole.BLANK: N_("空行"),
}
"""What staff call the parts of a letter (GB/T 9704)."""
_BOX = "□"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One paragraph of the form: the block `index` of the letter, or a new one formed like the block `like`.

    locked: it is shown and not typed in. here: it was just acted on, so that the cursor goes there. cell: where it
    stands in a table.
    """

    index: int | None
    like: int | None
    role: BlockRole
    text: str
    locked: bool = False
    here: bool = False
    cell: Cell | None = None

    @property
    def key(self) -> str:
        """What the form carries for it: `5`, or `+5` for a new one like 5."""
        return f"+{self.like}" if self.index is None else str(self.index)

    @property
    def title(self) -> str:
        """The message that names its part of the letter."""
        return ROLE[self.role]

    @property
    def movable(self) -> bool:
        """Whether it may be moved, removed and followed by another: no cell of a table, which has its own place."""
        return not self.locked and self.role is not BlockRole.CELL

    @property
    def choice(self) -> bool:
        """Whether it is a measure not chosen yet (letters/text/placeholders.py)."""
        return self.movable and self.text.lstrip().startswith(_BOX)


def rows_of(blocks: Sequence[Block]) -> tuple[Row, ...]:
    """The rows of a letter as it stands."""
    return tuple(
        Row(index=block.index, like=None, role=block.role, text=block.text, locked=not block.editable, cell=block.cell)
        for block in blocks
    )


def typed_rows(blocks: Sequence[Block], keys: Sequence[str], texts: Sequence[str]) -> tuple[Row, ...]:
    """The rows that a form brought back. ValueError if it is not a form of this letter."""
    rows = []
    for key, text in zip(keys, texts, strict=True):
        number = whole(key.removeprefix("+"))
        if number is None or number >= len(blocks):
            raise ValueError("no such block")
        block, new = blocks[number], key.startswith("+")
        rows.append(
            Row(
                index=None if new else number,
                like=number if new else None,
                role=block.role,
                text=text.replace("\r\n", "\n") if block.editable else block.text,
                locked=not block.editable,
                cell=block.cell,
            )
        )
    return tuple(rows)


def block_texts(rows: Sequence[Row]) -> tuple[BlockText, ...]:
    """What the letter shall say by these rows."""
    return tuple(BlockText(text=row.text, index=row.index, like=row.like) for row in rows)


def acted(rows: Sequence[Row], what: str, place: int) -> tuple[Row, ...]:
    """The rows after `add` (below the place), `remove`, `up`, `down` or `choose`; unchanged where that cannot be.

    `strike` takes out every measure that was not chosen; the place does not matter.
    """
    changed = [replace(row, here=False) for row in rows]
    if what == "strike":
        return tuple(row for row in changed if not row.choice)
    if not 0 <= place < len(changed) or not changed[place].movable:
        return tuple(changed)
    if what == "add":
        changed.insert(place + 1, replace(_as_new(changed[place]), text="", here=True))
    elif what == "remove":
        del changed[place]
        _go_to(changed, place)
    elif what == "choose":
        chosen = changed[place].text.lstrip().removeprefix(_BOX).lstrip()
        changed[place] = replace(changed[place], text=chosen, here=True)
    elif what in ("up", "down"):
        _move(changed, place, -1 if what == "up" else 1)
    return tuple(changed)


def rebased(rows: Sequence[Row], base: Sequence[Block], current: Sequence[Block]) -> tuple[Row, ...]:
    """What was typed on the letter as it stood at `base`, as rows of the letter as it stands now.

    A paragraph that cannot be found again becomes a new one, so that nothing typed is lost.
    """
    found = _same_places([block.text for block in base], [block.text for block in current])
    result: list[Row] = []
    nearest = next((block.index for block in current if block.editable), 0)
    for row in rows:
        place = found.get(row.index) if row.index is not None else None
        if place is not None and current[place].editable != row.locked:
            result.append(replace(row, index=place, text=current[place].text if row.locked else row.text))
            nearest = place if current[place].editable else nearest
        elif not row.locked:
            result.append(replace(row, index=None, like=nearest))
    return tuple(result)


def _same_places(base: list[str], current: list[str]) -> dict[int, int]:
    """Where the paragraphs of `base` stand in `current`; a changed run of equal length keeps its places."""
    places: dict[int, int] = {}
    for _, start, end, other, other_end in SequenceMatcher(None, base, current, autojunk=False).get_opcodes():
        if end - start == other_end - other:
            places |= {start + by: other + by for by in range(end - start)}
    return places


def _as_new(row: Row) -> Row:
    """The row as a new paragraph of its own form, for a block may not change its place."""
    return replace(row, index=None, like=row.like if row.index is None else row.index)


def _go_to(rows: list[Row], place: int) -> None:
    """The cursor goes to the first row from that place on that can be written at."""
    for index in range(place, len(rows)):
        if not rows[index].locked:
            rows[index] = replace(rows[index], here=True)
            return


def _move(rows: list[Row], place: int, by: int) -> None:
    """Change places with the next paragraph in that direction that can be moved; blank lines are passed over."""
    other = place + by
    while 0 <= other < len(rows) and rows[other].role is BlockRole.BLANK:
        other += by
    if not 0 <= other < len(rows) or not rows[other].movable:
        return
    row = replace(_as_new(rows.pop(place)), here=True)
    rows.insert(other, row)
