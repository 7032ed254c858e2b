"""Finds every word, near, regex and signal of a rulebook in a letter: one pass for all terms, however many."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from domain.decision import DecisionInput
from language.folding import fold_word
from language.forms import heard
from rules.glossary import Glossary
from rules.hearing import Signals
from rules.letter import BREAK, Letter, Span, asides_of, sentences_with
from rules.model import Language, Signal

MOST_PLACES = 1000
"""Places of one word that are looked at; more change no score and keep a letter of two million characters quick."""

_EITHER_OR = "就是"
_MARKS = ("demand", "trouble", "aside", "alike")
"""The lists of the rulebook's `language` whose words say something of the clause or sentence they stand in."""
_LONGEST_NEGATION = 8


@dataclass(frozen=True)
class Heard:
    """What was heard in one letter: word (folded) → places, signal id → places; each in order, never overlapping."""

    letter: Letter
    words: Mapping[str, tuple[Span, ...]]
    signals: Mapping[str, tuple[Span, ...]]


class _Term(NamedTuple):
    """What a word that is looked for stands for: words of the rulebook, marks, and slots of signals, which count it
    where it is not negated, or always."""

    names: tuple[str, ...]
    marks: tuple[str, ...]
    affirmed: tuple[int, ...]
    always: tuple[int, ...]


class Matcher:
    """All terms of a rulebook, compiled once. Immutable after construction; safe to share between threads."""

    def __init__(
        self, words: Iterable[str], signals: Sequence[Signal], language: Language, glossary: Glossary | None = None
    ) -> None:
        self._glossary = glossary or Glossary()
        as_heard = self._glossary.word
        self._negations = tuple(map(as_heard, language.negation))
        self._negation_ends = frozenset(word[-1] for word in self._negations)
        self._not_negations = tuple(map(as_heard, language.not_negation))
        self._signals = Signals(signals, as_heard)
        names, uses = _by_word(words, as_heard), self._signals.uses
        marks = {name: frozenset(map(as_heard, getattr(language, name))) - {""} for name in _MARKS}
        apart = _apart(language.apart, as_heard)
        terms = sorted({*names, *frozenset[str]().union(*marks.values()), *apart, *uses} - {""})
        self._terms = [
            _Term(
                names=tuple(names.get(term, ())),
                marks=tuple(name for name in _MARKS if term in marks[name]),
                affirmed=tuple(use.slot for use in uses.get(term, ()) if use.negatable),
                always=tuple(use.slot for use in uses.get(term, ()) if not use.negatable),
            )
            for term in terms
        ]
        self._apart = {number: apart[term] for number, term in enumerate(terms) if term in apart}
        self._edged = {number: edge for number, term in enumerate(terms) if (edge := _edge(term)) is not None}
        self._automaton = AhoCorasick(terms) if terms else None

    def hear(self, given: DecisionInput) -> Heard:
        """Everything the letter says that the rulebook asks about."""
        folded = self._glossary.fold(given.subject, heard(given.text))
        subject, body = folded.subject, folded.body
        text = f"{subject.text}{BREAK}{body.text}"
        ends = self._negation_ends
        words: dict[str, tuple[Span, ...]] = {}
        gathered: dict[int, list[Sequence[Span]]] = defaultdict(list)
        marked: dict[str, list[Span]] = defaultdict(list)
        for number, spans in self._without_chance(self._search(text)).items():
            term, affirmed = self._terms[number], spans
            if len(spans) > 1 or text[spans[0][0] - 1] in ends:
                affirmed = [one for one in spans if text[one[0] - 1] not in ends or not self._negated(text, one)]
            for mark in term.marks:
                marked[mark].extend(spans if mark == "demand" else affirmed)
            for slot in term.always:
                gathered[slot].append(spans)
            if affirmed:
                for word in term.names:
                    words[word] = tuple(affirmed)
                for slot in term.affirmed:
                    gathered[slot].append(affirmed)
        for use, span in self._signals.matched(text):
            if not (use.negatable and self._negated(text, span)):
                gathered[use.slot].append((span,))
        letter = Letter(
            subject=subject,
            body=body,
            text=text,
            base=len(subject.text) + 1,
            demands=sentences_with(text, (start for start, _ in marked["demand"])),
            troubles=tuple(sorted(start for start, _ in marked["trouble"])),
            asides=asides_of(text, marked["aside"], marked["alike"]),
            attachments_from=given.attachments_from,
            ocr=given.ocr,
            stretch=folded.stretch,
        )
        return Heard(letter, words, self._signals.heard(letter, gathered))

    def _search(self, text: str) -> dict[int, list[Span]]:
        """Term number → where it stands."""
        found: dict[int, list[Span]] = {}
        if self._automaton is None:
            return found
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if index in self._edged and not self._edged[index].match(text, start):
                continue
            spans = found.get(index)
            if spans is None:
                found[index] = [(start, end)]
            elif spans[-1][1] <= start and len(spans) < MOST_PLACES:  # a word may overlap itself: 哈哈 in 哈哈哈
                spans.append((start, end))
        return found

    def _without_chance(self, found: dict[int, list[Span]]) -> dict[int, list[Span]]:
        """What was found, without what only the joint of two other words makes: 保安 in 确保安全."""
        hiding = sorted(
            (start, end, None if cut is None else start + cut)
            for index in found.keys() & self._apart.keys()
            for cut in self._apart[index]
            for start, end in found[index]
        )
        if not hiding:
            return found
        starts = [start for start, _, _ in hiding]
        longest = max(end - start for start, end, _ in hiding)

        def by_chance(span: Span) -> bool:
            near = hiding[bisect_left(starts, span[1] - longest) : bisect_right(starts, span[0])]
            return any(
                span[1] <= end and span != (start, end) and (cut is None or span[0] < cut < span[1])
                for start, end, cut in near
            )

        return {index: kept for index, spans in found.items() if (kept := [s for s in spans if not by_chance(s)])}

    def _negated(self, text: str, span: Span) -> bool:
        if text[span[0] - 1 : span[0]] not in self._negation_ends:
            return False
        before = text[max(0, span[0] - _LONGEST_NEGATION) : span[0]]
        if not before.endswith(self._negations) or before.endswith(self._not_negations):
            return False
        # 不是停水就是停电 complains of both.
        return not (before.endswith("不是") and _EITHER_OR in text[span[1] : span[1] + 8])


