"""One spelling for a letter's words, character for character, so that a place found in it is one in the letter."""

import re
import unicodedata
from dataclasses import dataclass

from letters.wording import to_simplified

_QUOTES = str.maketrans("「」『』", "“”‘’")
_CLAUSE = re.compile(r"(?:(?<=\d)[,:](?=\d)|[^，。；！？：\n,;!?:])+")
_QUOTED = re.compile(r"“([^“”]*)”|‘([^‘’]*)’")
_WORDS_ONLY = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """`text` in simplified script and half-width letters and figures; as many code points as before."""
    simple = to_simplified(text)
    if len(simple) != len(text):
        simple = "".join(_same_length(char, to_simplified(char)) for char in text)
    return "".join(_same_length(char, _narrow(char)) for char in simple).translate(_QUOTES)


def _narrow(char: str) -> str:
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if narrow.isalnum() else char  # ，：stay as they are written


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


def quotations(text: str, said: str) -> list[tuple[int, int]]:
    """Where a folded paragraph quotes the resident: in quotation marks, and among the words `said` by them."""
    theirs = bare(said)
    return [
        match.span()
        for match in _QUOTED.finditer(text)
        if (inner := bare(match[1] or match[2] or "")) and inner in theirs
    ]
