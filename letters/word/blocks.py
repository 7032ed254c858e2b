"""A Word letter as the text blocks that staff edit in the desk, and back into Word without losing its form.

A block is a paragraph. What changes is text alone: paragraph and run properties, headers, footers and page numbers
stay, and equal input gives equal bytes.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lxml import etree

from letters.text.signing import box_of
from letters.text.wording import chinese_date, one_line, to_traditional
from letters.word.cells import Cell, cells_of
from letters.word.document import leaves
from letters.word.packages.names import W
from letters.word.parts import Parts
from letters.word.retext import retext
from letters.word.roles import BlockRole, paragraph_roles, style_name

__all__ = ["Block", "BlockRole", "BlockText", "addressed", "blocks", "fill", "with_blocks"]

_NOT_TEXT = {
    f"{W}{name}"
    for name in (
        "drawing", "pict", "object", "fldChar", "fldSimple", "instrText", "sdt", "ins", "del", "moveFrom", "moveTo",
        "footnoteReference", "endnoteReference", "sectPr", "sym",
    )
}  # fmt: skip
_LOCKED = (BlockRole.BLANK, BlockRole.NUMBER, BlockRole.REFERENCE, BlockRole.DATE)
_MARK = re.compile(r"(?:\S{0,12}〔\d{4}〕)?【待(?:编号|編號)】[号號]?")
_LETTER_NUMBER = re.compile(r"\S{0,12}[〔［\[]\d{4}[〕］\]]\s*\d+\s*[号號]")
_DATE = re.compile(
    r"[\d〇○零一二三四五六七八九]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """One paragraph. index: its place in the document, from 0, blank ones counted. style: the id of its Word style.

    editable: whether `with_blocks` may change it: not a field or a picture, a blank line of the text, the number of the
    case, nor the letter's number and date, which `fill` writes; not a table's label, nor the line of a signature, which
    only who signs writes. cell: where it stands in a table.
    """

    index: int
    role: BlockRole
    text: str
    editable: bool
    style: str = ""
    cell: Cell | None = None


@dataclass(frozen=True, kw_only=True)
class BlockText:
    """What shall stand in a letter: the block `index` with this text, or a new paragraph formed like the block `like`.

    A line break makes a further paragraph of the same form.
    """

    text: str
    index: int | None = None
    like: int | None = None

    def __post_init__(self) -> None:
        if (self.index is None) == (self.like is None):
            raise ValueError("a block is either an existing one (index) or a new one (like)")


def blocks(docx: bytes) -> tuple[Block, ...]:
    """The blocks of a letter, in order. Raises ValueError if `docx` is no Word document."""
    return _blocks(*_opened(docx))


def with_blocks(docx: bytes, texts: Sequence[BlockText]) -> bytes:
    """The letter with these texts, in this order; an editable block that is not among them vanishes.

    A block that is not editable stays where it is, named or not. Raises ValueError if `docx` is no Word document, a
    block is unknown, is named twice or out of order, or one that is not editable would change.
    """
    parts, paragraphs = _opened(docx)
    known = _blocks(parts, paragraphs)
    named = [text.index for text in texts if text.index is not None]
    _check(known, texts, named)
    forms = {text.like: copy.deepcopy(paragraphs[text.like]) for text in texts if text.like is not None}
    first = paragraphs[named[0]] if named else paragraphs[texts[0].like or 0] if texts else None
    last: etree._Element | None = None
    for text in texts:
        lines = [cleaned for line in text.text.split("\n") if (cleaned := one_line(line))]
        if text.index is not None:
            last = _rewritten(known[text.index], paragraphs[text.index], lines, text.text)
        if text.like is not None:
            for line in lines:
                last = _placed(copy.deepcopy(forms[text.like]), line, last, first)
    for block in known:
        if block.editable and block.index not in named:
            _remove(paragraphs[block.index])
    return parts.packed()


def fill(docx: bytes, *, number: str, dated: date) -> bytes:
    """The letter with its number for 【待编号】 and `dated` in its date line, as fixed when submitted (DESIGN 6).

    number: 物函〔2026〕123号. The number line and the date line are rewritten also when they already hold others.
    What has no such line stays as it is: the checks say so.
    """
    parts, paragraphs = _opened(docx)
    for block in _blocks(parts, paragraphs):
        text = _numbered(block, number)
        if block.role is BlockRole.DATE:
            text = _DATE.sub(chinese_date(dated), text)
        if text != block.text:
            retext(paragraphs[block.index], text)
    return parts.packed()


def addressed(docx: bytes) -> str:
    """Whom the letter addresses, without the colon: 尊敬的王建国先生; empty if no line does."""
    lines = [block.text for block in blocks(docx) if block.role is BlockRole.ADDRESSEE]
    return lines[0].strip().rstrip("：:") if lines else ""


def _opened(docx: bytes) -> tuple[Parts, list[etree._Element]]:
    parts = Parts.read(docx)
    return parts, text_paragraphs(parts)


def text_paragraphs(parts: Parts) -> list[etree._Element]:
    """The paragraphs of a letter, one a block, in their order."""
    return [paragraph for paragraph in parts.body.iter(f"{W}p") if not _shadow(paragraph)]


def _shadow(paragraph: etree._Element) -> bool:
    """Whether the paragraph repeats another for older programs (mc:Fallback)."""
    return any(etree.QName(parent).localname == "Fallback" for parent in paragraph.iterancestors())


def _blocks(parts: Parts, paragraphs: list[etree._Element]) -> tuple[Block, ...]:
    texts = ["".join(text for _, text in leaves(paragraph)).rstrip() for paragraph in paragraphs]
    roles = paragraph_roles(parts, paragraphs, texts)
    styles = parts.styles()
    cells = cells_of(paragraphs, [style_name(styles, style) for _, style in roles])
    return tuple(
        Block(
            index=index,
            role=role,
            text=text,
            editable=role not in _LOCKED
            and not any(child.tag in _NOT_TEXT for child in paragraph.iter())
            and (cell is None or _for_typing(cell, text)),
            style=style,
            cell=cell,
        )
        for index, (paragraph, text, (role, style), cell) in enumerate(
            zip(paragraphs, texts, roles, cells, strict=True)
        )
    )


def _for_typing(cell: Cell, text: str) -> bool:
    return not (cell.label or cell.hidden) and box_of(text) is None


def _check(known: tuple[Block, ...], texts: Sequence[BlockText], named: list[int]) -> None:
    wanted = [index for text in texts for index in (text.index, text.like) if index is not None]
    if any(not 0 <= index < len(known) for index in wanted):
        raise ValueError("there is no such block")
    if named != sorted(set(named)):
        raise ValueError("existing blocks are named once, in their order")
    for text in texts:
        if text.index is not None and not known[text.index].editable and text.text != known[text.index].text:
            raise ValueError(f"block {text.index} cannot be changed")


def _rewritten(block: Block, paragraph: etree._Element, lines: list[str], text: str) -> etree._Element:
    """The block with `lines`, the last of its paragraphs; untouched if the text is the same."""
    if text == block.text or not block.editable:
        return paragraph
    form = copy.deepcopy(paragraph)
    retext(paragraph, lines[0] if lines else "")
    last = paragraph
    for line in lines[1:]:
        last = _placed(copy.deepcopy(form), line, last, None)
    if not lines:
        previous = paragraph.getprevious()
        _remove(paragraph)
        return previous if paragraph.getparent() is None and previous is not None else last
    return last


def _placed(
    paragraph: etree._Element, text: str, last: etree._Element | None, first: etree._Element | None
) -> etree._Element:
    """A new paragraph with `text` after `last`, or before `first` if nothing stands before it."""
    retext(paragraph, text)
    if last is not None:
        last.addnext(paragraph)
    elif first is not None:
        first.addprevious(paragraph)
    return paragraph


def _remove(paragraph: etree._Element) -> None:
    parent = paragraph.getparent()
    if parent is None:
        return
    if parent.tag == f"{W}tc" and len(parent.findall(f"{W}p")) == 1:
        retext(paragraph, "")  # Word calls a cell without a paragraph damaged
    else:
        parent.remove(paragraph)


def _numbered(block: Block, number: str) -> str:
    traditional = "號" in block.text
    own = to_traditional(number) if traditional else number
    text = _MARK.sub(own, block.text)
    return _LETTER_NUMBER.sub(own, text) if block.role is BlockRole.NUMBER else text
