"""Finds every word, near, regex and signal of a rulebook in a letter: one pass for all terms, however many."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import re2
from ahocorasick_rs import AhoCorasick

from domain.codes import Source
from domain.decision import DecisionInput, Match
from rules.folding import Folded, fold, fold_word
from rules.model import Language, Near, Signal

Span = tuple[int, int]
"""A stretch of the searched text (folded subject, a NUL, folded text), end exclusive."""

OPENING = 60
"""How many characters of the text are its opening."""

PLACES = ("subject", "text", "opening", "demand", "attachment")
"""Where a hit may stand, as rules name it under `in:`."""

_BREAK = "\x00"
_SENTENCE_END = re.compile(r"[。!?;\n\x00]")
_EITHER_OR = "就是"
_NO_SPANS: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Letter:
    """The searched text with its landmarks, all in its own coordinates except `ocr` and `attachments_from`."""

    subject: Folded
    body: Folded
    text: str
    base: int
    demands: tuple[Span, ...]
    attachments_from: int | None
    ocr: tuple[Span, ...]

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
        return frozenset(found)

    def in_demand(self, span: Span) -> bool:
        """Whether the sentence asks for something."""
        at = bisect_right(self.demands, (span[0], len(self.text))) - 1
        return at >= 0 and span[0] < self.demands[at][1]

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

    def quote(self, spans: Iterable[Span], given: DecisionInput) -> tuple[Match, ...]:
        """The letter's own words at these stretches, in reading order."""
        found = []
        for span in sorted(set(spans)):
            match = self.match(span)
            whole = given.subject if match.source is Source.SUBJECT else given.text
            text = whole[match.start : match.end]
            found.append(Match(source=match.source, text=text, start=match.start, end=match.end))
        return tuple(found)


@dataclass(frozen=True)
class Heard:
    """What was heard in one letter: word (folded) → places, signal id → places; each in order, never overlapping."""

    letter: Letter
    words: Mapping[str, tuple[Span, ...]]
    signals: Mapping[str, tuple[Span, ...]]


