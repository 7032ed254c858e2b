"""What changed between two versions of a letter, paragraph by paragraph and word by word, for the approver."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_ALIKE = 0.4


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
            pairs = _pairs(before[start:end], after[other:other_end])
            found += [Change(pieces=_pieces(one, another)) for one, another in pairs]
    return tuple(found)


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Each paragraph with what it became; empty for one that came or went."""
    at = 0
    for text in new:
        likely = next((place for place in range(at, len(old)) if _alike(old[place], text)), None)
        if likely is None:
            yield "", text
            continue
        yield from ((gone, "") for gone in old[at:likely])
        yield old[likely], text
        at = likely + 1
    yield from ((gone, "") for gone in old[at:])


def _alike(old: str, new: str) -> bool:
    """Whether so much stayed that the mixture of both can be read."""
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= _ALIKE


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    parts = []
    for what, start, end, other, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(Piece(text=old[start:end], how="same"))
            continue
        parts += [Piece(text=old[start:end], how="out"), Piece(text=new[other:other_end], how="in")]
    return tuple(part for part in parts if part.text)
