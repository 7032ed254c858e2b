"""How alike two letters are: the pairs of characters they share, each the weightier the fewer of the others have it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import log, sqrt


def pairs_of(folded: str) -> frozenset[str]:
    """Every two neighbours of a text in the form of the search index."""
    return frozenset(one + other for one, other in pairwise(folded) if one.isalnum() and other.isalnum())


def most_alike(text: str, among: Mapping[int, str], limit: int) -> list[int]:
    """The keys of `among` whose texts are most like `text`, the most alike first; of equal ones the greatest key.

    All texts are in the form of the search index. What shares nothing that tells it apart is left out.
    """
    own, others = pairs_of(text), {key: pairs_of(other) for key, other in among.items()}
    held = Counter(pair for pairs in others.values() for pair in pairs)
    weight = {pair: log((len(others) + 1) / count) for pair, count in held.items()}
    scores = {key: _score(own & pairs, pairs, weight) for key, pairs in others.items()}
    ranked = sorted((key for key, score in scores.items() if score > 0), key=lambda key: (-scores[key], -key))
    return ranked[:limit]


def _score(shared: Iterable[str], pairs: frozenset[str], weight: Mapping[str, float]) -> float:
    """The cosine between two texts, but for what the sought one brings: that is equal for all."""
    length = sqrt(sum(weight[pair] ** 2 for pair in pairs))
    return sum(weight[pair] ** 2 for pair in shared) / length if length else 0.0
