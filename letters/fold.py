"""One spelling for a letter's words, character for character, so that a place found in it is one in the letter."""

import re
import string
from dataclasses import dataclass

from letters.wording import to_simplified

_SAME = str.maketrans("「」『』", "“”‘’") | {ord(char) + 0xFEE0: char for char in string.ascii_letters + string.digits}
"""Quotation marks of one kind, full-width letters and figures as narrow ones; ，and ：stay as they are written."""
_CLAUSE = re.compile(r"(?:(?<=\d)[,:](?=\d)|[^，。；！？：\n,;!?:])+")
_QUOTED = re.compile(r"“([^“”]*)”|‘([^‘’]*)’|（主题：((?:[^（）]|（[^（）]*）)*)）")
_WORDS_ONLY = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """`text` in simplified script and half-width letters and figures; as many code points as before."""
    simple = to_simplified(text)
    if len(simple) != len(text):
        simple = "".join(_same_length(char, to_simplified(char)) for char in text)
    return simple.translate(_SAME)


def _same_length(char: str, other: str) -> str:
    return other if len(other) == 1 else char


def bare(text: str) -> str:
    """`text` folded, without spaces and punctuation, to compare what was said."""
    return _WORDS_ONLY.sub("", folded(text))


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A part of a sentence between commas. start: its place in the paragraph."""

    text: str
    start: int


def clauses(text: str) -> list[Clause]:
    """The clauses of a folded paragraph."""
    return [Clause(text=match[0], start=match.start()) for match in _CLAUSE.finditer(text)]


def quotations(text: str, theirs: str) -> list[tuple[int, int]]:
    """Where a folded paragraph quotes the resident, in quotation marks or as subject. theirs: all they said, bare."""
    return [
        match.span()
        for match in _QUOTED.finditer(text)
        if (inner := bare(match[1] or match[2] or match[3] or "")) and inner in theirs
    ]
