"""A letter as it is searched: its folded text with landmarks, and the way back to the words it was written in."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.decision import DecisionInput, Match
from domain.reading_codes import Source
from language.folding import Folded, fold_word

Span = tuple[int, int]
"""A stretch of the searched text (folded subject, a NUL, folded text), end exclusive."""

OPENING = 60
"""How many characters of the text are its opening."""

MOST_QUOTED = 50
"""Words quoted for one reason; a person reads no more, and a letter may be two million characters long."""

BREAK = "\x00"
"""Between the subject and the text."""

_SENTENCE_END = re.compile(r"[。!?;\n\x00]|\.(?=\s)")
_CLAUSE_END = re.compile(r"[,、。!?;:\n\x00]|\.(?=\s)")
_LONGEST_CLAUSE = 30
_COMPARED = 7
"""Characters behind the opening of a comparison that belong to it."""


@dataclass(frozen=True)
class Letter:
    """The searched text with its landmarks, all in its own coordinates except `ocr` and `attachments_from`."""

    subject: Folded
    body: Folded
    text: str
    base: int
    demands: tuple[Span, ...]
    troubles: tuple[int, ...]
    """Where words of faults and demands begin, in order."""
    asides: tuple[Span, ...]
    """Clauses that complain of nothing, and what stands right behind an opened comparison; in order."""
    attachments_from: int | None
    ocr: tuple[Span, ...]
    stretch: int = 1
    """How many times further apart the words of a `near` may stand than the rulebook says."""

    @property
    def english(self) -> bool:
        """Whether the letter is written in English."""
        return self.stretch > 1

    def places(self, span: Span) -> frozenset[str]:
        """Which of PLACES a stretch stands in."""
        if span[0] < self.base:
            return frozenset({"subject"})
        found = {"text"}
        if span[0] < self.base + OPENING:
            found.add("opening")
        if self.in_demand(span):
            found.add("demand")
        if self.attachments_from is not None and self.match(span).start >= self.attachments_from:
            found.add("attachment")
        if self.in_ocr(span):
            found.add("ocr")
        return frozenset(found)

    def in_demand(self, span: Span) -> bool:
        """Whether the sentence asks for something."""
        at = bisect_right(self.demands, (span[0], len(self.text))) - 1
        return at >= 0 and span[0] < self.demands[at][1]

    def in_aside(self, span: Span) -> bool:
        """Whether it is said by the way: of what is well, or to compare."""
        at = bisect_right(self.asides, (span[0], len(self.text))) - 1
        return at >= 0 and span[0] < self.asides[at][1]

    def in_trouble(self, span: Span) -> bool:
        """Whether a word of a fault or a demand stands in the same clause, outside of it."""
        start, end = _clause(self.text, span)
        at = bisect_left(self.troubles, start)
        return any(not span[0] <= one < span[1] for one in self.troubles[at : bisect_left(self.troubles, end)])

    def in_ocr(self, span: Span) -> bool:
        """Whether OCR read it."""
        if not self.ocr or span[0] < self.base:
            return False
        start = self.match(span).start
        return any(begin <= start < end for begin, end in self.ocr)

    def match(self, span: Span) -> Match:
        """The letter's own words, with folded offsets turned into its own; `text` is filled in by `quote`."""
        if span[0] < self.base:
            start, end = self.subject.original(*span)
            return Match(source=Source.SUBJECT, text="", start=start, end=end)
        start, end = self.body.original(span[0] - self.base, span[1] - self.base)
        return Match(source=Source.TEXT, text="", start=start, end=end)

    def heard_as(self, match: Match) -> str | None:
        """The topics' word for which the letter has one of its region; None where it is the letter's own."""
        part = self.subject if match.source is Source.SUBJECT else self.body
        if part.ends is None or part.origins is None:
            return None
        first, last = bisect_left(part.origins, match.start), bisect_right(part.ends, match.end)
        said = part.text[first:last]
        return said if said != fold_word(match.text) else None

    def quote(self, spans: Iterable[Span], given: DecisionInput) -> tuple[Match, ...]:
        """The letter's own words at these stretches, in reading order; the first MOST_QUOTED of them."""
        found = []
        for span in sorted(set(spans))[:MOST_QUOTED]:
            match = self.match(span)
            whole = given.subject if match.source is Source.SUBJECT else given.text
            text = whole[match.start : match.end]
            found.append(Match(source=match.source, text=text, start=match.start, end=match.end))
        return tuple(found)


def merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The stretches in order; overlapping ones become one."""
    if len(spans) < 2:
        return tuple(spans)
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _clause(text: str, span: Span) -> Span:
    """The clause about a stretch, between commas or the like; no further than 30 characters either way."""
    least, most = max(0, span[0] - _LONGEST_CLAUSE), min(len(text), span[1] + _LONGEST_CLAUSE)
    before = [match.end() for match in _CLAUSE_END.finditer(text, least, span[0])]
    after = _CLAUSE_END.search(text, span[1], most)
    return (before[-1] if before else least, after.start() if after else most)


def asides_of(text: str, well: Sequence[Span], alike: Sequence[Span]) -> tuple[Span, ...]:
    """What is said by the way: clauses of what is well, and what stands behind the opening of a comparison."""
    clauses = [_clause(text, span) for span in well]
    clauses += [(end, min(end + _COMPARED, _clause(text, (start, end))[1])) for start, end in alike]
    return merged(clauses)


def sentences_with(text: str, places: Iterable[int]) -> tuple[Span, ...]:
    """The sentences in which one of the places lies."""
    starts = sorted(places)
    if not starts:
        return ()
    ends = [-1, *[match.start() for match in _SENTENCE_END.finditer(text)], len(text)]
    found: dict[Span, None] = {}
    for start in starts:
        at = bisect_left(ends, start)
        if start < ends[at]:
            found[ends[at - 1] + 1, ends[at]] = None
    return tuple(found)