def _by_word(words: Iterable[str], as_heard: Callable[[str], str]) -> Mapping[str, Sequence[str]]:
    """What is looked for → the words of the rulebook (folded) that it stands for; several, if the glossary joins
    them."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for word in words:
        found[as_heard(word)][fold_word(word)] = None
    return {term: tuple(names) for term, names in found.items()}


def _edge(term: str) -> re.Pattern[str] | None:
    """A term that begins or ends with a figure or Latin letter, with what may not stand beside it; None for others.

    12345 is no hotline in a longer number, whether its groups of four stand apart by a blank or hyphen or not; ktv is
    none in a longer word, but for an s of the plural.
    """
    first, last = term[0], term[-1]
    if not (first.isascii() and first.isalnum()) and not (last.isascii() and last.isalnum()):
        return None
    before = after = ""
    if first.isascii() and first.isdigit():
        before = r"(?<![0-9a-z])(?<![0-9]\.)(?<![1-9][0-9]{3}[- ])"
    elif first.isascii() and first.isalpha():
        before = "(?<![a-z])"
    if last.isascii() and last.isdigit():
        after = r"(?![0-9])(?!\.[0-9])(?![- ][0-9]{4})" + ("(?![a-z])" if term.isdigit() else "")
    elif last.isascii() and last.isalpha():
        after = "(?!(?!s(?![a-z]))[a-z])"
    return re.compile(before + re.escape(term) + after)


def _apart(given: Iterable[str], as_heard: Callable[[str], str]) -> dict[str, tuple[int | None, ...]]:
    """The words written together → where bars divide them; None: nowhere, the whole hides all inside it."""
    found: dict[str, tuple[int | None, ...]] = {}
    for words in given:
        first, *rest = map(as_heard, words.split("|"))
        whole = first + "".join(rest)
        cuts: tuple[int | None, ...] = tuple(len(first) for _ in rest[:1]) or (None,)
        found[whole] = (*found.get(whole, ()), *cuts)
    return found
