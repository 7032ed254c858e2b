"""A trained model's opinion of a letter's category: one more fact beside what the rules heard, never a decision.

A linear model over single Chinese characters and pairs of them. `model.json` holds a line for each stretch, so that
people can read what it has learnt; rules.learning writes it, this module only adds up.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import exp, isfinite, sqrt

from domain.codes import Category
from rules.model import Learnt

FILE = "model.json"
"""Where the model stands in a rulebook's folder; a rulebook needs none."""

SCALE = 1000
"""Weights stand in the file as thousandths."""

_MOST_CHARS = 20_000
"""Of a letter; further ones say nothing that these do not."""
_LARGEST = 1_000_000
_KEYS = {"letters", "tried", "right", "sure", "sure_right", "categories", "start", "grams"}
_EARLIER = {"letters", "warmth", "topics", "grams"}
"""Keys of the models that earlier versions of the program learnt: counts of stretches for each topic."""


class OutdatedError(ValueError):
    """The model was learnt by an earlier version of the program and says nothing to this one."""


class Opinion:
    """What a model holds of letters. Immutable after construction."""

    def __init__(self, learnt: Learnt) -> None:
        self._categories = learnt.categories
        self._start = tuple(one / SCALE for one in learnt.start)
        self._rows = {gram: _row(numbers) for gram, numbers in learnt.grams.items()}

    def of(self, text: str) -> Mapping[str, float]:
        """Category → probability, adding up to 1, of folded text; empty where it has no stretch the model knows."""
        found = [row for gram in grams_of(text) if (row := self._rows.get(gram)) is not None]
        if not found:
            return {}
        square, *sums = map(sum, zip(*found, strict=True))
        length = sqrt(square)
        scores = [start + added / length for start, added in zip(self._start, sums, strict=True)]
        most = max(scores)
        likely = [exp(score - most) for score in scores]
        total = sum(likely)
        return {name: one / total for name, one in zip(self._categories, likely, strict=True)}


def _row(numbers: Sequence[float]) -> tuple[float, ...]:
    """A stretch's rarity squared, then what it adds to the score of each category in a letter of length 1."""
    rarity = numbers[0] / SCALE
    return (rarity * rarity, *(rarity * weight / SCALE for weight in numbers[1:]))


def grams_of(text: str) -> set[str]:
    """Every character of a folded text, and every pair of neighbours."""
    text = text[:_MOST_CHARS]
    return {*text, *map("".join, pairwise(text))}


def as_json(learnt: Learnt) -> str:
    """The model as it stands in `model.json`, a line for each stretch: its rarity, then a weight for each category."""
    told = {
        "letters": learnt.letters,
        "tried": learnt.tried,
        "right": learnt.right,
        "sure": learnt.sure,
        "sure_right": learnt.sure_right,
        "categories": learnt.categories,
        "start": learnt.start,
    }
    head = ",\n".join(f"{_dumped(name)}: {_dumped(value)}" for name, value in told.items())
    lines = [f"  {_dumped(gram)}: {_dumped(numbers)}" for gram, numbers in sorted(learnt.grams.items())]
    return f'{{\n{head},\n"grams": {{\n' + ",\n".join(lines) + "\n}}\n"


def from_json(text: str) -> Learnt:
    """What `as_json` gave. Raises ValueError for anything else, OutdatedError for a model of an earlier version."""
    given = json.loads(text)
    if not isinstance(given, dict) or given.keys() != _KEYS:
        if isinstance(given, dict) and given.keys() == _EARLIER:
            raise OutdatedError
        raise ValueError(f"it has other keys than {', '.join(sorted(_KEYS))}")
    counts = {name: _count(given[name], name) for name in ("letters", "tried", "right", "sure", "sure_right")}
    categories, grams = given["categories"], given["grams"]
    if not isinstance(categories, list) or len(categories) < 2 or not set(categories) <= set(Category):
        raise ValueError("its categories are none of the trade")
    if not isinstance(grams, dict) or not grams:
        raise ValueError("it has learnt no stretch of characters")
    return Learnt(
        **counts,
        categories=tuple(categories),
        start=_numbers(given["start"], len(categories)),
        grams={gram: _numbers(numbers, len(categories) + 1) for gram, numbers in grams.items()},
    )


def _count(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise ValueError(f"{name} is no count of letters")
    return value


def _numbers(value: object, size: int) -> tuple[float, ...]:
    numbers = value if isinstance(value, list) and len(value) == size else [None]
    if not all(isinstance(one, int | float) and isfinite(one) and abs(one) <= _LARGEST for one in numbers):
        raise ValueError("its weights are not those of its categories")
    return tuple(numbers)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
