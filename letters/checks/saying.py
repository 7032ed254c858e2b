"""The clauses of a letter in which we speak for ourselves: what the checks on promises and on tact look at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from language.folding import said
from letters.checks.checked import CheckedLetter
from letters.text.fold import bare, clauses, quotations
from letters.word.blocks import Block
from letters.word.roles import BlockRole

_NOT_SAID = (BlockRole.NUMBER, BlockRole.REFERENCE, BlockRole.DATE, BlockRole.SIGNATURE, BlockRole.BLANK)
_NEGATION = re.compile(r"(?:不(?!仅|但|只|断)|未|没|無|无(?!偿|条件)|难以|并非|非(?!常)|拒绝|不予)[^，。]{0,4}$")
_ASKING = re.compile(
    r"^\s*(?:此外|另|同时|届时|如需|也|并|故)?(?:敬|恳|烦|还|诚)?请(?!.{0,12}(?:我们|我司))|^\s*您(?:也|还|亦)?(?:可|需|应|须)"
)
_PAST = re.compile(
    r"已(?!定|安排|计划|约定|确定|要求|责成|通知|商定|联系)|曾|此前|之前(?=我|的)|过去|当时|当日|[^为]了$|近[\d一二两三四五六七八九十]"
)
_DEMAND = re.compile(
    r"(?:您|各位|来信|业主|住户)[^，。]{0,12}(?:要求|提出|希望|请求|诉求|主张|反映|认为|询问|咨询|建议|提到|所述|表示|问)"
)


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A clause of ours, folded. start: its place in the block's text. quoted: where the block quotes the resident."""

    block: Block
    text: str
    start: int
    sentence: str
    quoted: tuple[tuple[int, int], ...]

    def place(self, start: int, end: int) -> tuple[str, int, int] | None:
        """The words of a place in the clause as they are written, and where in the block; None within a quotation."""
        first, last = self.start + start, self.start + end
        if any(open_ <= first and last <= close for open_, close in self.quoted):
            return None
        return self.block.text[first:last], first, last

    def negated(self, start: int) -> bool:
        """Whether a negation stands right before the place: 无法保证."""
        return bool(_NEGATION.search(self.text[:start]))

    @property
    def asks(self) -> bool:
        """Whether the clause asks the reader to do something: 请您于11月30日前."""
        return bool(_ASKING.search(self.text))

    @property
    def past(self) -> bool:
        """Whether the clause tells what has been done."""
        return bool(_PAST.search(self.text))

    def demanded(self, start: int) -> bool:
        """Whether the clause tells what the resident wants, before the place: 您要求赔偿."""
        return bool(_DEMAND.search(self.text[:start]))


def sayings(letter: CheckedLetter) -> tuple[Saying, ...]:
    """Every clause of the letter's own words."""
    return _sayings(letter.blocks, letter.facts.quote)


# Many checks ask for the clauses of one letter, and a page of letters that wait is looked at again and again.
@lru_cache(maxsize=64)
def _sayings(blocks: tuple[Block, ...], quote: str) -> tuple[Saying, ...]:
    return tuple(_clauses(blocks, quote))


def _clauses(blocks: tuple[Block, ...], quote: str) -> Iterator[Saying]:
    theirs = bare(quote)
    for block in blocks:
        if block.role in _NOT_SAID:
            continue
        text = said(block.text)
        quoted = tuple(quotations(text, theirs))
        for clause in clauses(text):
            yield Saying(
                block=block, text=clause.text, start=clause.start, sentence=_sentence(text, clause.start), quoted=quoted
            )


def _sentence(text: str, place: int) -> str:
    begin = max(text.rfind(mark, 0, place) for mark in "。！？；") + 1
    ends = [end for mark in "。！？；" if (end := text.find(mark, place)) >= 0]
    return text[begin : min(ends, default=len(text))]
