"""The trained model as it stands in a rulebook's folder: `model.json`, a line for each stretch that it has learnt."""

import json
from collections.abc import Mapping
from itertools import chain

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
        f"  {_dumped(gram)}: {_dumped([said.rarity, *chain(*zip(said.columns, said.weights, strict=True))])}"
        for gram, said in sorted(learnt.grams.items())
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
        grams=_stretches(grams, len(start)),
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


def _stretches(grams: Mapping[str, object], columns: int) -> dict[str, Stretch]:
    """The stretches; all their numbers are looked at together, for there are half a million of them."""
    lines = [line if isinstance(line, list) else [] for line in grams.values()]
    _numbers([*chain(*lines)])
    found = [Stretch(line[0], tuple(line[1::2]), tuple(line[2::2])) for line in lines if len(line) % 2]
    named = set(chain.from_iterable(one.columns for one in found))
    if len(found) < len(lines) or not named <= set(range(columns)) or min(one.rarity for one in found) < 0:
        raise ValueError("its weights are not those of its topics and categories")
    return dict(zip(grams, found, strict=True))


def _numbers(value: object) -> tuple[float, ...]:
    numbers = value if isinstance(value, list) else [None]
    if not {*map(type, numbers)} <= {int, float} or not all(-_LARGEST <= one <= _LARGEST for one in set(numbers)):
        raise ValueError("its weights are no numbers")
    return tuple(numbers)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
