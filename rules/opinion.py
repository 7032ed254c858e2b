"""A trained model's opinion of a letter's category: one more fact beside what the rules heard, never a decision.

Two linear models over single Chinese characters and pairs of neighbours: rare ones weigh more, and each further time
that one stands says less (tf-idf, sublinear). One tells topics apart, the other categories; a category is as probable
as both hold it, the first for all its topics together. rules.learning trains them; this module only adds up.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rules.model import Learnt

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


class Opinion:
    """What a model holds of letters. Immutable after construction."""

    def __init__(self, learnt: Learnt) -> None:
        self._categories = learnt.categories
        keys = np.array([key_of(gram) for gram in learnt.grams], dtype=np.int64)
        order = np.argsort(keys)
        self._keys: NDArray[np.int64] = keys[order]
        stretches = list(learnt.grams.values())
        self._rarity: NDArray[np.float64] = np.array([one.rarity for one in stretches], dtype=np.float64)[order] / SCALE
        self._topics = len(learnt.topics)
        weights = np.zeros((len(stretches), self._topics + len(self._categories)), dtype=np.float32)
        for row, at in enumerate(order):
            for column, weight in stretches[at].weights:
                weights[row, column] = weight / SCALE
        self._weights: NDArray[np.float32] = weights
        self._start = np.array(learnt.start, dtype=np.float64) / SCALE
        self._of_topics = np.array([self._categories.index(category) for category in learnt.topics.values()])

    def of(self, text: str) -> Mapping[str, float]:
        """Category → probability, adding up to 1, of folded text; empty where it has no stretch the model knows."""
        keys = keys_of(text)
        rows = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        rows = np.sort(rows[self._keys[rows] == keys])
        if not len(rows):
            return {}
        first = np.flatnonzero(np.diff(rows, prepend=-1))  # as np.unique does, in half the time
        known, times = rows[first], np.diff(first, append=len(rows))
        values = self._rarity[known] * (1 + np.log(times))
        values /= np.sqrt(values @ values)
        scores = self._start + values.astype(np.float32) @ self._weights[known]
        likely = both(scores[None, : self._topics], scores[None, self._topics :], self._of_topics)
        return dict(zip(self._categories, likely[0].tolist(), strict=True))


def both(topics: NDArray[np.float64], categories: NDArray[np.float64], belongs: NDArray[np.intp]) -> Likely:
    """How probable each category is by the scores of both models, a row a letter. belongs: topic → its category."""
    warm = np.exp(WARMTH * (topics - topics.max(axis=1, keepdims=True)))
    of_topics = np.stack([warm[:, belongs == one].sum(axis=1) for one in range(categories.shape[1])], axis=1)
    of_topics /= of_topics.sum(axis=1, keepdims=True)
    held = np.exp(categories - categories.max(axis=1, keepdims=True))
    joint = np.sqrt(of_topics * held)
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def key_of(gram: str) -> int:
    """The number of a character or of a pair of them."""
    first, *second = map(ord, gram)
    return first * _PLANE + second[0] if second else first


def keys_of(text: str) -> NDArray[np.int64]:
    """The numbers of every character of a folded text, and of every pair of neighbours."""
    points = np.frombuffer(text[:_MOST_CHARS].encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    return np.concatenate([points, points[:-1] * _PLANE + points[1:]])
