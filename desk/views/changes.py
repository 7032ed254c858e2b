"""What changed between two versions of a letter, paragraph by paragraph and word by word, for whoever approves."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of text that stayed, came or went (`same`, `in`, `out`)."""

    text: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One paragraph that changed, as pieces in reading order."""

    pieces: tuple[Piece, ...]


def changes(old: Sequence[str], new: Sequence[str]) -> tuple[Change, ...]:
    """The paragraphs that differ. old, new: the texts of the two versions; blank lines do not count."""
    before, after = [text for text in old if text.strip()], [text for text in new if text.strip()]
    found = []
    for what, start, end, other, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            pairs = zip_longest(before[start:end], after[other:other_end], fillvalue="")
            found += [Change(pieces=_pieces(one, another)) for one, another in pairs]
    return tuple(found)


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.3:  # so little in common that the mixture of both would be unreadable
        parts = [Piece(text=old, how="out"), Piece(text=new, how="in")]
    else:
        parts = []
        for what, start, end, other, other_end in matcher.get_opcodes():
            if what == "equal":
                parts.append(Piece(text=old[start:end], how="same"))
                continue
            parts += [Piece(text=old[start:end], how="out"), Piece(text=new[other:other_end], how="in")]
    return tuple(part for part in parts if part.text)
