"""The trained model as it stands in a rulebook's folder: `model.json`, a line for each stretch that it has learnt."""

import json
from math import isfinite

from domain.codes import Category
from rules.model import Learnt

FILE = "model.json"
"""Where the model stands in a rulebook's folder; a rulebook needs none."""

_LONGEST = 2
"""Characters of a stretch."""
_LARGEST = 1_000_000
_KEYS = {"letters", "tried", "right", "sure", "sure_right", "categories", "start", "grams"}
_EARLIER = {"letters", "warmth", "topics", "grams"}
"""Keys of the models that earlier versions of the program learnt: counts of stretches for each topic."""


class OutdatedError(ValueError):
    """The model was learnt by an earlier version of the program and says nothing to this one."""


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
    if not isinstance(grams, dict) or not grams or not all(1 <= len(gram) <= _LONGEST for gram in grams):
        raise ValueError("its stretches are no characters or pairs of them")
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
