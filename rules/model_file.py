"""The trained model as it stands in a rulebook's folder: `model.json`, a line for each stretch that it has learnt."""

import json
from itertools import chain
from math import isfinite

from domain.codes import Category
from rules.learnt import DangerTold, Learnt, Stretch

FILE = "model.json"
"""Where the model stands in a rulebook's folder; a rulebook needs none."""

_LONGEST = 2
"""Characters of a stretch."""
_LARGEST = 1_000_000
_FIGURES = ("letters", "tried", "right", "sure", "sure_right")
_KEYS = {*_FIGURES, "topics", "start", "grams"}
_DANGER = "danger"
"""Stands in the file if the model has learnt to tell danger."""
_EARLIER = ({"letters", "warmth", "topics", "grams"}, {*_FIGURES, "categories", "start", "grams"})
"""Keys of the models that earlier versions of the program learnt: counts of stretches, weights of categories."""


class OutdatedError(ValueError):
    """The model was learnt by an earlier version of the program and says nothing to this one."""


def as_json(learnt: Learnt) -> str:
    """The model as it stands in `model.json`, a line for each stretch: its rarity, then column and weight by turns."""
    told = {name: getattr(learnt, name) for name in (*_FIGURES, "topics", "start")}
    told |= {_DANGER: learnt.danger} if learnt.danger else {}
    head = ",\n".join(f"{_dumped(name)}: {_dumped(value)}" for name, value in told.items())
    lines = [
        f"  {_dumped(gram)}: {_dumped([stretch.rarity, *chain.from_iterable(stretch.weights)])}"
        for gram, stretch in sorted(learnt.grams.items())
    ]
    return f'{{\n{head},\n"grams": {{\n' + ",\n".join(lines) + "\n}}\n"


def from_json(text: str) -> Learnt:
    """What `as_json` gave. Raises ValueError for anything else, OutdatedError for a model of an earlier version."""
    given = json.loads(text)
    if not isinstance(given, dict) or given.keys() - {_DANGER} != _KEYS:
        if isinstance(given, dict) and given.keys() in _EARLIER:
            raise OutdatedError
        raise ValueError(f"it has other keys than {', '.join(sorted(_KEYS))}")
    topics, grams = given["topics"], given["grams"]
    if not isinstance(topics, dict) or not set(map(str, topics.values())) <= set(Category):
        raise ValueError("its categories are none of the trade")
    if len(set(topics.values())) < 2:
        raise ValueError("its topics are not of two categories")
    if not isinstance(grams, dict) or not grams or not all(1 <= len(gram) <= _LONGEST for gram in grams):
        raise ValueError("its stretches are no characters or pairs of them")
    start, danger = _numbers(given["start"]), _danger(given.get(_DANGER))
    if len(start) != len(topics) + len(set(topics.values())) + (danger is not None):
        raise ValueError("its weights are not those of its topics and categories")
    return Learnt(
        **{name: _count(given[name], name) for name in _FIGURES},
        topics=topics,
        start=start,
        grams={gram: _stretch(numbers, len(start)) for gram, numbers in grams.items()},
        danger=danger,
    )


def _danger(value: object) -> DangerTold | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != len(DangerTold._fields):
        raise ValueError("its figures of danger are none")
    return DangerTold(*(_count(one, name) for one, name in zip(value, DangerTold._fields, strict=True)))


def _count(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise ValueError(f"{name} is no count of letters")
    return value


def _stretch(value: object, columns: int) -> Stretch:
    rarity, *rest = _numbers(value) or (-1.0,)
    weights = tuple(zip(map(int, rest[::2]), rest[1::2], strict=False))
    if rarity < 0 or len(rest) % 2 or not all(0 <= column < columns for column, _ in weights):
        raise ValueError("its weights are not those of its topics and categories")
    return Stretch(rarity, weights)


def _numbers(value: object) -> tuple[float, ...]:
    numbers = value if isinstance(value, list) else [None]
    if not all(isinstance(one, int | float) and isfinite(one) and abs(one) <= _LARGEST for one in numbers):
        raise ValueError("its weights are no numbers")
    return tuple(numbers)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
