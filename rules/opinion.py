"""A trained model's opinion of a letter's category, and of whether it says that danger is there: facts beside what the
rules heard, never a decision.

Linear models over single Chinese characters and pairs of neighbours: rare ones weigh more, and each further time that
one stands says less (tf-idf, sublinear). One tells topics apart, one categories; a category is as probable as both hold
it, the first for all its topics together. A third tells danger. rules.learning trains them; this module only adds up.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rules.learnt import Learnt

SCALE = 1000
"""Weights stand in the file as thousandths."""

WARMTH = 1.5
"""Times what the scores of topics are taken: among so many the model is less sure than it is right."""

_MOST_CHARS = 20_000
"""Of a letter; further ones say nothing that these do not."""
_PLANE = 0x110000
"""More than any character: a pair is one number, the first times this and the second."""


Likely = NDArray[np.float64]
"""Probabilities: a row a letter, a column a category."""


class Held(NamedTuple):
    """What a model holds of one letter: category → probability, adding up to 1, and how probable danger is there.

    Both are empty where the letter has no stretch the model knows; danger is 0 where the model has not learnt it.
    """

    likely: Mapping[str, float]
    danger: float


class Opinion:
    """What a model holds of letters. Immutable after construction."""

    def __init__(self, learnt: Learnt) -> None:
        self._categories = learnt.categories
        keys = np.array([key_of(gram) for gram in learnt.grams], dtype=np.int64)
        order = np.argsort(keys)
        self._keys: NDArray[np.int64] = keys[order]
        stretches = list(learnt.grams.values())
        self._rarity: NDArray[np.float64] = np.array([one.rarity for one in stretches], dtype=np.float64)[order] / SCALE
        self._topics, self._danger = len(learnt.topics), learnt.danger is not None
        said = [stretches[at] for at in order]
        columns = np.array(list(chain.from_iterable(one.columns for one in said)), dtype=np.int64)
        rows = np.repeat(np.arange(len(said)), [len(one.columns) for one in said])
        weights = np.zeros((len(said), len(learnt.start)), dtype=np.float32)
        weights[rows, columns] = np.array(list(chain.from_iterable(one.weights for one in said))) / SCALE
        self._weights: NDArray[np.float32] = weights
        self._start = np.array(learnt.start, dtype=np.float64) / SCALE
        of_topics = [self._categories.index(category) for category in learnt.topics.values()]
        self._belongs = belonging(of_topics, len(self._categories))

    def of(self, text: str) -> Held:
        """What it holds of folded text."""
        keys = keys_of(text)
        keys.sort()  # those looked for in order are found in half the time
        rows = np.searchsorted(self._keys, keys)
        rows = rows[self._keys.take(rows, mode="clip") == keys]
        if not len(rows):
            return Held({}, 0.0)
        starts = np.empty(len(rows) + 1, dtype=bool)  # as np.unique does, in half the time
        starts[0] = starts[-1] = True
        np.not_equal(rows[1:], rows[:-1], out=starts[1:-1])
        first = np.flatnonzero(starts)
        known, times = rows[first[:-1]], first[1:] - first[:-1]
        values = self._rarity[known] * (1 + np.log(times))
        values /= np.sqrt(values @ values)
        scores = self._start + values.astype(np.float32) @ self._weights[known]
        of_categories = scores[None, self._topics : self._topics + len(self._categories)]
        likely = both(scores[None, : self._topics], of_categories, self._belongs)
        danger = 1 / (1 + exp(-float(scores[-1]))) if self._danger else 0.0
        return Held(dict(zip(self._categories, likely[0].tolist(), strict=True)), danger)


def both(topics: NDArray[np.float64], categories: NDArray[np.float64], belongs: NDArray[np.float64]) -> Likely:
    """How probable each category is by the scores of both models, a row a letter. belongs: as `belonging` gives it."""
    warm = np.exp(WARMTH * (topics - topics.max(axis=1, keepdims=True)))
    of_topics = warm @ belongs
    of_topics /= of_topics.sum(axis=1, keepdims=True)
    held = np.exp(categories - categories.max(axis=1, keepdims=True))
    joint = np.sqrt(of_topics * held)
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def belonging(of_topics: Sequence[int], categories: int) -> NDArray[np.float64]:
    """Which topic is of which category: a row a topic, a column a category, 1 where it is. of_topics: topic → its
    category."""
    return np.eye(categories, dtype=np.float64)[list(of_topics)]


def key_of(gram: str) -> int:
    """The number of a character or of a pair of them."""
    first, *second = map(ord, gram)
    return first * _PLANE + second[0] if second else first


def keys_of(text: str) -> NDArray[np.int64]:
    """The numbers of every character of a folded text, and of every pair of neighbours."""
    points = np.frombuffer(text[:_MOST_CHARS].encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    return np.concatenate([points, points[:-1] * _PLANE + points[1:]])
