"""Scores the topics by what was heard: weight, place, repeats; the best by a margin, the others kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from domain.codes import Category
from language.folding import fold_word
from rules.letter import OPENING, Span
from rules.matcher import Heard
from rules.model import Scoring, Topic
from rules.rulebook import Rulebook


class Ranked(NamedTuple):
    """A topic that was heard, its score, where the words stand that speak for it, and the part of the score that is
    theirs; the rest is the model's."""

    topic: Topic
    score: float
    spans: tuple[Span, ...]
    of_words: float


def departments_of(book: Rulebook, topic: Topic, category: str, *, fee: bool) -> tuple[str, ...]:
    """Who answers for a topic: its own departments, else those of fees, else the default of the category (TRADE 4)."""
    if topic.departments:
        return topic.departments
    if fee and category == Category.SERVICE:
        return book.defaults.fee
    return book.defaults.departments[category]


NOTHING_HELD: Mapping[str, float] = MappingProxyType({})
"""What no model holds."""
_MOST_TIMES = 8
"""How many times as much as the words the model may say."""


class TopicScorer:
    """The topics of a rulebook, indexed by what speaks for them. Immutable after construction."""

    def __init__(self, topics: Sequence[Topic], scoring: Scoring, bare: Iterable[str] = ()) -> None:
        self._bare = frozenset(map(fold_word, bare))
        self._topics = tuple(topics)
        self._scoring = scoring
        self._words: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._signals: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, topic in enumerate(topics):
            for key, weight in topic.signals:
                if key.isascii():
                    self._signals[key].append((index, weight))
                else:
                    self._words[fold_word(key)].append((index, weight))

    def rank(self, heard: Heard, held: Mapping[str, float] = NOTHING_HELD) -> tuple[Ranked, ...]:
        """Every topic that words speak for, best first; equal scores in the order of the rulebook.

        held: category → how probable the trained model holds it, which adds at most eight times what the words say.
        """
        said: dict[int, list[tuple[float, Sequence[Span]]]] = defaultdict(list)
        _gather(heard.words, self._words, said)
        _gather(heard.signals, self._signals, said)
        factors = self._factors(heard, said.values())
        ranked = []
        for index in sorted(said):
            score, speaking = self._score(said[index], factors)
            if score > 0:
                topic = self._topics[index]
                more = min(self._scoring.model * held.get(topic.category, 0.0), _MOST_TIMES * score)
                ranked.append(Ranked(topic, round(score + more, 3), speaking, round(score, 3)))
        ranked.sort(key=_score_of, reverse=True)
        return tuple(ranked)

    def _score(
        self, said: Sequence[tuple[float, Sequence[Span]]], factors: Mapping[Span, float]
    ) -> tuple[float, tuple[Span, ...]]:
        """A word inside a longer one of the same topic (电梯 in 电梯坏) adds nothing to it."""
        if len(said) == 1:
            weight, spans = said[0]
            return weight * self._places(spans, factors), tuple(spans)
        longest = _outermost([span for weight, spans in said if weight > 0 for span in spans])
        total = 0.0
        speaking: list[Span] = []
        for weight, spans in said:
            counted = spans if weight < 0 else [span for span in spans if span in longest]
            if not counted:
                continue
            total += weight * self._places(counted, factors)
            if weight > 0:
                speaking.extend(counted)
        return total, tuple(speaking)

    def _places(self, spans: Sequence[Span], factors: Mapping[Span, float]) -> float:
        """The best place counts in full, each further one `repeat` times the one before."""
        if len(spans) == 1:
            return factors[spans[0]]
        share, total = 1.0, 0.0
        for factor in sorted([factors[span] for span in spans], reverse=True):
            total += share * factor
            share *= self._scoring.repeat
        return total

    def _factors(self, heard: Heard, said: Iterable[Sequence[tuple[float, Sequence[Span]]]]) -> Mapping[Span, float]:
        """How much each stretch weighs by where it stands and what stands about it."""
        scoring, letter, base = self._scoring, heard.letter, heard.letter.base
        empty = self._empty(heard)
        opening, demand = max(1.0, scoring.opening), max(1.0, scoring.demand)
        factors: dict[Span, float] = {}
        for span in {span for parts in said for _, spans in parts for span in spans}:
            if span[0] < base:
                factors[span] = scoring.subject
                continue
            factor = opening if span[0] < base + OPENING else 1.0
            if letter.demands and letter.in_demand(span):
                factor = max(factor, demand)
            if span in empty:
                factor *= scoring.bare
            if letter.asides and letter.in_aside(span):
                factor *= scoring.aside
            factors[span] = factor * scoring.ocr if letter.ocr and letter.in_ocr(span) else factor
        return factors

    def _empty(self, heard: Heard) -> set[Span]:
        """The stretches of nouns that say little by themselves, with no fault or demand in their clause."""
        nouns = (span for word in heard.words.keys() & self._bare for span in heard.words[word])
        return {span for span in nouns if not heard.letter.in_trouble(span)}


_score_of = attrgetter("score")


def _gather(
    heard: Mapping[str, Sequence[Span]],
    index: Mapping[str, Sequence[tuple[int, float]]],
    said: dict[int, list[tuple[float, Sequence[Span]]]],
) -> None:
    for key, spans in heard.items():
        for topic, weight in index.get(key, ()):
            said[topic].append((weight, spans))


def _outermost(spans: Iterable[Span]) -> set[Span]:
    """The stretches that lie in no longer one."""
    found: set[Span] = set()
    furthest = -1
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if end > furthest:
            found.add((start, end))
            furthest = end
    return found
