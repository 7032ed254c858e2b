"""A trained model's opinion of a letter's category: one more fact beside what the rules heard, never a decision.

A linear model over single Chinese characters and pairs of neighbours: rare ones weigh more, and each further time that
one stands says less (tf-idf, sublinear). rules.learning trains it; this module only adds up.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rules.model import Learnt

SCALE = 1000
"""Weights stand in the file as thousandths."""

_MOST_CHARS = 20_000
"""Of a letter; further ones say nothing that these do not."""
_PLANE = 0x110000
"""More than any character: a pair is one number, the first times this and the second."""


class Opinion:
    """What a model holds of letters. Immutable after construction."""

    def __init__(self, learnt: Learnt) -> None:
        self._categories = learnt.categories
        numbers = np.array(tuple(learnt.grams.values()), dtype=np.float64) / SCALE
        keys = np.array([key_of(gram) for gram in learnt.grams], dtype=np.int64)
        order = np.argsort(keys)
        self._keys: NDArray[np.int64] = keys[order]
        self._rarity: NDArray[np.float64] = numbers[order, 0]
        self._weights: NDArray[np.float64] = np.ascontiguousarray(numbers[order, 1:])
        self._start = np.array(learnt.start, dtype=np.float64) / SCALE

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
        scores = self._start + values @ self._weights[known] / np.sqrt(values @ values)
        likely = np.exp(scores - scores.max())
        return dict(zip(self._categories, (likely / likely.sum()).tolist(), strict=True))


def key_of(gram: str) -> int:
    """The number of a character or of a pair of them."""
    first, *second = map(ord, gram)
    return first * _PLANE + second[0] if second else first


def keys_of(text: str) -> NDArray[np.int64]:
    """The numbers of every character of a folded text, and of every pair of neighbours."""
    points = np.frombuffer(text[:_MOST_CHARS].encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    return np.concatenate([points, points[:-1] * _PLANE + points[1:]])
