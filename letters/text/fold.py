"""The clauses and quotations of a folded letter, and its bare words."""

import re
from dataclasses import dataclass

from language.folding import said

_CLAUSE = re.compile(r"(?:(?<=\d)[,:](?=\d)|[^，。；！？：\n,;!?:])+")
_QUOTED = re.compile(r"“([^“”]*)”|‘([^‘’]*)’|（主题：((?:[^（）]|（[^（）]*）)*)）")
_WORDS_ONLY = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """`text` folded, without spaces and punctuation, to compare what was said."""
    return _WORDS_ONLY.sub("", said(text))


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
