"""A text with the words marked that mattered, so that a reason can light up what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of a text; mark: the id of its mark, None for plain text."""

    text: str
    mark: str | None = None


Span = tuple[int, int]


def segments(text: str, spans: Iterable[Span], prefix: str) -> tuple[Segment, ...]:
    """The text cut at the edges of all spans; what lies in any of them is marked, its id told by its place."""
    wanted = _within(text, spans)
    edges = sorted({0, len(text), *(edge for span in wanted for edge in span)})
    return tuple(
        Segment(text=text[start:end], mark=_id(prefix, start) if _covered(start, wanted) else None)
        for start, end in pairwise(edges)
    )


def ids(text: str, spans: Iterable[Span], of: Span, prefix: str) -> str:
    """The ids, parted by blanks, of the marks that make up one of the spans: what goes into `data-words`."""
    edges = sorted({0, len(text), *(edge for span in _within(text, spans) for edge in span)})
    return " ".join(_id(prefix, edge) for edge in edges if of[0] <= edge < of[1])


def _within(text: str, spans: Iterable[Span]) -> list[Span]:
    return [(start, end) for start, end in dict.fromkeys(spans) if 0 <= start < end <= len(text)]


def _covered(place: int, spans: Iterable[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def _id(prefix: str, place: int) -> str:
    return f"{prefix}{place}"