class Matcher:
    """All terms of a rulebook, compiled once. Immutable after construction; safe to share between threads."""

    def __init__(self, words: Iterable[str], signals: Sequence[Signal], language: Language) -> None:
        self._words = frozenset(fold_word(word) for word in words) - {""}
        self._signals = tuple(_folded(signal, index) for index, signal in enumerate(signals))
        self._negations = tuple(fold_word(word) for word in language.negation)
        self._not_negations = tuple(fold_word(word) for word in language.not_negation)
        demand = tuple(fold_word(word) for word in language.demand)
        self._triggers = _triggers(self._signals)
        terms = {*self._words, *self._triggers, *demand, *(w for s in self._signals for w in s.words())} - {""}
        self._terms = sorted(terms)
        self._automaton = AhoCorasick(self._terms) if self._terms else None
        self._demand = frozenset(demand)
        self._patterns = tuple(signal for signal in self._signals if signal.regex is not None)
        self._prefilter = _prefilter(self._patterns)

    def hear(self, given: DecisionInput) -> Heard:
        """Everything the letter says that the rulebook asks about."""
        subject, body = fold(given.subject), fold(given.text)
        text = f"{subject.text}{_BREAK}{body.text}"
        raw = self._search(text)
        letter = Letter(
            subject=subject,
            body=body,
            text=text,
            base=len(subject.text) + 1,
            demands=_sentences_with(text, (span for word in self._demand & raw.keys() for span in raw[word])),
            attachments_from=given.attachments_from,
            ocr=given.ocr,
        )
        kept = {word: self._affirmed(text, spans) for word, spans in raw.items()}
        words = {word: spans for word, spans in kept.items() if spans and word in self._words}
        return Heard(letter, words, self._heard_signals(text, raw, kept))

    def _search(self, text: str) -> dict[str, list[Span]]:
        found: dict[str, list[Span]] = defaultdict(list)
        if self._automaton is not None:
            terms = self._terms
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
                spans = found[terms[index]]
                if not spans or spans[-1][1] <= start:  # a word may overlap itself: 哈哈 in 哈哈哈
                    spans.append((start, end))
        return found

    def _affirmed(self, text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
        """The stretches that no negation takes away."""
        return tuple(span for span in spans if not self._negated(text, span))

    def _negated(self, text: str, span: Span) -> bool:
        before = text[max(0, span[0] - 8) : span[0]]
        if not before.endswith(self._negations) or before.endswith(self._not_negations):
            return False
        # 不是停水就是停电 complains of both.
        return not (before.endswith("不是") and _EITHER_OR in text[span[1] : span[1] + 8])

    def _heard_signals(
        self, text: str, raw: Mapping[str, Sequence[Span]], kept: Mapping[str, tuple[Span, ...]]
    ) -> dict[str, tuple[Span, ...]]:
        asked = {index for word in raw for index in self._triggers.get(word, ())}
        by_regex = self._regex_spans(text)
        asked.update(by_regex)
        heard: dict[str, tuple[Span, ...]] = {}
        for index in sorted(asked):
            signal = self._signals[index]
            spans = signal.heard(kept if signal.negatable else raw, raw, by_regex.get(index, ()))
            if spans := tuple(span for span in spans if _BREAK not in text[span[0] : span[1]]):
                heard[signal.id] = spans
        return heard

    def _regex_spans(self, text: str) -> dict[int, tuple[Span, ...]]:
        """Signal index → the stretches its pattern matches."""
        found: dict[int, tuple[Span, ...]] = {}
        if self._prefilter is None:
            return found
        for number in self._prefilter.Match(text) or ():
            signal = self._patterns[number]
            spans = [m.span() for m in signal.regex.finditer(text) if m.end() > m.start()]
            found[signal.index] = self._affirmed(text, spans) if signal.negatable else tuple(spans)
        return found


@dataclass(frozen=True)
class _Folded:
    """A signal with its words folded and its pattern compiled."""

    id: str
    index: int
    any: tuple[str, ...]
    all: tuple[str, ...]
    excluded: tuple[str, ...]
    near: Near | None
    regex: "re2._Regexp | None"
    negatable: bool

    def words(self) -> Iterable[str]:
        """Every word it asks for."""
        yield from self.any
        yield from self.all
        yield from self.excluded
        if self.near:
            for group in self.near.words:
                yield from group

    def heard(
        self, kept: Mapping[str, Sequence[Span]], raw: Mapping[str, Sequence[Span]], by_regex: Iterable[Span]
    ) -> tuple[Span, ...]:
        """Where it is heard, in order and never overlapping; empty if it is not."""
        if any(word in raw for word in self.excluded) or not all(kept.get(word) for word in self.all):
            return _NO_SPANS
        spans = [span for word in self.any for span in kept.get(word, ())]
        spans.extend(by_regex)
        if self.near:
            spans.extend(_near(self.near, kept))
        if not (self.any or self.near or self.regex):
            spans.extend(span for word in self.all for span in kept[word])
        return _merged(spans)


def _folded(signal: Signal, index: int) -> "_Folded":
    near = signal.near
    return _Folded(
        id=signal.id,
        index=index,
        any=_fold_all(signal.any),
        all=_fold_all(signal.all),
        excluded=_fold_all(signal.excluded),
        near=Near(words=tuple(_fold_all(group) for group in near.words), within=near.within) if near else None,
        regex=compile_regex(signal.regex) if signal.regex else None,
        negatable=signal.negatable,
    )


def compile_regex(pattern: str) -> "re2._Regexp":
    """An RE2 pattern, upper and lower case alike; re2.error where it is none."""
    return re2.compile(pattern, options=_regex_options())


def _regex_options() -> "re2.Options":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 8 << 20
    return options


def _fold_all(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded for word in words if (folded := fold_word(word))))


def _triggers(signals: Sequence[_Folded]) -> dict[str, list[int]]:
    """Word → the signals that may be heard because of it."""
    found: dict[str, list[int]] = defaultdict(list)
    for index, signal in enumerate(signals):
        words = [*signal.any, *(signal.near.words[0] if signal.near else ())]
        for word in words or (signal.all if signal.regex is None else ()):
            found[word].append(index)
    return dict(found)


def _prefilter(patterns: Sequence[_Folded]) -> "re2.Set | None":
    """All patterns as one automaton, so that a letter is read once to see which of them to run."""
    if not patterns:
        return None
    found = re2.Set.SearchSet(_regex_options())
    for signal in patterns:
        if signal.regex is not None:
            found.Add(signal.regex.pattern)
    found.Compile()
    return found


def _near(near: Near, kept: Mapping[str, Sequence[Span]]) -> list[Span]:
    """One word of each list within the distance: the stretch from the first of them to the last."""
    groups = [sorted({span for word in group for span in kept.get(word, ())}) for group in near.words]
    if not all(groups):
        return []
    found = []
    for first in {span for group in groups for span in group}:
        nearest = [group[at] for group in groups if (at := bisect_left(group, first)) < len(group)]
        # Each list's next word at or after `first`; the list of `first` itself gives `first`.
        if len(nearest) < len(groups) or first not in nearest:
            continue
        if max(start for start, _ in nearest) - first[1] <= near.within:
            found.append((first[0], max(end for _, end in nearest)))
    return found


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping stretches become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _sentences_with(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The sentences in which one of the stretches stands."""
    starts = sorted(start for start, _ in spans)
    if not starts:
        return ()
    ends = [-1, *(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]
    return tuple(
        (before + 1, after)
        for before, after in pairwise(ends)
        if (at := bisect_left(starts, before + 1)) < len(starts) and starts[at] < after
    )
