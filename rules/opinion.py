"""A trained model's opinion of a letter's topic: one more fact that rules may use. Rules stay in charge.

Multinomial naive Bayes over stretches of two and three Chinese characters, whose confidence is measured on letters that
it did not learn from. `model.json` holds counts alone, so that people can read what it has learnt.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, isfinite, log

from language.folding import fold
from rules.model import Learnt
from rules.suggest import LEAST_LETTERS, Labelled, grams_of

FILE = "model.json"
"""Where the model stands in a rulebook's folder; a rulebook needs none."""

_SIZES = (2, 3)
_MOST_GRAMS = 10_000
_SMOOTH = 0.1
"""Added to each count, so that a stretch never heard in a topic does not rule it out."""
_PARTS = 5
_WARMTHS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
_SURE = 0.8
_NEVER = 1e-6
"""Likelihood calculated for a topic that the model could not know."""


class TooFewError(ValueError):
    """There are not enough letters to learn two topics from."""


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A model, and how it did on `tried` letters that it had not learnt from: `right` of them, and of the `sure` ones
    (probability 0.8 or more) `sure_right`."""

    learnt: Learnt
    tried: int
    right: int
    sure: int
    sure_right: int


class Opinion:
    """What a model holds of letters. Immutable after construction."""

    def __init__(self, learnt: Learnt) -> None:
        self._warmth = learnt.warmth
        heard: Counter[str] = Counter()
        for counts in learnt.grams.values():
            heard.update(counts)
        size = len(learnt.grams)
        self._start = {topic: log(n / learnt.letters) for topic, n in learnt.topics.items()}
        self._absent = {topic: log(_SMOOTH / (heard[topic] + _SMOOTH * size)) for topic in learnt.topics}
        self._more = {
            gram: tuple((topic, log((n + _SMOOTH) / _SMOOTH)) for topic, n in counts.items())
            for gram, counts in learnt.grams.items()
        }

    def of(self, subject: str, text: str) -> Mapping[str, float]:
        """Topic → probability; they add up to 1. Empty where the letter has no stretch that the model knows."""
        scores = self.scores(_grams(subject, text))
        return _probable(scores, self._warmth) if scores else {}

    def scores(self, grams: frozenset[str]) -> dict[str, float]:
        """Topic → log-likelihood of these stretches; empty where none is known."""
        known = [gram for gram in grams if gram in self._more]
        if not known:
            return {}
        scores = {topic: start + len(known) * self._absent[topic] for topic, start in self._start.items()}
        for gram in known:
            for topic, more in self._more[gram]:
                scores[topic] += more
        return scores


def train(given: Sequence[Labelled]) -> Trained:
    """Learn from letters; topics with fewer than three are left out. TooFewError if fewer than two are left."""
    letters = Counter(one.topic for one in given)
    read = [(_grams(one.subject, one.text), one.topic) for one in given if letters[one.topic] >= LEAST_LETTERS]
    if len({topic for _, topic in read}) < 2:
        raise TooFewError
    tried = [
        (scores, topic)
        for part in range(_PARTS)
        for opinion in [Opinion(_learn([one for at, one in enumerate(read) if at % _PARTS != part], warmth=1.0))]
        for grams, topic in read[part::_PARTS]
        if (scores := opinion.scores(grams))
    ]
    warmth = min(_WARMTHS, key=lambda one: _surprise(tried, one))
    best = [
        (max(found.items(), key=lambda one: one[1]), topic) for s, topic in tried for found in [_probable(s, warmth)]
    ]
    sure = [(name, topic) for (name, probability), topic in best if probability >= _SURE]
    return Trained(
        learnt=_learn(read, warmth=warmth),
        tried=len(read),
        right=sum(name == topic for (name, _), topic in best),
        sure=len(sure),
        sure_right=sum(name == topic for name, topic in sure),
    )


def as_json(learnt: Learnt) -> str:
    """The model as it stands in `model.json`, a line for each stretch."""
    lines = [f"  {_dumped(gram)}: {_dumped(counts)}" for gram, counts in sorted(learnt.grams.items())]
    head = f'"letters": {learnt.letters},\n"warmth": {learnt.warmth:g},\n"topics": {_dumped(learnt.topics)}'
    return f'{{\n{head},\n"grams": {{\n' + ",\n".join(lines) + "\n}}\n"


def from_json(text: str) -> Learnt:
    """What `as_json` gave; ValueError for anything else."""
    given = json.loads(text)
    if not isinstance(given, dict) or set(given) != {"letters", "warmth", "topics", "grams"}:
        raise ValueError("it has other keys than letters, warmth, topics, grams")
    letters, warmth, topics, grams = given["letters"], given["warmth"], given["topics"], given["grams"]
    counts = [topics, *grams.values()] if isinstance(topics, dict) and isinstance(grams, dict) else [None]
    sound = all(isinstance(one, dict) and all(_counts(n) for n in one.values()) for one in counts)
    if not sound or not grams or not _counts(letters) or any(not one.keys() <= topics.keys() for one in grams.values()):
        raise ValueError("its counts are not those of letters and topics")
    if isinstance(warmth, bool) or not isinstance(warmth, int | float) or not isfinite(warmth) or warmth < 1:
        raise ValueError("warmth is not a number of 1 or more")
    return Learnt(letters=letters, warmth=float(warmth), topics=topics, grams=grams)


def _counts(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10**9


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _grams(subject: str, text: str) -> frozenset[str]:
    return grams_of(fold(f"{subject}\n{text}").text, _SIZES)


def _learn(read: Sequence[tuple[frozenset[str], str]], *, warmth: float) -> Learnt:
    """Counts of stretches that stand in several letters: one writer's own words are no one's matter."""
    everywhere = Counter(gram for grams, _ in read for gram in grams)
    frequent = [gram for gram, n in everywhere.most_common(_MOST_GRAMS) if n >= LEAST_LETTERS]
    counts: dict[str, Counter[str]] = {gram: Counter() for gram in frequent}
    for grams, topic in read:
        for gram in grams & counts.keys():
            counts[gram][topic] += 1
    topics = Counter(topic for _, topic in read)
    return Learnt(letters=len(read), warmth=warmth, topics=dict(topics), grams={g: dict(c) for g, c in counts.items()})


def _probable(scores: Mapping[str, float], warmth: float) -> dict[str, float]:
    """Scores as probabilities; the warmer, the less sure (stretches of one word do not speak independently)."""
    most = max(scores.values())
    weights = {topic: exp((score - most) / warmth) for topic, score in scores.items()}
    total = sum(weights.values())
    return {topic: weight / total for topic, weight in weights.items()}


def _surprise(tried: Sequence[tuple[Mapping[str, float], str]], warmth: float) -> float:
    """How little the probabilities expected what people said, over all letters (log loss)."""
    return -sum(log(max(_probable(scores, warmth).get(topic, _NEVER), _NEVER)) for scores, topic in tried)
