"""How alike two letters are: the pairs of characters they share, each the weightier the fewer of the others have it."""

from collections import Counter
from collections.abc import Mapping
from math import log, sqrt
from operator import add


def pairs_of(folded: str) -> set[str]:
    """Every two neighbours of a text in the form of the search index."""
    return set(map(add, folded, folded[1:]))


def most_alike(text: str, among: Mapping[int, str], limit: int) -> list[int]:
    """The keys of `among` whose texts are most like `text`, the most alike first; of equal ones the greatest key.

    All texts are in the form of the search index. What shares nothing that tells it apart is left out.
    """
    own = {pair for pair in pairs_of(text) if pair.isalnum()}
    others = {key: pairs_of(other) for key, other in among.items()}
    shared = {key: own & pairs for key, pairs in others.items()}
    held = Counter(pair for pairs in shared.values() for pair in pairs)
    weight = {pair: log((len(others) + 1) / count) for pair, count in held.items()}
    # A long text has more of everything: it is held against its length, as the cosine of two texts does.
    scores = {key: sum(weight[pair] for pair in pairs) / sqrt(len(others[key]) or 1) for key, pairs in shared.items()}
    ranked = sorted((key for key, score in scores.items() if score > 0), key=lambda key: (-scores[key], -key))
    return ranked[:limit]
